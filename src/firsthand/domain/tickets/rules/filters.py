"""What a list of tickets may be asked for: conditions on fields, as people build them.

A condition is a field, a comparison and a value: `store is 3`, `due within 4h`. It is kept
as text, for what it named may be gone when it is read again, and then has to be named.

Conditions of several fields must all hold. Of one field, any of those that widen will do
(`is`, `within`), and all of those that narrow must hold (`not`, `older`, `newer`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

MOST_CONDITIONS = 20
LONGEST_VALUE = 60


class Field(StrEnum):
    """What can be asked about a ticket, in the order it is shown."""

    STATE = "state"
    STORE = "store"
    CHANNEL = "channel"
    ASSIGNEE = "assignee"
    TEAM = "team"
    REASON = "reason"
    LANGUAGE = "language"
    PRIORITY = "priority"
    DUE = "due"
    LAST_MESSAGE = "last-message"
    ORDER = "order"
    TRUTH = "truth"
    APPROVAL = "approval"
    PROMISE = "promise"
    BUYER = "buyer"


class Comparison(StrEnum):
    """How a field is held against a value."""

    IS = "is"
    IS_NOT = "not"
    WITHIN = "within"
    OLDER = "older"
    NEWER = "newer"


class Sorting(StrEnum):
    """In which order a list is shown. What is closed always follows, latest first."""

    DUE = "due"
    LATEST = "latest"
    OLDEST = "oldest"


class Wrong(StrEnum):
    """Why a condition cannot be read by itself."""

    FIELD = "field"
    COMPARISON = "comparison"
    VALUE = "value"


@dataclass(frozen=True)
class Condition:
    """One row of a filter, as it was written."""

    field: str
    comparison: str
    value: str


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for."""

    conditions: tuple[Condition, ...]
    sorting: Sorting = Sorting.DUE


NOBODY, ME, NONE, OVERDUE, YES, NO = "nobody", "me", "none", "overdue", "yes", "no"
AWAITED = "awaited"
TODAY, OWED = "today", "owed"
OPEN, SNOOZED, SOLVED, NOTICE = "open", "snoozed", "solved", "notice"
NARROWING = frozenset({Comparison.IS_NOT, Comparison.OLDER, Comparison.NEWER})
_EITHER = (Comparison.IS, Comparison.IS_NOT)
COMPARISONS: dict[Field, tuple[Comparison, ...]] = dict.fromkeys(Field, _EITHER) | {
    Field.STATE: (Comparison.IS,),
    Field.DUE: (Comparison.WITHIN, Comparison.IS),
    Field.LAST_MESSAGE: (Comparison.OLDER, Comparison.NEWER),
    Field.ORDER: (Comparison.IS,),
    Field.APPROVAL: (Comparison.IS,),
    Field.PROMISE: (Comparison.IS,),
    Field.BUYER: (Comparison.IS,),
}
_ID = r"[1-9][0-9]{0,17}"
_VALUES = {
    Field.STATE: f"{OPEN}|{SNOOZED}|{SOLVED}|{NOTICE}",
    Field.STORE: _ID,
    Field.CHANNEL: "[a-z]{1,10}",
    Field.ASSIGNEE: f"{ME}|{NOBODY}|{_ID}",
    Field.TEAM: _ID,
    Field.REASON: rf"{NONE}|[A-Z0-9]{{2,16}}(\.[A-Z0-9]{{2,16}}){{0,2}}",
    Field.LANGUAGE: "[a-z]{2,3}(-[A-Za-z0-9]{1,8})?",
    Field.PRIORITY: "low|normal|high|urgent",
    Field.DUE: f"{OVERDUE}|{NONE}",
    Field.ORDER: f"{YES}|{NO}",
    Field.TRUTH: f"{NONE}|valid|invalid|unknown",
    Field.APPROVAL: f"{AWAITED}|{NONE}",
    Field.PROMISE: f"{TODAY}|{OVERDUE}|{OWED}|{NONE}",
    Field.BUYER: _ID,
}
_LENGTH = re.compile(r"([1-9][0-9]{0,3}) ?(h|d|小时|天)", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_LATIN = {"小时": "h", "天": "d"}
_BY_LENGTH = frozenset({Comparison.WITHIN, Comparison.OLDER, Comparison.NEWER})


def takes_length(comparison: str) -> bool:
    """Say whether the value of this comparison is a length of time."""
    return comparison in _BY_LENGTH


def tidy(condition: Condition) -> Condition:
    """Return a condition as it is kept: "4 Hours" would not do, "4 H" becomes "4h"."""
    value = condition.value.strip()
    found = _LENGTH.fullmatch(value)
    if found and takes_length(condition.comparison):
        unit = found[2].lower()
        value = f"{found[1]}{_LATIN.get(unit, unit)}"
    return Condition(condition.field, condition.comparison, value)


def length_of(value: str) -> timedelta:
    """Return a length of time that was found readable: "4h", "2d"."""
    return int(value[:-1]) * _UNITS[value[-1]]


def wrong_with(condition: Condition) -> Wrong | None:
    """Say what of a condition cannot be read, whatever there is in the desk."""
    if condition.field not in set(Field):
        return Wrong.FIELD
    field = Field(condition.field)
    if condition.comparison not in COMPARISONS[field]:
        return Wrong.COMPARISON
    if takes_length(condition.comparison):
        is_fit = re.fullmatch(r"[1-9][0-9]{0,3}[hd]", condition.value)
    else:
        is_fit = re.fullmatch(_VALUES[field], condition.value)
    return None if is_fit else Wrong.VALUE


def in_order(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return conditions field by field, each once; what is no field of ours comes last."""
    fields = list(Field)

    def place(condition: Condition) -> int:
        return (
            fields.index(Field(condition.field))
            if condition.field in fields
            else len(fields)
        )

    return tuple(sorted(dict.fromkeys(conditions), key=place))


def written(conditions: Iterable[Condition]) -> list[tuple[str, str]]:
    """Return conditions as parameters of an address: ("store.is", "3")."""
    return [(f"{each.field}.{each.comparison}", each.value) for each in conditions]


def read(pairs: Iterable[tuple[str, str]]) -> tuple[Condition, ...]:
    """Return the conditions that parameters of an address say, whatever they are.

    A parameter that says none becomes a condition on a field there is not: left out, it
    would silently make the list longer.
    """
    found = []
    for name, value in pairs:
        field, _dot, comparison = name.partition(".")
        found.append(
            Condition(
                field[:LONGEST_VALUE],
                comparison[:LONGEST_VALUE],
                value[: LONGEST_VALUE + 1],
            )
        )
    return in_order(map(tidy, found))


def joins(conditions: Sequence[Condition]) -> list[str]:
    """Return for each condition how it goes on from those before: "", "or", "and"."""
    found: list[str] = []
    for n, condition in enumerate(conditions):
        widens = condition.comparison not in NARROWING
        before = [
            each
            for each in conditions[:n]
            if each.field == condition.field and each.comparison not in NARROWING
        ]
        found.append("" if n == 0 else "or" if widens and before else "and")
    return found
