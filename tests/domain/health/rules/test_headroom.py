from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.health.rules import Line, headroom, line_of

ODR = line_of(Decimal("0.01"), "LESS_THAN")
VTR = line_of(Decimal("0.95"), "GREATER_THAN")


def room(bad: int, n: int, line: Line | None) -> int:
    assert line is not None
    found = headroom(bad, n, line)
    assert found is not None
    return found.left


def test_three_more_defects_before_one_percent() -> None:
    assert room(6, 1000, ODR) == 3, "nine are less than 1 %, ten are not"
    assert room(10, 1000, ODR) == -1
    assert room(0, 50, ODR) == 0, "the very first would be 2 %"
    assert room(9, 999, ODR) == 0


def test_at_least_allows_the_line_itself() -> None:
    assert room(10, 200, VTR) == 0, "190 of 200 are met, as in Amazon's own example"
    assert room(9, 200, VTR) == 1
    assert room(11, 200, VTR) == -1


def test_of_what_is_not_allowed_at_all_there_is_no_room() -> None:
    assert room(2, 10, line_of(Decimal(0), "EQUALS")) == -2
    assert room(0, 10, line_of(Decimal(0), "LESS_THAN")) == -1


def test_a_line_nobody_understands_is_none() -> None:
    assert line_of(None, "LESS_THAN") is None
    assert line_of(Decimal("0.1"), "ROUGHLY") is None


def test_without_units_there_is_no_room_to_speak_of() -> None:
    assert ODR is not None
    assert headroom(0, 0, ODR) is None
    with pytest.raises(ValueError, match="2 of 1"):
        headroom(2, 1, ODR)


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.booleans())
def test_what_is_allowed_does_not_cross_and_one_more_does(
    share: int, n: int, is_allowed: bool
) -> None:
    line = Line(Fraction(share, 10_000), is_allowed)
    allowed = line.allows(n)
    assert not line.is_crossed(allowed, n)
    assert line.is_crossed(allowed + 1, n)
    as_share = Fraction(allowed + 1, n)
    assert as_share > line.most if is_allowed else as_share >= line.most
