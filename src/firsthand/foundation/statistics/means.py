"""Means of units that come in clusters, as several tickets come from one buyer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from firsthand.foundation.statistics.shares import Z95


@dataclass(frozen=True, kw_only=True)
class ClusterSums:
    """What has to be added up over clusters for the mean of their units, and its interval.

    Sums of different clusters add up, so they can be kept by day or by store. A cluster
    must lie in one of them whole: cut in two it counts as two, and the interval of units
    that resemble each other comes out too narrow.

    Attributes:
        clusters: how many there are.
        units: in all of them.
        total: of the units' values.
        units_squared: over clusters, the square of a cluster's units.
        total_squared: over clusters, the square of a cluster's total.
        units_by_total: over clusters, a cluster's units times its total.
    """

    clusters: int = 0
    units: int = 0
    total: float = 0
    units_squared: int = 0
    total_squared: float = 0
    units_by_total: float = 0

    def __add__(self, other: ClusterSums) -> ClusterSums:
        """Return the sums over the clusters of both."""
        return ClusterSums(
            clusters=self.clusters + other.clusters,
            units=self.units + other.units,
            total=self.total + other.total,
            units_squared=self.units_squared + other.units_squared,
            total_squared=self.total_squared + other.total_squared,
            units_by_total=self.units_by_total + other.units_by_total,
        )

    @property
    def mean(self) -> float | None:
        """Return the mean of the units; None without any."""
        return self.total / self.units if self.units else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the 95 % interval of the mean; None below two clusters.

        Source: W. G. Cochran, "Sampling Techniques", 3rd ed. (1977), ch. 6: the ratio of
        two totals, drawn by clusters.
        """
        mean = self.mean
        if mean is None or self.clusters < 2:
            return None
        scatter = (
            self.total_squared
            - 2 * mean * self.units_by_total
            + mean * mean * self.units_squared
        )
        # Rounding may bring the scatter of equal clusters under zero.
        variance = max(0.0, scatter) * self.clusters / (self.clusters - 1)
        spread = Z95 * sqrt(variance) / self.units
        return mean - spread, mean + spread


def cluster_sums(clusters: Iterable[tuple[int, float]]) -> ClusterSums:
    """Return the sums over clusters given as units and total; empty ones are left out.

    Raises:
        ValueError: a cluster with fewer than no units.
    """
    sums = ClusterSums()
    for units, total in clusters:
        if units < 0:
            raise ValueError("a cluster cannot have fewer than no units")
        if units:
            sums += ClusterSums(
                clusters=1,
                units=units,
                total=total,
                units_squared=units * units,
                total_squared=total * total,
                units_by_total=units * total,
            )
    return sums
