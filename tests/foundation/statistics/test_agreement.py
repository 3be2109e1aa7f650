from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import cohen_kappa

tables = st.integers(1, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 50), min_size=size, max_size=size),
        min_size=size,
        max_size=size,
    )
)


def test_two_reviewers_who_mostly_agree() -> None:
    found = cohen_kappa([[40, 5], [10, 45]])
    assert (found.observed, found.by_chance) == (0.85, 0.5)
    assert found.kappa == pytest.approx(0.7)


def test_agreeing_because_both_always_say_the_same_proves_nothing() -> None:
    assert cohen_kappa([[30, 0], [0, 0]]).kappa is None


@given(tables.filter(lambda table: any(map(any, table))))
def test_kappa_is_one_only_for_full_agreement_and_blind_to_who_is_who(table) -> None:
    found = cohen_kappa(table)
    turned = cohen_kappa([list(column) for column in zip(*table, strict=True)])
    assert turned == found
    if found.kappa is not None:
        assert found.kappa <= 1
        assert (found.kappa == 1) == (found.observed == 1)


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2], [3]], [[-1]], [[1, 2], [3, -4]]])
def test_a_table_that_is_none_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="as many columns"):
        cohen_kappa(table)


@pytest.mark.parametrize("table", [[], [[0]], [[0, 0], [0, 0]]])
def test_nothing_judged_by_both_has_no_agreement(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="nothing was judged"):
        cohen_kappa(table)
