"""What to do now, a line for each kind, with the list it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from firsthand.domain.accounts import queries as accounts
from firsthand.domain.claims import queries as claims
from firsthand.domain.health import queries as health
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.queries import Counts, View
from firsthand.web.accounthealth import words
from firsthand.web.tickets import clocks, lists

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Task:
    """One line of what to do now: how many, what, and the list it leads to."""

    count: str
    name: str
    mark: str
    url: str
    detail: str


def of(person: Person, counts: Counts, at: datetime) -> Sequence[Task]:
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
        tasks += _returns(person, at)
    tasks += _health(person)
    tasks += _connections(person, at)
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


def _returns(person: Person, at: datetime) -> Sequence[Task]:
    """Return the returns that somebody should answer within a day as a line."""
    found = claims.returns_near(person, at=at)
    if found.due_at is None:
        return ()
    left = clocks.left(found.due_at, now=at)
    detail = _("the nearest deadline: %(left)s") % {"left": left.words}
    mark = "bad" if left.mark == "bad" else "watch"
    count, name = lists.capped(found.n), _("Returns to be answered")
    return (Task(count, name, mark, reverse("claims_returns"), detail),)


def _health(person: Person) -> Sequence[Task]:
    """Return what a marketplace measures of us and that is close to its line, or beyond."""
    found = health.tight(person) if person.may(Right.READ_FIGURES) else ()
    if not found:
        return ()
    place, worst = found[0]
    detail = _("%(store)s, %(measure)s: %(room)s") % {
        "store": place.name,
        "measure": health.measure_name(worst.key),
        "room": words.room(worst),
    }
    mark, count = words.room_mark(worst.headroom), lists.capped(len(found))
    name = _("Account health close to a line")
    return (Task(count, name, mark, reverse("health"), detail),)


def _connections(person: Person, at: datetime) -> Sequence[Task]:
    """Return what stops an account from being read until somebody does something."""
    if not person.may(Right.MANAGE_STORES):
        return ()
    found = [
        one
        for account in accounts.accounts_of(person)
        if not account.is_paused  # Somebody has seen to that.
        for one in accounts.complaints_of(account, at=at)
        if one.is_urgent
    ]
    if not found:
        return ()
    first = found[0]
    detail = _("%(account)s: %(problem)s") % {
        "account": first.account,
        "problem": accounts.words_of(first.problem).what,
    }
    count, name = lists.capped(len(found)), _("Connections that need somebody")
    return (Task(count, name, "bad", reverse("settings_connections"), detail),)


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
