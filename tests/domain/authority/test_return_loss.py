from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firsthand.domain.authority import queries
from firsthand.domain.authority.queries import OFFERS, PRODUCT_PROBLEMS
from firsthand.domain.authority.rules import (
    Case,
    Needless,
    Offer,
    ProductProblem,
    Returned,
    advice,
    needless,
)

# A bench of 80 dollars, for which sending it back costs 95.
BENCH = Case(
    problem=ProductProblem.SMALL_FAULT,
    marketplace="US",
    paid=8_000,
    return_freight=9_500,
    pick_up=9_000,
    handling=500,
    worth_back=4_000,
    resale_share=Decimal("0.5"),
    disposal=300,
    part_share=Decimal("0.3"),
    part_accepted=Decimal("0.6"),
)


def costs(case: Case) -> dict[str, int]:
    return {str(cost.offer): cost.minor_units for cost in advice(case).costs}


def test_each_offer_costs_what_the_formula_says() -> None:
    # Back: 8000 + 9500 + 500 - 0.5·4000 + 0.5·300 = 16150; fetched: 500 less.
    # A part: 0.6·0.3·8000 + 0.4·8000, since all of it is cheaper than any return.
    assert costs(BENCH) == {
        "full_return": 16_150, "pick_up": 15_650, "all_and_keep": 8_000,
        "part_and_keep": 4_640,
    }  # fmt: skip
    found = advice(BENCH)
    assert found.offer == Offer.PART_AND_KEEP
    assert next(cost.offer for cost in found.costs) == Offer.PART_AND_KEEP
    assert found.saved_minor_units == 16_150 - 4_640
    assert found.freight_exceeds_goods
    assert not advice(replace(BENCH, paid=9_500)).freight_exceeds_goods


def test_a_buyer_who_cannot_get_it_to_work_is_helped_first() -> None:
    case = replace(BENCH, problem=ProductProblem.USAGE, advice=200)
    found = advice(case)
    assert found.offer == Offer.INSTRUCTIONS
    assert costs(case)["instructions"] == 200 + 3_248  # 0.7 of 4640.


def test_in_japan_nobody_is_told_to_throw_it_away() -> None:
    japanese = replace(BENCH, marketplace="JP")
    found = advice(japanese)
    assert found.never_discard
    assert not advice(BENCH).never_discard
    # A part, and for those who refuse it the pick-up: 0.6·2400 + 0.4·15650.
    assert costs(japanese)["part_and_keep"] == 7_700
    refused = replace(japanese, part_accepted=Decimal(0))
    assert advice(refused).offer == Offer.PART_AND_KEEP, "as cheap as pick-up, less trouble"
    wrong = replace(japanese, problem=ProductProblem.WRONG_ITEM)
    assert advice(wrong).offer == Offer.PICK_UP
    assert advice(replace(wrong, marketplace="US")).offer == Offer.ALL_AND_KEEP
    assert costs(wrong)["all_and_keep"] == 8_000, "the buyer may choose it"


MAY = [
    (ProductProblem.UNSAFE, {"pick_up", "full_return"}, "it does not stay with the buyer"),
    (ProductProblem.CHANGED_MIND, {"full_return"}, "nothing is wrong with it"),
    (
        ProductProblem.WRONG_ITEM,
        {"all_and_keep", "pick_up", "full_return"},
        "no part of it",
    ),
]


@pytest.mark.parametrize(("problem", "offers", "why"), MAY)
def test_what_may_be_offered_depends_on_the_problem(problem, offers, why) -> None:
    assert costs(replace(BENCH, problem=problem)).keys() == offers, why


def test_where_nobody_fetches_it_that_is_not_offered() -> None:
    unsafe = replace(BENCH, problem=ProductProblem.UNSAFE, pick_up=None)
    assert advice(unsafe).offer == Offer.FULL_RETURN
    assert "pick_up" not in costs(unsafe)


def test_what_can_be_sold_again_is_asked_back() -> None:
    small = replace(
        BENCH,
        problem=ProductProblem.WRONG_ITEM,
        return_freight=300,
        handling=100,
        resale_share=Decimal(1),
        worth_back=5_000,
        pick_up=None,
    )
    found = advice(small)
    assert (found.offer, costs(small)["full_return"]) == (Offer.FULL_RETURN, 3_400)
    assert not found.freight_exceeds_goods
    assert found.most_for_keeping_minor_units == 3_400


BAD = [{"paid": -1}, {"disposal": -1}, {"part_share": Decimal("1.1")}, {"pick_up": -5}]


@pytest.mark.parametrize("values", BAD)
def test_what_cannot_be_is_refused(values) -> None:
    with pytest.raises(ValueError, match="not negative"):
        replace(BENCH, **values)


amounts = st.integers(0, 10**7)
shares = st.decimals(0, 1, places=2)
cases = st.builds(
    Case,
    problem=st.sampled_from(list(ProductProblem)),
    marketplace=st.sampled_from(["US", "JP"]),
    paid=amounts,
    return_freight=amounts,
    pick_up=st.none() | amounts,
    handling=amounts,
    worth_back=amounts,
    resale_share=shares,
    disposal=amounts,
    part_share=shares,
    part_accepted=shares,
    advice=amounts,
    advice_helps=shares,
)


@given(cases)
def test_what_is_proposed_costs_least_of_what_may_be_proposed(case) -> None:
    found = advice(case)
    least = {
        cost.offer: cost.minor_units
        for cost in found.costs
        if case.marketplace != "JP" or cost.offer != Offer.ALL_AND_KEEP
    }
    assert least[found.offer] == min(least.values())
    assert found.saved_minor_units >= 0
    assert 0 <= found.most_for_keeping_minor_units <= case.paid


@given(cases, amounts)
def test_dearer_freight_never_makes_a_return_more_attractive(case, more) -> None:
    dearer = replace(case, return_freight=case.return_freight + more)
    assume(advice(case).offer != Offer.FULL_RETURN)
    assert advice(dearer).offer != Offer.FULL_RETURN


@given(cases)
def test_a_part_that_is_taken_up_to_the_most_costs_no_more_than_a_return(case) -> None:
    found = advice(case)
    back = {cost.offer: cost.minor_units for cost in found.costs}[Offer.FULL_RETURN]
    assert found.most_for_keeping_minor_units <= max(0, back)


def test_what_to_offer_is_said_in_words() -> None:
    assert queries.of_advice(advice(replace(BENCH, marketplace="JP")), "USD") == [
        "Part of the price back, he keeps it: about USD 77.00, USD 84.50 less than a "
        "return.",
        "Up to USD 80.00 for keeping it costs no more than a return.",
        "To send it back costs more than was paid for it.",
        "Never tell him to throw it away: offer to have it fetched.",
    ]
    assert set(OFFERS) == set(Offer)
    assert set(PRODUCT_PROBLEMS) == set(ProductProblem)


def test_products_that_come_back_though_they_work_are_listed_by_freight() -> None:
    def back(product: str, works: bool | None, freight: int) -> Returned:
        return Returned(product=product, works=works, paid=8_000, freight=freight)

    rows = [
        back("lamp", True, 9_000),
        back("bench", True, 9_500),
        back("bench", True, 9_500),
        back("bench", False, 9_500),  # It was broken.
        back("bench", True, 8_000),  # Worth its freight.
        back("bench", None, 9_999),  # Nobody has looked.
        back("mat", True, 100),
    ]
    assert needless(rows) == [
        Needless("bench", 2, 4, 19_000, 16_000),
        Needless("lamp", 1, 1, 9_000, 8_000),
    ]
