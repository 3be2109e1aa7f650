from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.money import Money, exponent

CURRENCIES = ["USD", "EUR", "JPY", "KWD", "PLN", "EGP"]


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money("USD", 1999), "19.99"),
        (Money("JPY", 1999), "1999"),
        (Money("KWD", 1999), "1.999"),
        (Money("EUR", -5), "-0.05"),
        (Money("EUR", 0), "0.00"),
    ],
)
def test_minor_units_follow_the_currencys_own_decimals(money: Money, shown: str) -> None:
    assert str(money.decimal()) == shown


@given(st.sampled_from(CURRENCIES), st.integers(-(2**62), 2**62))
def test_no_amount_is_ever_rounded(currency: str, minor_units: int) -> None:
    amount = Money(currency, minor_units).decimal()
    assert amount * Decimal(10) ** exponent(currency) == minor_units


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(AssertionError):
        Money("USD", 1) + Money("EUR", 1)


def test_amounts_of_one_currency_add_and_subtract() -> None:
    assert Money("USD", 150) + Money("USD", 50) - Money("USD", 20) == Money("USD", 180)


def test_a_currency_is_three_capital_letters() -> None:
    for wrong in ("usd", "US", "DOLLAR"):
        with pytest.raises(AssertionError):
            Money(wrong, 1)
