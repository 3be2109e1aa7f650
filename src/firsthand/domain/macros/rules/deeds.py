"""What is done together with an answer: what was wished for, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Any

from firsthand.domain.macros.rules.sheets import Action, Do, Status
from firsthand.domain.macros.rules.values import Value
from firsthand.foundation.money import Money

# A day that is promised ends with the office, as in promises that are found in a text.
_DAY_ENDS = time(18)
_MORNING = time(9)
# The variables that say what the buyer is given.
_AMOUNTS = ("refund_amount", "amount")
# A tag first, so that a ticket that is closed is closed with it.
_ORDER = (Do.TAG, Do.PROMISE, Do.REMEDY, Do.STATUS, Do.SNOOZE)


class Became(StrEnum):
    """What became of one action."""

    NOTHING = ""  # The answer has not left, or it was not wished for.
    DONE = "done"
    ASKED = "asked"  # A remedy: its form waits for the person.
    REFUSED = "refused"
    SEEN = "seen"  # Asked or refused, and put away by the person.


@dataclass(frozen=True)
class Deed:
    """One action of an answer that was begun.

    Attributes:
        when: the value of the variable it goes by; None: it goes by none.
        amount: what the text says is given, for the form of a remedy: "12.50"; or empty.
        is_wanted: whether it is to be done; None: nobody has been asked.
        said, fix: why it was refused and what to do instead, in the person's language.
    """

    action: Action
    when: date | datetime | None = None
    amount: str = ""
    is_wanted: bool | None = None
    became: Became = Became.NOTHING
    said: str = ""
    fix: str = ""

    def due_at(self, zone: tzinfo) -> datetime | None:
        """Return by when a promise is due: of a day, the end of its working hours."""
        return self._moment(zone, _DAY_ENDS)

    def wakes_at(self, zone: tzinfo) -> datetime | None:
        """Return when a snooze until a time ends: of a day, in the morning."""
        return self._moment(zone, _MORNING)

    def _moment(self, zone: tzinfo, of_day: time) -> datetime | None:
        if self.when is None or isinstance(self.when, datetime):
            return self.when
        return datetime.combine(self.when, of_day, tzinfo=zone)

    def names(self, due_at: datetime, zone: tzinfo) -> bool:
        """Say whether a time is the one it goes by: the same day, or the same minute."""
        if isinstance(self.when, datetime):
            return abs((self.when - due_at).total_seconds()) < 60
        return due_at.astimezone(zone).date() == self.when


def begun(actions: Iterable[Action], known: Mapping[str, Value]) -> list[Deed]:
    """Return the actions of an answer, with the times and amounts its variables say."""
    given = next(
        (known[name] for name in _AMOUNTS if isinstance(known.get(name), Money)), None
    )
    amount = f"{given.decimal():f}" if isinstance(given, Money) else ""
    return [
        Deed(action, amount=amount)
        if action.do == Do.REMEDY
        else Deed(action, _day_or_time(known.get(action.of)))
        for action in actions
    ]


def _day_or_time(value: Value | None) -> date | datetime | None:
    return value if isinstance(value, date) else None


def chosen(deeds: Sequence[Deed], numbers: frozenset[int]) -> list[Deed]:
    """Return the same with those wanted that have these numbers, from 0."""
    return [replace(deed, is_wanted=number in numbers) for number, deed in enumerate(deeds)]


def in_turn(deeds: Sequence[Deed]) -> list[int]:
    """Return the numbers of what is to be done, in the order it is done in.

    To wait for the buyer is to be snoozed until he writes. A snooze until a time does that
    as well, so then it is not done twice.
    """
    wanted = [number for number, deed in enumerate(deeds) if deed.is_wanted]
    if any(deeds[number].action.do == Do.SNOOZE for number in wanted):
        wanted = [number for number in wanted if not _waits(deeds[number])]
    return sorted(wanted, key=lambda number: _ORDER.index(deeds[number].action.do))


def _waits(deed: Deed) -> bool:
    return deed.action == Action(Do.STATUS, Status.WAITING)


def plain(deeds: Iterable[Deed]) -> list[dict[str, Any]]:
    """Return them as JSON holds them. `read` of it are the same."""
    return [
        {
            "do": str(deed.action.do),
            "of": deed.action.of,
            "hours": deed.action.hours,
            "when": deed.when.isoformat() if deed.when else "",
            "amount": deed.amount,
            "wanted": deed.is_wanted,
            "became": str(deed.became),
            "said": deed.said,
            "fix": deed.fix,
        }
        for deed in deeds
    ]


def read(values: Iterable[Mapping[str, Any]]) -> list[Deed]:
    """Return what `plain` wrote."""
    return [
        Deed(
            Action(Do(each["do"]), each["of"], each["hours"]),
            _when(each["when"]),
            each["amount"],
            each["wanted"],
            Became(each["became"]),
            each["said"],
            each["fix"],
        )
        for each in values
    ]


def _when(text: str) -> date | datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
