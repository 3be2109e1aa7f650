"""Tell people of promises to buyers: about to be due, or theirs to see to from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.models import Person
from firsthand.domain.people.ports import Notice, Notifier
from firsthand.domain.people.queries import Role
from firsthand.domain.promises import commands as promises
from firsthand.domain.promises.commands import Handed
from firsthand.domain.promises.models import Promise
from firsthand.domain.tickets import queries as tickets
from firsthand.settings import environment
from firsthand.wiring.notices import tell


def watch_promises(ways: Sequence[Notifier], *, at: datetime) -> None:
    """Hand over at the end of shifts, remind, tell the leads, note what was broken."""
    # First, so that whoever is reminded is there.
    tell_handed_over(ways, promises.hand_over_at_shift_end(at=at))
    tell_keepers(ways, promises.remind_due(at=at))
    tell_leads(ways, promises.escalate_due(at=at))
    while promises.note_broken(at=at):
        pass
    promises.forget_planned(at=at)


def tell_keepers(ways: Sequence[Notifier], due: Sequence[Promise]) -> int:
    """Remind of each promise who has to see to it; return how many notices.

    Where nobody has to, or his account is closed, who has the ticket.
    """
    told = 0
    for promise in due if ways else ():
        keeper = promise.keeper
        if keeper is None or not keeper.is_active:
            keeper = tickets.holder_of(promise.ticket_id)
        if keeper is not None:
            told += tell(ways, _notice(promise, keeper))
    return told


def tell_leads(ways: Sequence[Notifier], due: Sequence[Promise]) -> int:
    """Tell the leads of its store of each promise that is about to be broken."""
    told = 0
    for promise in due if ways else ():
        for lead in people.of_roles_on([Role.LEAD], promise.store_id):
            told += tell(ways, _notice(promise, lead))
    return told


def tell_handed_over(ways: Sequence[Notifier], handed: Sequence[Handed]) -> int:
    """Tell of each promise that was handed over who sees to it now and who did before."""
    told = 0
    for each in handed if ways else ():
        for person in (each.promise.keeper, each.before):
            if person is not None and person.is_active:
                told += tell(ways, _handed_over(each, person))
    return told


def _handed_over(handed: Handed, person: Person) -> Notice:
    promise = handed.promise
    assert promise.keeper is not None
    with translation.override(person.language):
        words = _words(promise, person)
        said = _(
            "%(name)s sees to it from now on: the shift of %(before)s is over. Due by "
            "%(time)s, which is %(buyer)s for the buyer. %(store)s, ticket %(ticket)s."
        )
        return Notice(
            address=person.email,
            name=person.name,
            subject=_("A promise was handed over: ticket %(ticket)s") % words,
            body=said % {**words, "before": handed.before.name if handed.before else "–"},
            link=_link(promise),
        )


def _notice(promise: Promise, person: Person) -> Notice:
    """Write it in the person's language, by his clock and the buyer's."""
    with translation.override(person.language):
        words = _words(promise, person)
        return Notice(
            address=person.email,
            name=person.name,
            subject=_("Promised to a buyer by %(time)s: ticket %(ticket)s") % words,
            body=_(
                "By %(time)s, which is %(buyer)s for the buyer. %(store)s, ticket "
                "%(ticket)s; %(name)s sees to it."
            )
            % words,
            link=_link(promise),
        )


def _words(promise: Promise, person: Person) -> dict[str, object]:
    return {
        "time": _clock(promise, person.time_zone),
        "buyer": _clock(promise, promise.buyer_zone),
        "ticket": promise.ticket_id,
        "store": promise.store.name,
        "name": promise.keeper.name if promise.keeper else _("Nobody"),
    }


def _link(promise: Promise) -> str:
    return f"{environment.PUBLIC_URL}{reverse('ticket', args=[promise.ticket_id])}"


def _clock(promise: Promise, zone: str) -> str:
    assert promise.due_at is not None
    return f"{promise.due_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} ({zone})"
