from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.sandbox.amounts import as_text, minor_units_of

WRITTEN = [
    (700, "USD", "7.00"),
    (5, "EUR", "0.05"),
    (-5, "EUR", "-0.05"),
    (700, "JPY", "700"),
    (0, "JPY", "0"),
    (700, "KWD", "0.700"),
    (123_456_789, "KWD", "123456.789"),
    (9_999_999_999_999, "USD", "99999999999.99"),
]


@pytest.mark.parametrize(("minor_units", "currency", "text"), WRITTEN)
def test_an_amount_is_written_in_the_major_unit_with_the_currencys_decimals(
    minor_units: int, currency: str, text: str
) -> None:
    assert as_text(minor_units, currency) == text
    assert minor_units_of(text, currency) == minor_units


@given(st.integers(-(10**12), 10**12), st.sampled_from(["USD", "JPY", "KWD", "CLP"]))
def test_what_was_written_is_read_back_to_the_last_unit(
    minor_units: int, currency: str
) -> None:
    assert minor_units_of(as_text(minor_units, currency), currency) == minor_units


WRONG = [
    ("7.005", "USD", "half a cent"),
    ("7.5", "JPY", "half a yen"),
    ("1e3", "USD", "an exponent"),
    ("NaN", "USD", "no number"),
    ("Infinity", "USD", "no number"),
    ("٧", "USD", "digits of another script"),
    ("7,00", "USD", "a comma"),
    ("", "USD", "nothing"),
    (" 7.00", "USD", "a space"),
    (7.0, "USD", "a float, which may not be what was written"),
    (7, "USD", "a number, in who knows which unit"),
    (None, "USD", "nothing"),
    ("7.00", "usd", "no currency"),
    ("7.00", "", "no currency"),
    ("7.00", None, "no currency"),
    ("9" * 40, "USD", "more than there is"),
]


@pytest.mark.parametrize(("text", "currency", "why"), WRONG)
def test_what_is_not_an_exact_amount_is_not_read(
    text: object, currency: object, why: str
) -> None:
    with pytest.raises(ValueError, match=r"not|no such"):
        minor_units_of(text, currency)
