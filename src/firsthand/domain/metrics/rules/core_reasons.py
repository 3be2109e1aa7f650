"""The few reasons that make most of the work, and when to look at them again."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from firsthand.domain.metrics.rules.happenings import Key

PEAK_BEGINS = 10  # From October on the season changes what buyers write about.
AFTER_LAUNCH = timedelta(days=90)
MOST = Fraction(4, 5)


@dataclass(frozen=True, kw_only=True)
class Pareto:
    """Reasons by how many contacts they brought, the largest first.

    Attributes:
        ranked: reason and contacts; equal ones by name, so that the order is settled.
        total: contacts.
    """

    ranked: tuple[tuple[Key, int], ...]
    total: int

    def first(self, reasons: int = 5) -> list[Key]:
        """Return the largest reasons."""
        return [reason for reason, _ in self.ranked[:reasons]]

    def share_of_first(self, reasons: int = 5) -> Fraction | None:
        """Return the share of all contacts in the largest reasons; None without any."""
        if not self.total:
            return None
        return Fraction(sum(n for _, n in self.ranked[:reasons]), self.total)

    @property
    def cumulative(self) -> list[Fraction]:
        """Return the share of all contacts up to and with each reason."""
        running, shares = 0, []
        for _, contacts in self.ranked if self.total else ():
            running += contacts
            shares.append(Fraction(running, self.total))
        return shares

    @property
    def reasons_for_most(self) -> int | None:
        """Return how many reasons it takes to reach 80 % of contacts; None without any."""
        reached = (place for place, s in enumerate(self.cumulative, start=1) if s >= MOST)
        return next(reached, None)

    @property
    def top_fifth(self) -> int:
        """Return how many reasons are the top 20 %, rounded up."""
        return -(-len(self.ranked) // 5)

    @property
    def follows_80_20(self) -> bool | None:
        """Say whether the top 20 % of reasons bring 80 % of contacts; None without any.

        Source: J. M. Juran, "Universals in management planning and controlling", The
        Management Review 43 (1954), 748-761; a rule to check, not a law.
        """
        share = self.share_of_first(self.top_fifth)
        return None if share is None else share >= MOST


def pareto(contacts: Mapping[Key, int]) -> Pareto:
    """Return the reasons ranked by their contacts. Reasons without any take part, too.

    Raises:
        ValueError: a negative number of contacts.
    """
    if any(n < 0 for n in contacts.values()):
        raise ValueError("a reason cannot bring fewer than no contacts")
    ranked = sorted(contacts.items(), key=lambda item: (-item[1], str(item[0])))
    return Pareto(ranked=tuple(ranked), total=sum(contacts.values()))


def review_due(*, last: date, today: date, launch: date | None = None) -> bool:
    """Say whether the core reasons are to be looked at again.

    Quarterly; monthly from October to December and for 90 days after a launch.

    Args:
        last: when they were last looked at.
        today: the day of asking.
        launch: when a product was last launched; None: never.
    """
    launched = launch is not None and launch <= today <= launch + AFTER_LAUNCH
    monthly = launched or today.month >= PEAK_BEGINS
    return today >= _months_later(last, 1 if monthly else 3)


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or its last day where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
