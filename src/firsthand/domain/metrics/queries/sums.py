"""What the units of one group come to, before a figure is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from firsthand.foundation.statistics import ClusterSums


@dataclass(frozen=True)
class Counts:
    """Of a share: how many units are what. Of a count: all are hits."""

    hits: int = 0
    misses: int = 0
    provisional: int = 0
    open: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Return both groups as one."""
        return Counts(
            self.hits + other.hits,
            self.misses + other.misses,
            self.provisional + other.provisional,
            self.open + other.open,
        )


@dataclass(frozen=True)
class Waits:
    """Seconds: of those answered, and of those that still wait."""

    answered: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def __add__(self, other: Waits) -> Waits:
        """Return both groups as one."""
        return Waits(self.answered + other.answered, self.waiting + other.waiting)


@dataclass(frozen=True)
class Totals:
    """Sums over clusters. They do not add up where a cluster lies in both groups."""

    sums: ClusterSums = field(default_factory=ClusterSums)
    running: int = 0


@dataclass(frozen=True)
class Ages:
    """Seconds since when each unit has been in a state, at one instant."""

    seconds: list[float] = field(default_factory=list)


Found = Counts | Waits | Totals | Ages
