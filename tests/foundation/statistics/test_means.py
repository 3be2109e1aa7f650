from __future__ import annotations

from math import sqrt
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import Z95, ClusterSums, cluster_sums

values = st.lists(st.integers(0, 9999).map(float), min_size=2, max_size=40)
clusters = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 9999).map(float)), max_size=20
)


@given(values)
def test_clusters_of_one_give_the_ordinary_interval(alone: list[float]) -> None:
    sums = cluster_sums((1, value) for value in alone)
    assert sums.mean == pytest.approx(fmean(alone))
    spread = Z95 * stdev(alone) / sqrt(len(alone))
    assert sums.interval is not None
    assert sums.interval == pytest.approx(
        (fmean(alone) - spread, fmean(alone) + spread), abs=1e-3
    )


def test_buyers_whose_tickets_resemble_each_other_widen_the_interval() -> None:
    alone = cluster_sums((1, wait) for wait in [1.0, 1.0, 1.0, 9.0, 9.0, 9.0, 5.0, 5.0])
    together = cluster_sums([(3, 3.0), (3, 27.0), (2, 10.0)])
    assert alone.mean == together.mean == 5
    assert alone.interval is not None
    assert together.interval is not None
    assert together.interval[1] - 5 > 1.5 * (alone.interval[1] - 5)


@given(clusters, clusters)
def test_sums_of_two_days_are_those_of_both_together(one, other) -> None:
    added, whole = cluster_sums(one) + cluster_sums(other), cluster_sums(one + other)
    assert added == whole
    assert whole.clusters == sum(units > 0 for units, _ in one + other)


def test_the_interval_covers_the_mean_about_as_often_as_it_says() -> None:
    chance, covered = Random(7), 0  # noqa: S311 - the same draws every time.
    for _ in range(400):
        drawn = []
        for _ in range(60):
            level, units = chance.gauss(10, 3), chance.randint(1, 4)
            drawn.append((units, sum(chance.gauss(level, 1) for _ in range(units))))
        interval = cluster_sums(drawn).interval
        assert interval is not None
        covered += interval[0] <= 10 <= interval[1]
    assert 0.92 <= covered / 400 <= 0.98


def test_too_few_clusters_have_no_interval() -> None:
    assert ClusterSums().mean is None
    assert cluster_sums([]).interval is None
    assert cluster_sums([(5, 20.0)]).mean == 4
    assert cluster_sums([(5, 20.0), (0, 0.0)]).interval is None
    with pytest.raises(ValueError, match="fewer than no units"):
        cluster_sums([(-1, 0.0)])
