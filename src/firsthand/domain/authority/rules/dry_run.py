"""What another version would have said to what people have done."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from firsthand.domain.authority.rules.deciding import (
    Allowed,
    Decision,
    Forbidden,
    NeedsApproval,
    Why,
    decide,
)
from firsthand.domain.authority.rules.rates import Rates
from firsthand.domain.authority.rules.terms import Of, Period, Terms
from firsthand.domain.authority.rules.uses import Spent, Sums, Use


@dataclass(frozen=True, kw_only=True)
class PastUse:
    """One use as it was, and what was decided then.

    Attributes:
        key: what it is found by.
        day: of the store's zone.
        order: names its order, across stores.
        was_allowed: it went through without anybody being asked.
    """

    key: str
    at: datetime
    day: date
    order: str
    agent_id: int
    team_id: int | None
    buyer_id: int | None
    was_allowed: bool
    use: Use


@dataclass(frozen=True)
class Outcome:
    """One past use, and what the version would have said."""

    past: PastUse
    decision: Decision

    @property
    def is_new_question(self) -> bool:
        """Say whether it went through then and would be asked for now."""
        return self.past.was_allowed and not isinstance(self.decision, Allowed)

    @property
    def is_new_freedom(self) -> bool:
        """Say whether it had to be asked for then and would go through now."""
        return not self.past.was_allowed and isinstance(self.decision, Allowed)


@dataclass(frozen=True)
class DryRun:
    """All past uses under a version, oldest first."""

    outcomes: tuple[Outcome, ...]

    @property
    def n(self) -> int:
        """Return how many uses were looked at."""
        return len(self.outcomes)

    def of(self, kind: type[Allowed | NeedsApproval | Forbidden]) -> tuple[Outcome, ...]:
        """Return those that this would have been said to."""
        return tuple(each for each in self.outcomes if isinstance(each.decision, kind))

    @property
    def new_questions(self) -> tuple[Outcome, ...]:
        """Return what went through and would be asked for."""
        return tuple(each for each in self.outcomes if each.is_new_question)

    @property
    def new_freedoms(self) -> tuple[Outcome, ...]:
        """Return what was asked for and would go through."""
        return tuple(each for each in self.outcomes if each.is_new_freedom)

    @property
    def grounds(self) -> list[tuple[Why, int]]:
        """Return each ground with how many uses it would have stopped, most first."""
        counted: Counter[Why] = Counter()
        for each in self.outcomes:
            if not isinstance(each.decision, Allowed):
                counted.update({ground.why for ground in each.decision.grounds})
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def dry_run(
    uses: Iterable[PastUse], terms: Terms, rates_on: Callable[[date], Rates]
) -> DryRun:
    """Return what a version would have said to each use, one after the other.

    Budgets and sums within hours count what the version would have let through, orders what
    they were given in fact. Nothing is remembered of people: who wrote the limits then is
    left out.

    Args:
        uses: in any order.
        terms: the version.
        rates_on: the rates of a day, in the version's currency.
    """
    book = Book()
    outcomes = []
    for past in sorted(uses, key=lambda each: (each.at, each.key)):
        use = replace(past.use, sets_limits=False)
        decision = decide(use, terms, book.sums(terms, past), rates_on(past.day))
        if isinstance(decision, Allowed):
            book.add(past, decision.amount_minor_units)
        outcomes.append(Outcome(past, decision))
    return DryRun(tuple(outcomes))


class Book:
    """What was let through so far, added in order of time."""

    def __init__(self) -> None:
        # By holder: the moments, and what had been given up to each with it.
        self._moments: dict[tuple[Of, int], list[datetime]] = {}
        self._totals: dict[tuple[Of, int], list[int]] = {}
        self._periods: Counter[tuple[Of, int, Period, date]] = Counter()

    def add(self, past: PastUse, minor_units: int) -> None:
        """Count a use that was let through."""
        for holder in _holders(past).items():
            totals = self._totals.setdefault(holder, [])
            totals.append((totals[-1] if totals else 0) + minor_units)
            self._moments.setdefault(holder, []).append(past.at)
            for period in Period:
                self._periods[(*holder, period, begins(period, past.day))] += minor_units

    def sums(self, terms: Terms, past: PastUse) -> Sums:
        """Return what budgets and windows hold when a use comes."""
        holders = _holders(past)
        windows = tuple(
            (window, self._within((Of(window.of), number), past.at, window.hours))
            for window in terms.windows
            if (number := holders.get(Of(window.of))) is not None
        )
        budgets = tuple(
            Spent(
                of,
                period,
                most,
                self._periods[of, holders[of], period, begins(period, past.day)],
            )
            for of, period, most in budgets_for(terms, past.agent_id, past.team_id)
        )
        return Sums(budgets, windows)

    def _within(self, holder: tuple[Of, int], at: datetime, hours: int) -> int:
        """Return what a holder was given in the hours before a moment."""
        totals = self._totals.get(holder)
        if not totals:
            return 0
        # What is exactly so old does not count any more.
        before = bisect_right(self._moments[holder], at - timedelta(hours=hours))
        return totals[-1] - (totals[before - 1] if before else 0)


def _holders(past: PastUse) -> dict[Of, int]:
    """Return whose sums a use counts in."""
    holders = {Of.AGENT: past.agent_id, Of.TEAM: past.team_id, Of.BUYER: past.buyer_id}
    return {of: number for of, number in holders.items() if number is not None}


def begins(period: Period, day: date) -> date:
    """Return the first day of the period that a day lies in."""
    return day if period == Period.DAY else day.replace(day=1)


def budgets_for(
    terms: Terms, agent_id: int, team_id: int | None
) -> list[tuple[Of, Period, int]]:
    """Return the budgets that one agent of one team has: his own before anybody's."""
    found = []
    for of, number in ((Of.AGENT, agent_id), (Of.TEAM, team_id)):
        for period in Period:
            fitting = {
                each.number: each.most_minor_units
                for each in terms.budgets
                if each.of == of and each.period == period
            }
            most = fitting.get(number, fitting.get(None))
            if number is not None and most is not None:
                found.append((of, period, most))
    return found
