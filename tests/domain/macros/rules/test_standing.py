"""What the figures of a version say, beside what its reasons let expect."""

from __future__ import annotations

import pytest

from firsthand.domain.macros.rules.standing import (
    Advice,
    Held,
    Why,
    advice,
    held,
    references,
)


def test_a_version_of_hard_reasons_is_held_against_hard_reasons() -> None:
    reference = {"A.1": 0.9, "B.1": 0.5}
    easy = held({"A.1": (80, 100)}, reference)
    hard = held({"B.1": (60, 100)}, reference)
    assert easy.share > hard.share
    assert easy.above == pytest.approx(-0.10)
    assert hard.above == pytest.approx(0.10)
    mixed = held({"A.1": (8, 10), "B.1": (6, 30)}, reference)
    assert mixed.expected == pytest.approx((9 + 15) / 40)


def test_a_reason_with_few_issues_is_held_against_its_first_level() -> None:
    cells = {"AFT.A": (1, 9), "AFT.B": (59, 91), "INS.A": (3, 10), "RSK.A": (0, 0)}
    found = references(cells)
    assert found["AFT.A"] == pytest.approx(0.6)
    assert found["AFT.B"] == pytest.approx(59 / 91)
    assert found["INS.A"] == pytest.approx(0.3)
    assert found["RSK.A"] == 0


def test_nothing_counted_is_nothing_said() -> None:
    none = Held()
    assert (none.share, none.interval, none.above, none.side) == (None, None, None, 0)


def test_the_whole_interval_must_lie_on_one_side() -> None:
    assert Held(29, 29, 0.5).side == 0  # One too few.
    assert Held(30, 30, 0.5).side == 1
    assert Held(18, 30, 0.5).side == 0
    assert Held(3, 30, 0.5).side == -1


FINE, LOW, HIGH = Held(80, 100, 0.8), Held(40, 100, 0.8), Held(95, 100, 0.8)
HARMLESS, HARMFUL = Held(1, 100, 0.02), Held(20, 100, 0.02)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, (Advice.KEEP, Why.NOTHING)),
        ({"fcr": HIGH}, (Advice.KEEP, Why.BETTER)),
        ({"fcr": LOW}, (Advice.FIX, Why.WORSE)),
        ({"fcr": HIGH, "harm": HARMFUL}, (Advice.RETIRE, Why.HARM)),
        ({"edited_share": 0.5}, (Advice.FIX, Why.REWRITTEN)),
        ({"edited_share": 0.5, "sent": 29}, (Advice.KEEP, Why.NOTHING)),
        ({"fcr": Held(20, 29, 0.8)}, (Advice.TOO_FEW, Why.NOTHING)),
        ({"sent": 0}, (Advice.RETIRE, Why.UNUSED)),
        ({"sent": 0, "is_aged": False}, (Advice.TOO_FEW, Why.NOTHING)),
    ],
)
def test_advice_goes_by_harm_first_then_by_what_comes_of_it(
    asked: dict, said: tuple[Advice, Why]
) -> None:
    usual = {
        "fcr": FINE, "harm": HARMLESS, "edited_share": 0.1, "sent": 120, "is_aged": True,
    }  # fmt: skip
    assert advice(**usual | asked) == said
