from __future__ import annotations

import pytest

from firsthand.connectors.email.relay.amounts import sums_in
from firsthand.domain.stores.rules import BY_CODE
from firsthand.foundation.money import Money

SUMS = [
    ("169.01 EUR", "IT", ("EUR", 16_901)),
    ("119,00 EUR", "IT", ("EUR", 11_900)),
    ("1.169,01 €", "DE", ("EUR", 116_901)),
    ("EUR 1,169.01", "IE", ("EUR", 116_901)),
    ("1\u202f169,01 €", "FR", ("EUR", 116_901)),
    ("1.169 €", "DE", ("EUR", 116_900)),  # Three figures behind a point are thousands.
    ("12,5 €", "DE", ("EUR", 1_250)),
    ("$1,234,567.89", "US", ("USD", 123_456_789)),
    ("$19.99", "CA", ("CAD", 1_999)),
    ("US$19.99", "JP", ("USD", 1_999)),
    ("R$ 1.234,56", "BR", ("BRL", 123_456)),
    ("R123.45", "ZA", ("ZAR", 12_345)),
    ("₹1,23,456.00", "IN", ("INR", 12_345_600)),
    ("12.980円", "JP", ("JPY", 12_980)),
    ("￥12,980", "JP", ("JPY", 12_980)),
    ("1 169,01 zł", "PL", ("PLN", 116_901)),
    ("499 kr", "SE", ("SEK", 49_900)),
    ("1.234,56 TL", "TR", ("TRY", 123_456)),
]


@pytest.mark.parametrize(("words", "code", "sum_of"), SUMS)
def test_a_sum_is_read_as_its_country_writes_it(words, code, sum_of) -> None:
    assert list(sums_in(f"Refund of {words} started", BY_CODE[code])) == [Money(*sum_of)]


@pytest.mark.parametrize(
    "words",
    [
        "19.99",  # Of what?
        "$19.99",  # Of which country, if the mail does not say it?
        "¥19.99",  # There are no parts of a yen.
        "order 302-1234567-7654321",
        "ABCEUR 5",
    ],
)
def test_what_is_not_certain_is_no_sum(words: str) -> None:
    assert list(sums_in(words, None)) == []


def test_a_dollar_is_none_where_no_dollars_are_paid() -> None:
    assert list(sums_in("$19.99", BY_CODE["DE"])) == []
