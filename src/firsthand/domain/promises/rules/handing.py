"""Who sees to a promise when whoever sees to it now goes home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from firsthand.foundation.working_time import NeverOpen, WorkingTime

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Colleague:
    """Somebody who may work the ticket.

    Attributes:
        hours: when he works; None: nobody knows.
        is_here: where nobody knows: whether he did something on a page lately.
        is_away: by his own word or a lead's.
        is_lead: of the store.
        is_same_team: as who sees to the promise now.
        owed: how many promises he has to see to already.
    """

    id: int
    hours: WorkingTime | None = None
    is_here: bool = False
    is_away: bool = False
    is_lead: bool = False
    is_same_team: bool = False
    owed: int = 0


def works_from(hours: WorkingTime, at: datetime, until: datetime) -> datetime | None:
    """Return from when on somebody works between two moments; None: not at all."""
    try:
        first = hours.after(at, _MINUTE) - _MINUTE
    except NeverOpen:
        return None
    return first if first < until else None


def lets_go(
    keeper: Colleague, *, at: datetime, due_at: datetime, remind_at: datetime | None
) -> bool:
    """Say whether somebody cannot see to a promise any more.

    His shift is over and he does not work again before it is due. Of somebody away nobody
    knows when he comes back: he is waited for until he would be reminded.
    """
    if keeper.is_away:
        return remind_at is None or remind_at <= at
    return keeper.hours is not None and works_from(keeper.hours, at, due_at) is None


def next_keeper(
    colleagues: Iterable[Colleague], *, at: datetime, due_at: datetime
) -> Colleague | None:
    """Return who sees to it from now on: the next on duty before it is due.

    Agents before leads; then who works first, the same team first, who owes least. Where
    nobody works before it is due, a lead who is not away; None: there is none either.
    """
    able = [each for each in colleagues if not each.is_away]
    on_duty = [
        (each.is_lead, since, not each.is_same_team, each.owed, each.id, each)
        for each in able
        if (since := _since(each, at, due_at)) is not None
    ]
    if on_duty:
        return min(on_duty, key=lambda row: row[:-1])[-1]
    leads = [each for each in able if each.is_lead]
    return min(leads, key=lambda each: (each.owed, each.id), default=None)


def _since(colleague: Colleague, at: datetime, due_at: datetime) -> datetime | None:
    if colleague.hours is None:
        return at if colleague.is_here else None
    return works_from(colleague.hours, at, due_at)
