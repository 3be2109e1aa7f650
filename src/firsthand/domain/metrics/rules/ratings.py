"""What buyers' ratings say, out of those who rated and out of everybody."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from firsthand.foundation.statistics import percent


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """Ratings received: 4 and 5 stars are positive, 3 neutral, 1 and 2 negative.

    Raises:
        ValueError: a negative count.
    """

    positive: int
    neutral: int
    negative: int

    def __post_init__(self) -> None:
        if min(self.positive, self.neutral, self.negative) < 0:
            raise ValueError("there cannot be fewer than no ratings")

    @property
    def total(self) -> int:
        """Return how many were received."""
        return self.positive + self.neutral + self.negative

    def percentages(self) -> tuple[int, int, int] | None:
        """Return whole percents of the ratings, as marketplaces print them.

        Positive, neutral, negative, each rounded half up by itself: they may add up to 99
        or 101. None without ratings.
        """
        if not self.total:
            return None
        return (
            int(percent(self.positive, self.total)),
            int(percent(self.neutral, self.total)),
            int(percent(self.negative, self.total)),
        )


@dataclass(frozen=True, kw_only=True)
class RatingRates:
    """The same ratings over two denominators that differ by an order of magnitude.

    Each None where its denominator is 0. Of all tickets: what buyers who wrote to us were
    moved to say. Of ratings: what those who rated said.
    """

    negative_of_tickets: Fraction | None
    positive_of_tickets: Fraction | None
    negative_of_ratings: Fraction | None
    positive_of_ratings: Fraction | None
    rated: Fraction | None


def rating_rates(ratings: Ratings, *, tickets: int) -> RatingRates:
    """Return how often tickets, and ratings, were negative and positive.

    Raises:
        ValueError: fewer tickets than ratings: a ticket counts once.
    """
    if tickets < ratings.total:
        raise ValueError(f"{ratings.total} ratings cannot come from {tickets} tickets")
    return RatingRates(
        negative_of_tickets=_share(ratings.negative, tickets),
        positive_of_tickets=_share(ratings.positive, tickets),
        negative_of_ratings=_share(ratings.negative, ratings.total),
        positive_of_ratings=_share(ratings.positive, ratings.total),
        rated=_share(ratings.total, tickets),
    )


@dataclass(frozen=True, kw_only=True)
class Satisfaction:
    """Satisfied among those who answered, and among all if the silent had answered, too.

    Attributes:
        value: of the answers; None without any.
        worst, best: of all who were asked, if every silent one was unhappy, or happy.
    """

    value: Fraction | None
    worst: Fraction | None
    best: Fraction | None


def satisfaction(*, satisfied: int, answers: int, asked: int) -> Satisfaction:
    """Return the satisfied share with the bounds that silence leaves.

    Source: C. F. Manski, "Identification Problems in the Social Sciences" (1995), ch. 2:
    bounds without assumptions about those who did not answer.

    Raises:
        ValueError: more satisfied than answers, or more answers than asked.
    """
    if not 0 <= satisfied <= answers <= asked:
        raise ValueError(f"{satisfied} satisfied of {answers} answers of {asked} asked")
    return Satisfaction(
        value=_share(satisfied, answers),
        worst=_share(satisfied, asked),
        best=_share(satisfied + asked - answers, asked),
    )


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
