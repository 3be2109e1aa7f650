from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.statistics import (
    benjamini_hochberg,
    expected_hits,
    pooled,
    prior_from,
    reversals,
    share_of,
    shrunken,
    standardised,
)

A = {"easy": (19, 20), "hard": (52, 80)}
B = {"easy": (72, 80), "hard": (12, 20)}
EVEN = {"easy": 0.5, "hard": 0.5}

counted = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_who_gets_the_hard_questions_looks_worse_than_they_are() -> None:
    crude = {"A": share_of(pooled(A)), "B": share_of(pooled(B))}
    fair = {"A": standardised(A, EVEN), "B": standardised(B, EVEN)}
    assert crude == {"A": 0.71, "B": 0.84}
    assert fair == {"A": pytest.approx(0.8), "B": pytest.approx(0.75)}
    assert reversals(
        {name: share or 0 for name, share in crude.items()},
        {name: share or 0 for name, share in fair.items()},
    ) == [("A", "B")]


def test_equal_groups_are_not_reversed() -> None:
    assert reversals({"A": 0.8, "B": 0.8}, {"A": 0.7, "B": 0.9}) == []
    assert reversals({}, {}) == []


def test_hits_next_to_those_expected_of_the_same_mix() -> None:
    reference = {"easy": 0.91, "hard": 0.64}
    assert expected_hits(A, reference) == pytest.approx(69.4)
    assert expected_hits(B, reference) == pytest.approx(85.6)
    with pytest.raises(KeyError):
        expected_hits({"new": (1, 2)}, reference)


@given(st.dictionaries(st.sampled_from("abcd"), counted, min_size=1))
def test_with_its_own_mix_as_weights_a_group_keeps_its_share(strata) -> None:
    own = {name: n for name, (_, n) in strata.items()}
    assert standardised(strata, own) == pytest.approx(share_of(pooled(strata)))


def test_a_stratum_without_units_cannot_be_standardised_unless_it_weighs_nothing() -> None:
    assert standardised({"easy": (19, 20)}, EVEN) is None
    assert standardised({"easy": (19, 20)}, {"easy": 1, "hard": 0}) == 0.95


@pytest.mark.parametrize("weights", [{}, {"easy": 0.0}, {"easy": 2.0, "hard": -1.0}])
def test_weights_that_are_none_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        standardised(A, weights)


def test_few_units_are_held_back_more_than_many() -> None:
    prior = {"mean": 0.82, "strength": 60}
    assert shrunken((9, 10), **prior) == pytest.approx(0.8314285714)
    assert shrunken((88, 100), **prior) == pytest.approx(0.8575)
    assert shrunken((780, 1000), **prior) == pytest.approx(0.7822641509)
    assert shrunken((0, 0), **prior) == pytest.approx(0.82)


@given(counted, st.floats(0, 1), st.floats(1, 500))
def test_what_is_held_back_lies_between_the_share_and_the_mean(
    counts: tuple[int, int], mean: float, strength: float
) -> None:
    share = counts[0] / counts[1]
    held = shrunken(counts, mean=mean, strength=strength)
    assert min(share, mean) - 1e-12 <= held <= max(share, mean) + 1e-12


def test_the_prior_that_five_agents_suggest() -> None:
    agents = [(88, 100), (45, 60), (120, 150), (60, 80), (33, 40)]
    prior = prior_from(agents)
    assert prior.mean == pytest.approx(0.8046511628)
    assert prior.variance_between == pytest.approx(0.0011654243)
    assert prior.strength == pytest.approx(133.8759171)
    assert [prior.held_back(agent) for agent in agents] == pytest.approx(
        [0.836869, 0.787738, 0.802193, 0.784209, 0.809332], abs=1e-6
    )
    # Somebody without units changes nothing and is worth the mean.
    with_newcomer = prior_from([*agents, (0, 0)])
    assert with_newcomer == prior
    assert prior.held_back((0, 0)) == prior.mean


def test_agents_who_differ_no_more_than_chance_are_all_worth_the_mean() -> None:
    prior = prior_from([(80, 100), (81, 100), (79, 100)])
    assert (prior.variance_between, prior.strength) == (0, None)
    assert prior.held_back((79, 100)) == pytest.approx(0.8)


def test_a_prior_is_neither_overwhelming_nor_negligible() -> None:
    assert prior_from([(0, 100), (100, 100)]).strength == 20
    assert prior_from([(1, 1), (0, 1)]).strength is None


def test_one_group_suggests_no_prior() -> None:
    with pytest.raises(ValueError, match="two groups"):
        prior_from([(80, 100), (0, 0)])
    with pytest.raises(ValueError, match="no share for 3 of 2"):
        prior_from([(3, 2), (1, 2)])
    with pytest.raises(ValueError, match="no prior"):
        shrunken((1, 2), mean=1.5, strength=60)


P = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.36]


def test_ten_cells_of_which_two_stand_out() -> None:
    adjusted = benjamini_hochberg(P)
    assert adjusted[:2] == pytest.approx([0.01, 0.04])
    assert adjusted[4] == pytest.approx(0.084)
    assert [place for place, p in enumerate(adjusted) if p <= 0.05] == [0, 1]
    assert benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), max_size=20), st.floats(0.01, 0.2))
def test_rejected_are_all_up_to_the_last_one_under_the_line(
    p_values: list[float], q: float
) -> None:
    adjusted = benjamini_hochberg(p_values)
    ordered = sorted(p_values)
    under = [p for rank, p in enumerate(ordered, 1) if p * (len(p_values) / rank) <= q]
    line = max(under, default=-1.0)
    assert [p <= line for p in p_values] == [a <= q for a in adjusted]
    assert all(p <= a <= 1 for p, a in zip(p_values, adjusted, strict=True))


def test_a_p_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.2, 1.2])
