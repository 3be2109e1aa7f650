"""What each condition of a list means today: its words, its tickets, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import Taxonomy
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets.models import AwaitedApproval, OwedPromise, Ticket
from firsthand.domain.tickets.queries.words import FIELDS, VALUES, length_in_words
from firsthand.domain.tickets.rules.filters import (
    AWAITED,
    ME,
    NO,
    NOBODY,
    NONE,
    OVERDUE,
    TODAY,
    Comparison,
    Condition,
    Field,
    Wrong,
    length_of,
    takes_length,
    wrong_with,
)

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Meaning:
    """A condition today.

    Attributes:
        label: its value in words.
        where: the tickets it finds.
        problem: why it cannot be kept, with what is gone; empty for a good one.
        fix: what to do about the problem.
        note: what is worth knowing about a condition that can be kept.
    """

    condition: Condition
    label: str
    where: Q
    problem: str = ""
    fix: str = ""
    note: str = ""


def meanings(
    conditions: Iterable[Condition], person: Person, *, at: datetime
) -> dict[Condition, Meaning]:
    """Return what each condition means for `person` now.

    Each kind of thing that is named is looked up once, and only if it is named.
    """
    asked = list(dict.fromkeys(conditions))
    fit = [each for each in asked if wrong_with(each) is None]
    named = _Named(fit, person)
    found = {}
    for condition in asked:
        wrong = wrong_with(condition)
        if wrong is not None:
            found[condition] = _unreadable(condition, wrong)
        elif takes_length(condition.comparison):
            found[condition] = _by_time(condition, at)
        else:
            found[condition] = _NAMING[Field(condition.field)](condition, named, at)
    return found


class _Named:
    """What the conditions name, as far as it is there and `person` may know of it."""

    def __init__(self, conditions: Sequence[Condition], person: Person) -> None:
        self._conditions = conditions
        self.person = person

    def _ids(self, field: Field) -> set[int]:
        values = [each.value for each in self._conditions if each.field == field]
        return {int(value) for value in values if value.isdigit()}

    @cached_property
    def stores(self) -> Mapping[int, str]:
        return dict(stores.stores_of(self.person).values_list("pk", "name"))

    @cached_property
    def people(self) -> Mapping[int, tuple[str, bool]]:
        return people.active_among(self._ids(Field.ASSIGNEE))

    @cached_property
    def teams(self) -> Mapping[int, str]:
        return dict(people.teams().values_list("pk", "name"))

    @cached_property
    def members(self) -> Mapping[int, Sequence[int]]:
        return people.members_of(self._ids(Field.TEAM))

    @cached_property
    def tree(self) -> Taxonomy:
        return reasons.taxonomy()

    @cached_property
    def persons(self) -> Mapping[int, Sequence[int]]:
        """Return by buyer all who are the same person."""
        return orders.persons_of(self._ids(Field.BUYER))

    @cached_property
    def buyers(self) -> Mapping[int, str]:
        """Return the names of those of whom `person` may see a ticket."""
        seen = Ticket.objects.all().visible_to(self.person)
        seen = seen.filter(
            buyer_id__in={each for one in self.persons.values() for each in one}
        )
        return dict(seen.order_by().distinct().values_list("buyer_id", "buyer__name"))


def _unreadable(condition: Condition, wrong: Wrong) -> Meaning:
    named = {
        "field": FIELDS.get(condition.field, condition.field),
        "comparison": condition.comparison,
        "value": condition.value,
    }
    words = {
        Wrong.FIELD: _("There is no field “%(field)s” any more."),
        Wrong.COMPARISON: _("The field “%(field)s” cannot be compared so any more."),
        Wrong.VALUE: _("“%(value)s” is nothing that “%(field)s” can be."),
    }
    return _gone(condition, words[wrong] % named)


def _gone(condition: Condition, problem: str) -> Meaning:
    return Meaning(
        condition,
        condition.value,
        Q(pk__in=[]),
        problem,
        _("Choose something else, or leave the condition out."),
    )


def _kept(condition: Condition, label: str, where: Q, note: str = "") -> Meaning:
    is_not = condition.comparison == Comparison.IS_NOT
    return Meaning(condition, label, ~where if is_not else where, note=note)


def _by_time(condition: Condition, at: datetime) -> Meaning:
    length = length_of(condition.value)
    where = {
        Comparison.WITHIN: Q(queue_due_at__lte=at + length),
        Comparison.OLDER: Q(last_message_at__lt=at - length),
        Comparison.NEWER: Q(last_message_at__gte=at - length),
    }[Comparison(condition.comparison)]
    return Meaning(condition, length_in_words(condition.value), where)


def _state(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    return Meaning(condition, str(VALUES[Field.STATE][condition.value]), Q())


def _store(condition: Condition, named: _Named, _at: datetime) -> Meaning:
    name = named.stores.get(int(condition.value))
    if name is None:
        words = _("Store %(number)s is gone, or not one you look after.")
        return _gone(condition, words % {"number": condition.value})
    return _kept(condition, name, Q(store_id=int(condition.value)))


def _channel(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    label = VALUES[Field.CHANNEL].get(condition.value)
    if label is None:
        words = _("There is no channel “%(name)s” any more.")
        return _gone(condition, words % {"name": condition.value})
    return _kept(condition, str(label), Q(channel=condition.value))


def _assignee(condition: Condition, named: _Named, _at: datetime) -> Meaning:
    if condition.value == ME:
        return _kept(condition, _("Me"), Q(assignee_id=named.person.pk))
    if condition.value == NOBODY:
        return _kept(condition, _("Nobody"), Q(assignee_id=None))
    name, is_active = named.people.get(int(condition.value), ("", False))
    if not name:
        words = _("There is no colleague %(number)s any more.")
        return _gone(condition, words % {"number": condition.value})
    note = "" if is_active else _("%(name)s no longer works here.") % {"name": name}
    return _kept(condition, name, Q(assignee_id=int(condition.value)), note)


def _team(condition: Condition, named: _Named, _at: datetime) -> Meaning:
    team_id = int(condition.value)
    if team_id not in named.teams:
        words = _("There is no team %(number)s any more.")
        return _gone(condition, words % {"number": condition.value})
    members = named.members.get(team_id, ())
    return _kept(condition, named.teams[team_id], Q(assignee_id__in=members))


def _reason(condition: Condition, named: _Named, _at: datetime) -> Meaning:
    if condition.value == NONE:
        return _kept(condition, _("No reason yet"), Q(reason_id=None))
    node = named.tree.by_code(condition.value)
    if node is None:
        words = _("There is no reason “%(code)s” any more.")
        return _gone(condition, words % {"code": condition.value})
    today = named.tree.today(node.id)
    label = " › ".join(reasons.label_of(each.labels) for each in named.tree.path(node.id))
    names = {"reason": label, "other": reasons.label_of(today.labels)}
    note = ""
    if today is not node:
        note = _("The reason “%(reason)s” was merged into “%(other)s”.") % names
    elif not node.is_in_use:
        note = _("The reason “%(reason)s” is no longer in use.") % names
    return _kept(condition, label, Q(reason_id__in=named.tree.branch(today.id)), note)


def _language(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    return _kept(condition, condition.value, Q(language=condition.value))


def _priority(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    label = str(VALUES[Field.PRIORITY][condition.value])
    return _kept(condition, label, Q(priority=condition.value))


def _due(condition: Condition, _named: _Named, at: datetime) -> Meaning:
    where = Q(queue_due_at__lt=at) if condition.value == OVERDUE else Q(queue_due_at=None)
    return _kept(condition, str(VALUES[Field.DUE][condition.value]), where)


def _order(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    label = str(VALUES[Field.ORDER][condition.value])
    return _kept(condition, label, Q(order__isnull=condition.value == NO))


def _truth(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    truth = "" if condition.value == NONE else condition.value
    return _kept(condition, str(VALUES[Field.TRUTH][condition.value]), Q(truth=truth))


def _approval(condition: Condition, _named: _Named, _at: datetime) -> Meaning:
    label = str(VALUES[Field.APPROVAL][condition.value])
    waits = Q(pk__in=AwaitedApproval.objects.values("ticket_id"))
    return _kept(condition, label, waits if condition.value == AWAITED else ~waits)


def _promise(condition: Condition, named: _Named, at: datetime) -> Meaning:
    """Find tickets by what is owed on them; today ends by the reader's clock."""
    owed = OwedPromise.objects.all()
    if condition.value == OVERDUE:
        owed = owed.filter(due_at__lt=at)
    if condition.value == TODAY:
        owed = owed.filter(due_at__gte=at, due_at__lt=_tomorrow(at, named.person))
    promised = Q(pk__in=owed.values("ticket_id"))
    label = str(VALUES[Field.PROMISE][condition.value])
    return _kept(condition, label, ~promised if condition.value == NONE else promised)


def _tomorrow(at: datetime, person: Person) -> datetime:
    zone = ZoneInfo(person.time_zone)
    day = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), tzinfo=zone)


def _buyer(condition: Condition, named: _Named, _at: datetime) -> Meaning:
    same = named.persons[int(condition.value)]
    known = [each for each in same if each in named.buyers]
    if not known:
        words = _("Buyer %(number)s has no ticket in the stores you look after.")
        return _gone(condition, words % {"number": condition.value})
    name = named.buyers.get(int(condition.value)) or named.buyers[known[0]]
    return _kept(condition, name or f"#{condition.value}", Q(buyer_id__in=same))


_NAMING: dict[Field, Callable[[Condition, _Named, datetime], Meaning]] = {
    Field.STATE: _state,
    Field.STORE: _store,
    Field.CHANNEL: _channel,
    Field.ASSIGNEE: _assignee,
    Field.TEAM: _team,
    Field.REASON: _reason,
    Field.LANGUAGE: _language,
    Field.PRIORITY: _priority,
    Field.DUE: _due,
    Field.ORDER: _order,
    Field.TRUTH: _truth,
    Field.APPROVAL: _approval,
    Field.PROMISE: _promise,
    Field.BUYER: _buyer,
}
