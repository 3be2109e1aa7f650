"""Find our own reason for one that a table names in its own way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firsthand.domain.reasons.queries import Node, Taxonomy


class OwnReasons:
    """The tree of reasons, by how people may call each."""

    def __init__(self, tree: Taxonomy) -> None:
        self.tree = tree
        self._called: dict[str, list[Node]] = {}
        for node in tree.nodes.values():
            for name in _names(node):
                self._called.setdefault(name, []).append(node)

    def meant(self, texts: Sequence[str]) -> Node | None:
        """Return the reason these levels name, the deepest last; None if that is not sure.

        A code or a label counts, in any language, whatever the case. The levels above must
        be called so too; a table may leave out the uppermost. Of several, those in use
        count; what was merged is what it was merged into.
        """
        *above, last = [_plain(text) for text in texts]
        fitting = [
            node for node in self._called.get(last, ()) if self._lies_below(node, above)
        ]
        fitting = [node for node in fitting if node.is_in_use] or fitting
        meant = {self.tree.today(node.id).id for node in fitting}
        return self.tree.nodes[meant.pop()] if len(meant) == 1 else None

    def _lies_below(self, node: Node, above: Sequence[str]) -> bool:
        path = self.tree.path(node.id)[:-1]
        if len(above) > len(path):
            return False
        nearest = path[len(path) - len(above) :]
        return all(name in _names(each) for name, each in zip(above, nearest, strict=True))


def _names(node: Node) -> set[str]:
    return {_plain(name) for name in (node.code, *node.labels.values())}


def _plain(text: str) -> str:
    return text.strip().casefold()
