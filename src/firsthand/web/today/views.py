"""Today: how it stands, what to do now, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.mail import queries as mail
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import clocks, lists
from firsthand.web.today import figures, frequent, tasks

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_FRESH = timedelta(minutes=5)  # Figures that lag longer say so.


@require_safe
@needs(Right.READ_TICKETS)
def today(request: HttpRequest) -> HttpResponse:
    """Show the day at a glance."""
    person, at = person_of(request), timezone.now()
    counts = queries.today_counts(person, at=at)
    is_behind = metrics.facts_are_behind(at=at) > _FRESH
    measures: Sequence[figures.Measure] = ()
    may_measure = person.may(Right.READ_FIGURES)
    try:
        measures = figures.strip(person, at=at) if may_measure else ()
    except metrics.FactsOutdated:
        is_behind = True
    context = {
        "now": at,
        "measures": measures,
        "is_behind": is_behind,
        "tasks": tasks.of(person, counts, at),
        "silences": mail.silences(person),
        "people": queries.on_duty(person, at=at),
        "cities": _cities(person, at),
        "desk_views": lists.rail(person, at=at, counts=counts),
    }
    return render(request, "today/today.html", context)


@require_safe
@needs(Right.READ_FIGURES)
def most(request: HttpRequest) -> HttpResponse:
    """Show what buyers wrote about most: a part, fetched by the page."""
    try:
        found = frequent.most(person_of(request), at=timezone.now())
    except metrics.FactsOutdated as refusal:
        return render(request, "today/_frequent.html", {"refusal": refusal})
    return render(request, "today/_frequent.html", {"most": found})


def _cities(person: Person, at: datetime) -> Sequence[str]:
    """Return what the clocks show where the person's stores are, each city once."""
    zones = dict.fromkeys(store.time_zone for store in stores.stores_of(person))
    return [clocks.clock_in(at, zone) for zone in zones]
