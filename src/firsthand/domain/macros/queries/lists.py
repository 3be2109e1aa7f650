"""All macros with how they fare: how often they left, how much changed, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.macros.models import Macro, MacroTrial, MacroVersion
from firsthand.domain.macros.queries.standing import Fares, fares_of

if TYPE_CHECKING:
    from firsthand.foundation.scoping import SeesStores


@dataclass(frozen=True)
class Line:
    """One macro in the list.

    Attributes:
        version: the one in use, else the newest.
        draft: the state of the draft there is, in words; empty: none.
    """

    macro: Macro
    version: MacroVersion
    draft: str
    is_on_trial: bool
    fares: Fares


def macros_page(person: SeesStores, *, at: datetime) -> list[Line]:
    """Return all macros that are not archived, by key."""
    versions: dict[int, list[MacroVersion]] = {}
    for version in MacroVersion.objects.order_by("-number"):
        versions.setdefault(version.macro_id, []).append(version)
    tried = set(MacroTrial.objects.filter(ended_at=None).values_list("macro_id", flat=True))
    every = [each for versions_ in versions.values() for each in versions_]
    fares = fares_of(every, person, at=at)
    found = Macro.objects.filter(archived_at=None, pk__in=versions).select_related("owner")
    return [
        _line(macro, versions[macro.pk], fares, is_on_trial=macro.pk in tried)
        for macro in found.order_by("key")
    ]


def _line(
    macro: Macro,
    versions: Sequence[MacroVersion],
    fares: dict[int, Fares],
    *,
    is_on_trial: bool,
) -> Line:
    state = MacroVersion.State
    in_use = [each for each in versions if each.state == state.PUBLISHED]
    drafts = [each for each in versions if each.state in (state.DRAFT, state.REVIEW)]
    shown = (in_use or versions)[0]
    draft = str(drafts[0].get_state_display()) if drafts else ""
    return Line(macro, shown, draft, is_on_trial, fares[shown.pk])
