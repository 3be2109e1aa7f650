"""How a version fares, held against what its reasons usually come to, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from firsthand.foundation.statistics import expected_hits, pooled, wilson

# With fewer issues a share of any size could be chance.
ENOUGH = 30
# A reason with fewer issues than this is held against its first level.
_OWN_REFERENCE = 10
# Answers of which more than this is changed before they leave are written anew.
_REWRITTEN = 0.4

Counts = tuple[int, int]  # Hits, units.
Interval = tuple[float, float]


class Advice(StrEnum):
    """What to do with a version."""

    TOO_FEW = "too_few"
    KEEP = "keep"
    FIX = "fix"
    RETIRE = "retire"


class Why(StrEnum):
    """What the advice goes by."""

    NOTHING = ""
    BETTER = "better"  # Its buyers come back less often than its reasons let expect.
    WORSE = "worse"
    HARM = "harm"
    REWRITTEN = "rewritten"
    UNUSED = "unused"


@dataclass(frozen=True)
class Held:
    """A share, and the one that its mix of reasons lets expect.

    Attributes:
        hits, n: of the version's issues whose outcome is certain.
        expected: the share these issues would have at the mean of each one's reason;
            None: nothing was counted.
    """

    hits: int = 0
    n: int = 0
    expected: float | None = None

    @property
    def share(self) -> float | None:
        """Return hits per unit; None where nothing was counted."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Return the 95 % interval of the share."""
        return wilson(self.hits, self.n) if self.n else None

    @property
    def above(self) -> float | None:
        """Return how far the share lies above what is expected; negative: below it."""
        if self.share is None or self.expected is None:
            return None
        return self.share - self.expected

    @property
    def side(self) -> int:
        """Return 1 or -1 if all of the interval lies above or below what is expected."""
        if self.interval is None or self.expected is None or self.n < ENOUGH:
            return 0
        low, high = self.interval
        return int(low > self.expected) - int(high < self.expected)


def references(cells: Mapping[str, Counts]) -> dict[str, float]:
    """Return the share of each reason; of one with few issues, that of its first level.

    Args:
        cells: hits and issues by reason, as "AFT.RET.HOWTO".
    """
    by_first: dict[str, dict[str, Counts]] = {}
    for reason, counts in cells.items():
        by_first.setdefault(reason.partition(".")[0], {})[reason] = counts
    found = {}
    for reason, (hits, n) in cells.items():
        first = pooled(by_first[reason.partition(".")[0]])
        own = (hits, n) if n >= _OWN_REFERENCE else first
        found[reason] = own[0] / own[1] if own[1] else 0.0
    return found


def held(cells: Mapping[str, Counts], reference: Mapping[str, float]) -> Held:
    """Return a version's share beside that of its mix of reasons.

    Indirect standardisation: K. J. Rothman, S. Greenland, T. L. Lash, "Modern
    Epidemiology", 3rd ed. (2008), ch. 4. A macro belongs to few reasons, so that most
    cells of a direct standardisation would be empty.

    Args:
        cells: hits and issues of the version by reason.
        reference: the share of each of these reasons.
    """
    hits, n = pooled(cells)
    return Held(hits, n, expected_hits(cells, reference) / n if n else None)


def advice(
    *, fcr: Held, harm: Held, edited_share: float | None, sent: int, is_aged: bool
) -> tuple[Advice, Why]:
    """Return what to do with a version in use, and what that goes by.

    Args:
        fcr: its first contact resolution.
        harm: its claims, chargebacks and bad ratings.
        edited_share: how much of the answers was changed, on average.
        sent: answers that left in the time looked at.
        is_aged: whether it was in use for all of that time.
    """
    if not sent:
        unused = (Advice.RETIRE, Why.UNUSED)
        return unused if is_aged else (Advice.TOO_FEW, Why.NOTHING)
    if harm.side > 0:
        return Advice.RETIRE, Why.HARM
    if fcr.side < 0:
        return Advice.FIX, Why.WORSE
    if sent >= ENOUGH and (edited_share or 0) > _REWRITTEN:
        return Advice.FIX, Why.REWRITTEN
    if fcr.n < ENOUGH:
        return Advice.TOO_FEW, Why.NOTHING
    return Advice.KEEP, Why.BETTER if fcr.side > 0 else Why.NOTHING
