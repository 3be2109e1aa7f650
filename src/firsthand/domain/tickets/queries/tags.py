"""What a tag keeps of a reason."""

from __future__ import annotations

from firsthand.domain.reasons.queries import Node, Taxonomy
from firsthand.domain.tickets.events import Tag


def snapshot(tree: Taxonomy, node: Node) -> Tag:
    """Return a reason as it stands in the tree now, for a tag that keeps it so."""
    level1, level2, level3 = tree.levels(node.id)
    return Tag(
        reason_id=node.id,
        reason=node.code,
        level1=level1,
        level2=level2,
        level3=level3,
        group=node.group,
        risk=node.risk,
        l1_resolvable=node.l1_resolvable,
    )
