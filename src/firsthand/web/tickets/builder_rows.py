"""The rows of the filter builder: what can be chosen in each, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets.queries import Meaning
from firsthand.domain.tickets.queries.words import COMPARISONS as COMPARISON_NAMES
from firsthand.domain.tickets.queries.words import FIELDS, VALUES
from firsthand.domain.tickets.rules.filters import (
    COMPARISONS,
    ME,
    NOBODY,
    NONE,
    Condition,
    Field,
    joins,
    takes_length,
)
from firsthand.web.tickets.asked import label_of
from firsthand.web.tickets.clocks import language_name

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.stores.models import Store

Choice = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """One condition as it is filled in. `choices` None: the value is typed."""

    n: int
    join: str
    condition: Condition
    fields: Sequence[Choice]
    comparisons: Sequence[Choice]
    choices: Sequence[Choice] | None
    hint: str
    problem: str
    fix: str
    note: str


def rows_of(meant: Sequence[Meaning], person: Person, *, is_final: bool) -> list[Row]:
    """Return the rows to be drawn.

    Args:
        meant: the conditions with what they mean today.
        person: who builds.
        is_final: whether a value that is still empty is wrong.
    """
    offers = _Offers(person)
    words = {"": "", "and": _("and"), "or": _("or")}
    asked = [row.condition for row in meant]
    return [
        _row(n, words[join], row, offers, is_final)
        for n, (row, join) in enumerate(zip(meant, joins(asked), strict=True))
    ]


def shaped(condition: Condition) -> Condition:
    """Return a condition with a comparison that its field has."""
    if condition.field not in set(Field):
        return condition
    offered = COMPARISONS[Field(condition.field)]
    if condition.comparison in offered:
        return condition
    return Condition(condition.field, offered[0], "")


def _row(n: int, join: str, meant: Meaning, offers: _Offers, is_final: bool) -> Row:
    condition = meant.condition
    is_empty = condition.value == ""
    problem, fix = meant.problem, meant.fix
    if is_empty:
        problem, fix = (_("Choose a value."), "") if is_final else ("", "")
    is_known = condition.field in set(Field)
    compared = COMPARISONS[Field(condition.field)] if is_known else ()
    fields = [(field.value, str(FIELDS[field])) for field in Field]
    return Row(
        n=n,
        join=join,
        condition=condition,
        fields=fields if is_known else [(condition.field, condition.field), *fields],
        comparisons=[(each.value, str(COMPARISON_NAMES[each])) for each in compared],
        choices=_choices(meant, offers),
        hint=_hint(meant),
        problem=problem,
        fix=fix,
        note=meant.note,
    )


def _choices(meant: Meaning, offers: _Offers) -> Sequence[Choice] | None:
    """Return what may be chosen; what was chosen and is gone stays to be seen."""
    condition = meant.condition
    if takes_length(condition.comparison) or condition.field == Field.BUYER:
        return None
    if condition.field not in set(Field):
        return [(condition.value, condition.value)]
    offered = offers.of(Field(condition.field))
    if condition.value in {"", *(value for value, _label in offered)}:
        return offered
    return [(condition.value, label_of(meant)), *offered]


def _hint(meant: Meaning) -> str:
    if takes_length(meant.condition.comparison):
        return _("Hours or days, such as 4h or 2d.")
    if meant.condition.field != Field.BUYER:
        return ""
    is_found = meant.condition.value and not meant.problem
    return meant.label if is_found else _("An e-mail address, or a number such as #12.")


class _Offers:
    """What each field may be. Looked up once, and only for fields that are asked about."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._known: dict[Field, Sequence[Choice]] = {}

    def of(self, field: Field) -> Sequence[Choice]:
        if field not in self._known:
            fixed = [(value, str(label)) for value, label in VALUES.get(field, {}).items()]
            self._known[field] = fixed or self._looked_up[field]()
        return self._known[field]

    @cached_property
    def _looked_up(self) -> Mapping[Field, Callable[[], Sequence[Choice]]]:
        return {
            Field.STORE: lambda: [(str(each.pk), each.name) for each in self._stores],
            Field.ASSIGNEE: lambda: [
                (ME, _("Me")),
                (NOBODY, _("Nobody")),
                *((str(pk), name) for pk, name in people.names_at_work()),
            ],
            Field.TEAM: lambda: [(str(each.pk), each.name) for each in people.teams()],
            Field.REASON: lambda: [(NONE, _("No reason yet")), *_reasons()],
            Field.LANGUAGE: lambda: [
                (code, language_name(code))
                for code in sorted({each.language for each in self._stores} | {"en"})
            ],
        }

    @cached_property
    def _stores(self) -> Sequence[Store]:
        return list(stores.stores_of(self._person))


def _reasons() -> list[Choice]:
    """Return the reasons in use, of every level, as a tree of names."""
    return [
        (node.code, f"{'· ' * (node.level - 1)}{reasons.label_of(node.labels)}")
        for node in reasons.taxonomy().in_order()
        if node.is_in_use
    ]
