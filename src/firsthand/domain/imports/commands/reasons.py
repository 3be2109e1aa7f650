"""Match the reasons of a table with our own."""

from __future__ import annotations

from collections.abc import Iterable

from firsthand.domain.imports.models import ReasonText
from firsthand.domain.imports.rules import OwnReasons
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.events import Tag
from firsthand.domain.tickets.queries import snapshot


def own_reasons(paths: Iterable[tuple[str, ...]]) -> dict[str, Tag]:
    """Return our own reasons as they stand now, by the code a table's reason has.

    Args:
        paths: the codes made for the levels of each reason, the deepest last.

    Returns:
        Those only that have the same code or label as one of ours.
    """
    different = set(paths)
    codes = {code for path in different for code in path}
    if not codes:
        return {}
    texts = dict(ReasonText.objects.filter(code__in=codes).values_list("code", "text"))
    own = OwnReasons(reasons.taxonomy())
    found = {}
    for path in different:
        node = own.meant([texts[code] for code in path])
        if node is not None:
            found[path[-1]] = snapshot(own.tree, node)
    return found
