"""Give promises to somebody else to see to: by hand, or when a shift ends."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right, Role
from firsthand.domain.promises import events
from firsthand.domain.promises.commands import _common
from firsthand.domain.promises.models import Promise
from firsthand.domain.promises.queries import owed
from firsthand.domain.promises.rules.handing import Colleague, lets_go, next_keeper
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_CHOSEN, _SHIFT = "chosen", "shift"


class CannotKeep(Refused):
    code = "promises.cannot_keep"


@dataclass(frozen=True)
class Handed:
    """A promise that somebody else sees to now, and who saw to it before."""

    promise: Promise
    before: Person | None


@transaction.atomic
def hand_over(*, promise_ids: Collection[int], to_id: int, by: Person, at: datetime) -> int:
    """Give promises to somebody else to see to, at the end of a shift; return how many.

    Those that are over, or that he has already, stay as they are.

    Args:
        promise_ids: which; all or none are given.
        to_id: who sees to them from now on.
        by: who gives them: his own, or anybody's if he may assign for others.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: one of them is not of the stores `by` may see.
        NotAllowed: `by` may not give away what another has to see to.
        CannotKeep: the other does not work tickets of one of the stores.
    """
    require(by, Right.WORK_TICKETS)
    found = list(
        Promise.objects.all()
        .visible_to(by)
        .filter(pk__in=promise_ids)
        .select_for_update()
        .order_by("pk")
    )
    if len(found) != len(set(promise_ids)):
        raise ObjectDoesNotExist
    if any(promise.keeper_id not in {None, by.pk} for promise in found):
        require(by, Right.ASSIGN_OTHERS)
    given = [one for one in found if one.is_owed and one.keeper_id != to_id]
    for promise in given:
        _common.workable(by, promise.ticket_id)
        to = people.colleagues_on(promise.store_id).filter(pk=to_id).first()
        if to is None:
            raise CannotKeep(
                _("That colleague does not work tickets of this store."),
                fix=_("Choose somebody who looks after the store."),
            )
        _give(promise, to, by=by, at=at, why=_CHOSEN)
    return len(given)


def hand_over_at_shift_end(*, at: datetime) -> list[Handed]:
    """Give what somebody cannot see to any more to the next on duty; return what was given.

    Whose shift is over without another one before the promise is due, who is away when he
    would be reminded, or who left: each of his promises goes to the next on duty of its
    store, or to a lead. Where there is neither it stays, and the leads are told of it
    before it breaks. Each is a transaction of its own, and said again nothing changes.
    """
    waiting = owed().filter(due_at__gt=at, keeper__isnull=False)
    keepers = set(waiting.values_list("keeper_id", flat=True))
    if not keepers:
        return []
    desk = _Desk(at)
    gone = desk.gone(keepers)
    handed = []
    for promise in waiting.filter(keeper_id__in=gone).order_by("due_at", "pk"):
        given = _let_go(promise.pk, desk)
        if given is not None:
            handed.append(given)
    return handed


@transaction.atomic
def _let_go(promise_id: int, desk: _Desk) -> Handed | None:
    """Give one promise to the next, if it is still his who cannot see to it."""
    locked = owed().select_for_update(skip_locked=True, of=("self",))
    promise = locked.select_related("keeper", "store").filter(pk=promise_id).first()
    if promise is None or promise.keeper is None or promise.due_at is None:
        return None  # Kept, withdrawn or given to somebody meanwhile.
    before = promise.keeper
    now = desk.colleague(before)
    if before.is_active and not lets_go(
        now, at=desk.at, due_at=promise.due_at, remind_at=promise.remind_at
    ):
        return None
    others = desk.colleagues_on(promise.store_id, but=before)
    to = next_keeper(others, at=desk.at, due_at=promise.due_at)
    if to is None:
        return None
    _give(promise, desk.people[to.id], by=None, at=desk.at, why=_SHIFT)
    desk.took(to.id)
    return Handed(promise, before)


def _give(
    promise: Promise, to: Person, *, by: Person | None, at: datetime, why: str
) -> None:
    before, promise.keeper = promise.keeper_id, to
    promise.save(update_fields=["keeper"])
    facts = {"keeper": before, "to": to.pk, "why": why}
    _common.record(events.HANDED_OVER, promise, at=at, by=by, facts=facts)


class _Desk:
    """Who works when, looked up once for all promises of a round."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.people: dict[int, Person] = {}
        self._here = frozenset(tickets.seen_lately(at=at))
        self._on: dict[int, list[Person]] = {}
        self._teams: dict[int, frozenset[int]] = {}
        rows = owed().filter(keeper__isnull=False).values_list("keeper_id")
        self._owed = dict(rows.annotate(n=Count("pk")).order_by())

    def gone(self, person_ids: Iterable[int]) -> list[int]:
        """Return those of these people who are not on duty now, as far as is known."""
        ids = list(person_ids)
        hours, absent = sla.shifts_of(ids), people.absent_since()
        return [
            each
            for each in ids
            if each in absent or (each in hours and not hours[each].is_open(self.at))
        ]

    def took(self, person_id: int) -> None:
        self._owed[person_id] = self._owed.get(person_id, 0) + 1

    def colleague(self, person: Person) -> Colleague:
        return self._seen_as([person], team=frozenset())[0]

    def colleagues_on(self, store_id: int, *, but: Person) -> list[Colleague]:
        """Return who may work tickets of a store: owners are not asked."""
        if store_id not in self._on:
            roles = [Role.AGENT, Role.LEAD]
            self._on[store_id] = list(people.of_roles_on(roles, store_id))
        team = self._teams_of([but])[but.pk]
        others = [each for each in self._on[store_id] if each.pk != but.pk]
        return self._seen_as(others, team=team)

    def _seen_as(self, somebody: list[Person], *, team: frozenset[int]) -> list[Colleague]:
        hours = sla.shifts_of([each.pk for each in somebody])
        teams = self._teams_of(somebody)
        self.people |= {each.pk: each for each in somebody}
        return [
            Colleague(
                id=each.pk,
                hours=hours.get(each.pk),
                is_here=each.pk in self._here,
                is_away=each.away_since is not None,
                is_lead=each.role == Role.LEAD,
                is_same_team=bool(team & teams[each.pk]),
                owed=self._owed.get(each.pk, 0),
            )
            for each in somebody
        ]

    def _teams_of(self, somebody: list[Person]) -> dict[int, frozenset[int]]:
        missing = [each for each in somebody if each.pk not in self._teams]
        for each in missing:
            self._teams[each.pk] = frozenset(each.teams.values_list("pk", flat=True))
        return self._teams
