"""How a refund is divided over Amazon's lines and components."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.amazon.remedies.sale import NotInSale
from firsthand.connectors.amazon.remedies.shares import Share, divided, shares_of
from firsthand.domain.remedies.ports import Component, Part
from tests.connectors.amazon.remedies.told import (
    AMERICA,
    GERMANY,
    PRICE,
    SHIPPING,
    TAX,
    item,
    sale,
    told,
)

TWO = sale(
    item("A", "TEA", price=1000, shipping=100, tax=90, shipping_tax=10),
    item("B", "POT", price=2000, shipping=200, tax=180),
)


@given(
    minor_units=st.integers(1, 10**12),
    weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=9).filter(sum),
)
def test_what_is_divided_adds_up_and_nothing_goes_where_nothing_weighs(
    minor_units: int, weights: list[int]
) -> None:
    shares = divided(minor_units, weights)
    assert sum(shares) == minor_units
    assert all(share >= 0 for share in shares)
    assert all(
        share == 0 for share, weight in zip(shares, weights, strict=True) if not weight
    )


def test_the_rest_of_rounding_goes_to_the_last_line_that_weighs() -> None:
    assert divided(100, [1, 1, 1, 0]) == [33, 33, 34, 0]
    assert divided(5, [1, 1]) == [3, 2]
    assert divided(1, [1, 1, 1, 1, 1]) == [0, 0, 0, 0, 1]


def test_a_part_goes_to_the_line_of_its_sku_whatever_its_place() -> None:
    parts = (Part(2, "TEA", PRICE, 300), Part(1, "POT", PRICE, 400))
    assert shares_of(told(700, *parts), TWO, GERMANY) == (
        Share("A", "Principal", 300),
        Share("B", "Principal", 400),
    )


def test_of_two_lines_with_one_sku_the_place_decides() -> None:
    same = sale(item("A", "TEA", price=500), item("B", "TEA", price=500))
    assert shares_of(told(7, Part(2, "TEA", PRICE, 7)), same, GERMANY) == (
        Share("B", "Principal", 7),
    )
    with pytest.raises(NotInSale):
        shares_of(told(7, Part(3, "TEA", PRICE, 7)), same, GERMANY)


@pytest.mark.parametrize("sku", ["", "CUP"])
def test_a_line_that_is_not_there_is_never_guessed(sku: str) -> None:
    with pytest.raises(NotInSale):
        shares_of(told(7, Part(1, sku, PRICE, 7)), TWO, GERMANY)


def test_shipping_of_the_whole_order_is_divided_by_what_it_cost_for_each_line() -> None:
    assert shares_of(told(31, Part(None, "", SHIPPING, 31)), TWO, GERMANY) == (
        Share("A", "Shipping", 10),
        Share("B", "Shipping", 21),
    )


def test_where_amazon_does_not_say_what_shipping_cost_prices_divide_it() -> None:
    plain = sale(item("A", "TEA", price=100), item("B", "POT", price=300))
    assert shares_of(told(40, Part(None, "", SHIPPING, 40)), plain, GERMANY) == (
        Share("A", "Shipping", 10),
        Share("B", "Shipping", 30),
    )


def test_where_amazon_says_nothing_only_a_single_line_takes_what_is_of_no_line() -> None:
    assert shares_of(told(9), sale(item("A", "TEA")), GERMANY) == (
        Share("A", "Principal", 9),
    )
    with pytest.raises(NotInSale):
        shares_of(told(9), sale(item("A", "TEA"), item("B", "POT")), GERMANY)


# How a tax of the whole order of 27.00 is told: beside the price, or within it.
TAXES = [
    (AMERICA, ("A", "Tax", 80), ("A", "ShippingTax", 10), ("B", "Tax", 180)),
    (GERMANY, ("A", "Principal", 90), ("B", "Principal", 180)),
]


@pytest.mark.parametrize(
    ("marketplace", "first", "rest"), [(m, f, r) for m, f, *r in TAXES]
)
def test_tax_is_told_apart_only_where_it_is_charged_apart(
    marketplace: str, first: tuple, rest: list[tuple]
) -> None:
    found = shares_of(told(270, Part(None, "", TAX, 270)), TWO, marketplace)
    assert found == tuple(Share(*one) for one in [first, *rest])


def test_parts_of_one_line_and_component_become_one() -> None:
    parts = (Part(1, "TEA", PRICE, 300), Part(None, "", Component.TAX, 30))
    single = sale(item("A", "TEA", price=1000, tax=90))
    assert shares_of(told(330, *parts), single, GERMANY) == (Share("A", "Principal", 330),)
