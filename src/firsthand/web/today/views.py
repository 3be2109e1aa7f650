"""Today: how it stands, what to do now, who is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.claims import queries as claims
from firsthand.domain.mail import queries as mail
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Counts, View
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import clocks, lists
from firsthand.web.today import figures, frequent

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_FRESH = timedelta(minutes=5)  # Figures that lag longer say so.


@dataclass(frozen=True)
class Task:
    """One line of what to do now: how many, what, and the list it leads to."""

    count: str
    name: str
    mark: str
    url: str
    detail: str


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
        "tasks": _tasks(person, counts, at),
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


def _tasks(person: Person, counts: Counts, at: datetime) -> Sequence[Task]:
    """Return what waits, most urgent first; what is at zero is left out."""
    lines = (
        (View.OVERDUE, "overdue", _("Overdue"), "bad", _oldest(person, counts, at)),
        (View.DUE_SOON, "soon", _("Due within 4 hours"), "watch", _soon(counts)),
        (View.ESCALATED, "escalated", _("Escalated"), "bad", _promised()),
        (View.UNDELIVERED, "undelivered", _("Delivery in doubt"), "watch", ""),
        (View.NO_ORDER, "no-order", _("No order linked"), "none", ""),
        (View.FLAGGED, "flagged", _("Flagged mail"), "watch", _("look before you answer")),
    )
    tasks = [
        Task(
            lists.capped(counts[key]),
            name,
            mark,
            reverse("queue_view", args=[view]),
            detail,
        )
        for view, key, name, mark, detail in lines
        if counts[key]
    ]
    if person.may(Right.FIND_TRUTH):
        tasks += _claims(person, at)
    if counts["quarantine"]:
        count, detail = lists.capped(counts["quarantine"]), _("mail that could not be read")
        tasks.append(Task(count, _("Quarantine"), "watch", reverse("quarantine"), detail))
    return tasks


def _claims(person: Person, at: datetime) -> Sequence[Task]:
    """Return the claims to be answered as a line, if there are any."""
    found = claims.claims_waiting(person, at=at)
    if not found.n:
        return ()
    detail = ""
    mark = "watch"
    if found.due_at is not None:
        left = clocks.left(found.due_at, now=at)
        detail = _("the nearest deadline: %(left)s") % {"left": left.words}
        mark = "bad" if left.mark == "bad" else "watch"
    count = lists.capped(found.n)
    return (Task(count, _("Claims to be answered"), mark, reverse("claims"), detail),)


def _oldest(person: Person, counts: Counts, at: datetime) -> str:
    """Say how late the latest ticket is, and who has it."""
    if not counts["overdue"]:
        return ""
    latest = queries.latest_late(person, at=at)
    if latest is None:
        return ""
    due_at, name = latest
    late = clocks.left(due_at, now=at).words
    if name is None:
        return _("the oldest %(late)s, with nobody") % {"late": late}
    return _("the oldest %(late)s, with %(name)s") % {"late": late, "name": name}


def _promised() -> str:
    return _("what the team promised runs out, or has")


def _soon(counts: Counts) -> str:
    return _("%(hour)s of them within the hour, %(nobody)s with nobody") % {
        "hour": lists.capped(counts["hour"]),
        "nobody": lists.capped(counts["nobody"]),
    }


def _cities(person: Person, at: datetime) -> Sequence[str]:
    """Return what the clocks show where the person's stores are, each city once."""
    zones = dict.fromkeys(store.time_zone for store in stores.stores_of(person))
    return [clocks.clock_in(at, zone) for zone in zones]
