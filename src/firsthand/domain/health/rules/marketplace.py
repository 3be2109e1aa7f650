"""How a marketplace counts what it judges a seller's account by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from firsthand.foundation.statistics import fisher_exact, units_per_arm

Moment = date | datetime
Order = TypeVar("Order")
DefectKind = Literal["feedback", "claim", "chargeback"]
Verdict = Literal["too_few", "ok", "below"]
# Amazon Seller Central: Order Defect Rate 200285170, Customer Service Dissatisfaction
# Rate, Customer Service Rating, On-Time Delivery Rate (since 2024-09-25).
NEGATIVE_STARS = 2
RATING_ANSWERS = 40
ON_TIME_UNITS = 20
ON_TIME_LINE = Decimal("0.9")


@dataclass(frozen=True, kw_only=True)
class Defect:
    """What counts, or may count, against an order.

    Attributes:
        order: whose.
        ordered: when the order was placed, which decides the window it belongs to.
        kind: feedback, an A-to-z claim, a chargeback.
        happened: when it came.
        stars: of feedback.
        is_denied: whether a claim was decided for us.
    """

    order: str
    ordered: Moment
    kind: DefectKind
    happened: Moment
    stars: int | None = None
    is_denied: bool = False

    @property
    def counts(self) -> bool:
        """Say whether the marketplace counts it: one or two stars, or not denied."""
        if self.kind == "feedback":
            return self.stars is not None and self.stars <= NEGATIVE_STARS
        return self.kind == "chargeback" or not self.is_denied


def defective(
    defects: Iterable[Defect], *, since: Moment, until: Moment, as_of: Moment
) -> frozenset[str]:
    """Return the orders of a window with a defect: each once, however many it has.

    Args:
        defects: of any orders.
        since: orders placed at or after this,
        until: and before this.
        as_of: defects that came later have not come yet.
    """
    return frozenset(
        each.order
        for each in defects
        if each.counts and since <= each.ordered < until and each.happened <= as_of
    )


def latest_by_order(votes: Iterable[tuple[Order, datetime, bool]]) -> dict[Order, bool]:
    """Return the latest vote on each order: (order, when, whether the problem was solved).

    Of two at one moment the later in line counts.
    """
    latest: dict[Order, tuple[datetime, bool]] = {}
    for order, at, is_solved in votes:
        if order not in latest or latest[order][0] <= at:
            latest[order] = (at, is_solved)
    return {order: is_solved for order, (_at, is_solved) in latest.items()}


@dataclass(frozen=True)
class Shown:
    """A rating as a marketplace shows it; stale: an older one, for want of answers."""

    value: Fraction | None
    is_fresh: bool


def shown_ratings(periods: Iterable[tuple[int, int]]) -> list[Shown]:
    """Return what is shown after each period: (satisfied, answers), the oldest first.

    With fewer than forty answers the last value that had as many stays.

    Source: Amazon Seller Central, Customer Service Rating.

    Raises:
        ValueError: more satisfied than answers.
    """
    shown: list[Shown] = []
    last: Fraction | None = None
    for satisfied, answers in periods:
        if not 0 <= satisfied <= answers:
            raise ValueError(f"{satisfied} satisfied of {answers} answers")
        is_fresh = answers >= RATING_ANSWERS
        if is_fresh:
            last = Fraction(satisfied, answers)
        shown.append(Shown(last, is_fresh))
    return shown


@dataclass(frozen=True)
class Dissatisfied:
    """Answers of one to five stars: one and two are dissatisfied, four and five content.

    `without_neutral` leaves the threes out of the whole as well: which of the two a
    marketplace means is not documented. None without answers.
    """

    of_all: Fraction | None
    without_neutral: Fraction | None
    content: Fraction | None


def dissatisfied(answers: Mapping[int, int]) -> Dissatisfied:
    """Return the dissatisfied and the content shares of answers, by stars.

    Raises:
        ValueError: stars that there are not, or fewer than no answers.
    """
    if not set(answers) <= set(range(1, 6)) or min(answers.values(), default=0) < 0:
        raise ValueError(f"{dict(answers)} are no answers of one to five stars")
    low = answers.get(1, 0) + answers.get(2, 0)
    high = answers.get(4, 0) + answers.get(5, 0)
    total = sum(answers.values())
    return Dissatisfied(_share(low, total), _share(low, low + high), _share(high, total))


def on_time_verdict(on_time: int, units: int) -> Verdict:
    """Return whether on-time delivery is held against anybody, and whether it is met.

    Source: Amazon Seller Central, On-Time Delivery Rate: from twenty units in the window.
    """
    if units < ON_TIME_UNITS:
        return "too_few"
    return "ok" if Fraction(on_time, units) >= Fraction(ON_TIME_LINE) else "below"


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True)
class RateChange:
    """Two rates of a page that gives no counts, and what could be made of them.

    Attributes:
        points: the change in percentage points, of 100.
        relative: of the first rate; None if that was nothing.
        are_below: whether both lie under the line; None without one.
        chance: by n of each period, how likely so great a difference is by chance alone.
        needed: how many units of each period it takes to tell two such rates apart.
    """

    points: Decimal
    relative: Fraction | None
    are_below: bool | None
    chance: Mapping[int, float]
    needed: int | None


def rate_change(
    before: Decimal, after: Decimal, *, line: Decimal | None, sizes: Sequence[int]
) -> RateChange:
    """Return what a change of rates without counts says, for periods of these sizes.

    Counts are the rates of each size, to the nearest unit.

    Raises:
        ValueError: a rate is no share.
    """
    counts = {n: (round(before * n), round(after * n)) for n in sizes}
    return RateChange(
        points=(after - before) * 100,
        relative=Fraction(after - before) / Fraction(before) if before else None,
        are_below=None if line is None else max(before, after) < line,
        chance={n: fisher_exact(one, n, two, n) for n, (one, two) in counts.items()},
        needed=units_per_arm(float(before), float(after)) if before != after else None,
    )
