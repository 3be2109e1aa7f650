"""What the units of one group come to, before a figure is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from firsthand.foundation.statistics import ClusterSums


@dataclass(frozen=True)
class Counts:
    """Of a share: how many units are what. Of a count: all are hits."""

    hits: int = 0
    misses: int = 0
    provisional: int = 0
    open: int = 0

    def units(self, *, running_counts: bool) -> int:
        """Return how many units count; whether the running do, says the metric."""
        running = self.provisional + self.open if running_counts else 0
        return self.hits + self.misses + running

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
class Middle(Sequence[int]):
    """The values around the median of `n` ascending ones; the others were not read."""

    values: Sequence[int]
    before: int  # How many there are below the first of them.
    n: int

    def __len__(self) -> int:
        """Return how many there are, read or not."""
        return self.n

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        """Return one value, counted from 0.

        Raises:
            IndexError: it was not read.
        """
        if isinstance(index, slice) or not 0 <= index - self.before < len(self.values):
            raise IndexError(f"{index} lies outside what was read")
        return self.values[index - self.before]


@dataclass(frozen=True)
class Medians:
    """Seconds: those around the median of the answered; how many still wait."""

    answered: Middle = Middle((), 0, 0)
    waiting: int = 0


@dataclass(frozen=True)
class Totals:
    """Sums over clusters. They do not add up where a cluster lies in both groups."""

    sums: ClusterSums = field(default_factory=ClusterSums)
    running: int = 0


@dataclass(frozen=True)
class Ages:
    """Seconds since when each unit has been in a state, at one instant."""

    seconds: list[float] = field(default_factory=list)


Found = Counts | Waits | Medians | Totals | Ages
