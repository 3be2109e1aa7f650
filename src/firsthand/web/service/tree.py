"""The reasons figures are split by: ours, and those tables brought that are not ours."""

from __future__ import annotations

from collections.abc import Iterable

from firsthand.domain.imports import queries as imports
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import Node, Taxonomy


def with_imported(tree: Taxonomy, codes: Iterable[str]) -> Taxonomy:
    """Return the tree with what tables call those of the codes that it does not know.

    They stand beside our own areas, in the words of their table, and cannot be given to a
    ticket. Without any such code nothing is asked.
    """
    foreign = {code for code in codes if code and tree.by_code(code) is None}
    texts = imports.reason_texts(foreign) if foreign else {}
    if not texts:
        return tree
    ids = {code: -place for place, code in enumerate(sorted(texts), start=1)}
    return Taxonomy.of(
        [
            *tree.nodes.values(),
            *(
                Node(
                    id=ids[code],
                    code=code,
                    level=code.count(".") + 1,
                    parent_id=ids.get(code.rpartition(".")[0]),
                    position=0,
                    labels={reasons.FALLBACK: text},
                    is_in_use=False,
                )
                for code, text in texts.items()
            ),
        ]
    )
