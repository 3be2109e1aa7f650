"""First contact resolution and speed: how they stand, how they move, who and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Share, Wait
from firsthand.domain.metrics.queries import FactsOutdated, core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.web.service import filters, groups, lines
from firsthand.web.service.filters import Limits
from firsthand.web.service.panels import panel, window_of
from firsthand.web.service.tree import with_imported
from firsthand.web.shared.rights import needs, person_of

_Found = Callable[[Limits, datetime, ZoneInfo], dict[str, object]]
DAYS, USUAL_DAYS = (7, 30, 90), 30
_REASONS = 10


@require_safe
@needs(Right.READ_FIGURES)
def service(request: HttpRequest) -> HttpResponse:
    """Show the figures of the chosen days and store, each with its course."""
    return _shown(request, "service/dashboard.html", _panels)


@require_safe
@needs(Right.READ_FIGURES)
def compared(request: HttpRequest) -> HttpResponse:
    """Show the same figures by agent, store and reason: a part, fetched by the page."""
    return _shown(request, "service/_groups.html", _groups)


def _shown(request: HttpRequest, template: str, found: _Found) -> HttpResponse:
    at, tz = timezone.now(), ZoneInfo(timezone.get_current_timezone_name())
    limits = filters.read(request, person_of(request), days=DAYS, usual=USUAL_DAYS)
    context: dict[str, object] = {"limits": limits, "days": DAYS, "now": at}
    try:
        context |= found(limits, at, tz)
    except FactsOutdated as refusal:
        context["refusal"] = refusal
    return render(request, template, context)


def _panels(limits: Limits, at: datetime, tz: ZoneInfo) -> dict[str, object]:
    median = cast(Wait, queries.catalogue()["speed.first_reply"])
    fcr, quick = _shares()
    return {
        "panels": [
            panel(fcr, limits, at=at, tz=tz),
            panel(quick, limits, at=at, tz=tz, beside=median),
        ]
    }


def _groups(limits: Limits, at: datetime, tz: ZoneInfo) -> dict[str, object]:
    shares = _shares()
    person = limits.person
    sees_people = person.may(Right.READ_FIGURES_OF_PEOPLE)
    names = _agents() if sees_people else {str(person.pk): person.name}
    agents = groups.table(
        shares, "agent", names, limits, at=at, tz=tz, is_ranked=sees_people
    )
    stores = {str(store.pk): store.name for store in limits.stores}
    by_store = groups.table(shares, "store", stores, limits, at=at, tz=tz)
    return {
        "agents": agents,
        "by_store": by_store,
        "sees_people": sees_people,
        "funnel": groups.compared(shares[0], agents)
        if sees_people and (agents.ranked or agents.others)
        else "",
        "reasons": _by_reason(shares[0], limits, at, tz),
    }


def _shares() -> tuple[Share, Share]:
    known = queries.catalogue()
    return cast(Share, known["fcr.issues_7d"]), cast(Share, known["speed.first_reply_4h"])


def _agents() -> Mapping[str, str]:
    return {str(key): name for key, name in people.people().values_list("pk", "name")}


def _by_reason(
    metric: Share, limits: Limits, at: datetime, tz: ZoneInfo
) -> list[dict[str, object]]:
    """Return the reasons with most issues, and how many of those were solved at once."""
    window = window_of(metric, limits.days, at=at, tz=tz)
    asked = Slice(person=limits.view, since=window.since, until=window.until)
    solved = core_reasons.solved_first(asked, as_of=at)
    tree = with_imported(reasons.taxonomy(), solved)
    counts: dict[str, tuple[int, int]] = {}
    for code, (hits, n) in solved.items():
        if code:
            place = core_reasons.place_of(tree, code)
            known = counts.get(place, (0, 0))
            counts[place] = known[0] + hits, known[1] + n
    first = sorted(counts, key=lambda code: (-counts[code][1], code))[:_REASONS]
    return [
        {
            "code": code,
            "name": lines.name_of(tree, code),
            "settled": lines.settled_of(counts[code]),
        }
        for code in first
    ]
