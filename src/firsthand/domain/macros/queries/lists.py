"""All macros with how they fare: how often they left, how much changed, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Avg, Count

from firsthand.domain.macros.models import Macro, MacroTrial, MacroUse, MacroVersion
from firsthand.domain.metrics import queries as metrics

if TYPE_CHECKING:
    from firsthand.domain.metrics.queries import Figure
    from firsthand.foundation.scoping import SeesStores

# First contact resolution of an issue can be told for good after its seven days.
DAYS = 90
_METRIC = "fcr.macro_7d"
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Fares:
    """How one version fares in the stores somebody sees, in the last `DAYS` days.

    Attributes:
        sent: how many answers left that were made from it.
        edited_share: how much of them was changed, on average; None: none left.
        fcr: first contact resolution of the issues whose first answer it was.
    """

    sent: int = 0
    edited_share: float | None = None
    fcr: Figure | None = None


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
    fares = fares_of(person, at=at)
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
    return Line(macro, shown, draft, is_on_trial, fares.get(shown.pk, Fares()))


def fares_of(person: SeesStores, *, at: datetime) -> dict[int, Fares]:
    """Return how each version that was used fares, by its id."""
    since = at - timedelta(days=DAYS)
    counted = (
        MacroUse.objects.all()
        .visible_to(person)
        .filter(sent_at__gte=since, sent_at__lt=at)
        .values("version")
        .annotate(sent=Count("pk"), edited=Avg("edited_share"))
    )
    figures = _figures(person, since, at)
    return {
        row["version"]: Fares(row["sent"], row["edited"], figures.get(row["version"]))
        for row in counted
    }


def _figures(person: SeesStores, since: datetime, at: datetime) -> dict[int, Figure]:
    try:
        found = metrics.figures(
            metrics.catalogue()[_METRIC],
            person=person,
            since=since,
            until=at,
            as_of=at,
            tz=_UTC,
            by=["macro"],
            details=False,
        )
    except metrics.FactsOutdated:
        return {}  # They are being made anew; the page says nothing rather than the old.
    return {
        int(each.group["macro"]): each
        for each in found
        if each.group.get("macro", "").isdecimal()
    }
