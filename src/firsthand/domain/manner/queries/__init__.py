"""What is said differently, how buyers expect to be written to. Nothing here writes."""

from firsthand.domain.manner.queries.advising import Card, Holiday, advice, card, holiday
from firsthand.domain.manner.queries.differing import diff, diff_on
from firsthand.domain.manner.rules import Difference, Fact, Kind, digest

__all__ = [
    "Card", "Difference", "Fact", "Holiday", "Kind", "advice", "card", "diff", "diff_on",
    "digest", "holiday",
]  # fmt: skip
