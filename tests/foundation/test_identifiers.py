from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.foundation.identifiers import (
    looks_like_amazon_order,
    looks_like_asin,
    shapes_of,
)


@pytest.mark.parametrize(
    ("value", "order", "asin"),
    [
        ("112-1234567-1234567", True, False),
        (" 112-1234567-1234567 ", True, False),  # As spreadsheets leave it.
        ("112-1234567-12345678", False, False),
        ("1121234567-1234567", False, False),
        ("１１２-1234567-1234567", False, False),  # Wide digits: somebody typed it.
        ("B084ZDG1N4", False, True),
        ("B084ZDG1N", False, False),
        ("b084zdg1n4", False, False),
        ("BREADMAKER", False, False),  # A code of our own.
        ("0306406152", False, True),  # A book: its ISBN-10 is its ASIN.
        ("080442957X", False, True),
        ("0306406153", False, False),  # Wrong check digit: any ten digits.
        ("", False, False),
        ("112-1234567-1234567\n112-1234567-1234567", False, False),
    ],
)
def test_what_a_value_looks_like(value: str, order: bool, asin: bool) -> None:
    assert looks_like_amazon_order(value) is order
    assert looks_like_asin(value) is asin


def test_a_column_of_order_numbers_that_holds_products() -> None:
    shapes = shapes_of(
        ["B084ZDG1N4", "B084ZJG3QF", "", "B08519LNRN", "112-1234567-1234567"]
    )
    assert (shapes.values, shapes.asins, shapes.amazon_orders) == (4, 3, 1)
    assert shapes.asins_instead_of_orders


@pytest.mark.parametrize(
    "values",
    [[], ["112-1234567-1234567", "B084ZDG1N4"], ["B084ZDG1N4", "ours-1", "ours-2"]],
)
def test_a_few_products_among_order_numbers_are_not_called_a_mix_up(values) -> None:
    assert not shapes_of(values).asins_instead_of_orders


@given(st.lists(st.text(max_size=20)))
def test_no_value_looks_like_both(values: list[str]) -> None:
    shapes = shapes_of(values)
    assert shapes.amazon_orders + shapes.asins <= shapes.values <= len(values)
