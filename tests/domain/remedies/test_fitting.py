"""Why an order cannot bear a request, in words, at every edge."""

from __future__ import annotations

import pytest

from firsthand.domain.orders.queries import order_for
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules.requests import Portion
from firsthand.foundation.scoping import Everything
from tests.remedies import asks, order, requested

PRICE, TAX = Component.PRICE, Component.TAX
RESEND, NEW = {"kind": Kind.RESEND}, {"details": (("street", "Lindenweg 3"),)}


def parts(*portions: tuple) -> dict:
    return {"portions": tuple(Portion(*each) for each in portions)}


NOT_BOUGHT = "So many pieces were not bought."
FITS = [
    (1, {}, None),
    (0, {}, "The amount has to be more than nothing."),
    (1, {"currency": "USD"}, "The order is in another currency."),
    (1, RESEND, "With this no money is given back."),
    (5, parts((1, PRICE, 10), (2, PRICE, -5)), "No part can be less than nothing."),
    (5, parts((1, PRICE, 5, -1)), "No part can be less than nothing."),
    (5, parts((1, PRICE, 2), (1, PRICE, 3)), "Each line is named once."),
    (5, parts((1, PRICE, 2), (None, TAX, 3)), None),
    (6, parts((1, PRICE, 2), (2, PRICE, 3)), "The parts do not add up to the amount."),
    (5, parts((1, PRICE, 5), (2, PRICE, 0)), "A part without money says nothing."),
    (0, RESEND | parts((1, PRICE, 0, 2)), None),
    (0, RESEND | parts((1, PRICE, 0, 3)), NOT_BOUGHT),
    (0, RESEND | parts((1, PRICE, 0, 1), (2, PRICE, 0, 0)), NOT_BOUGHT),
    (0, RESEND | parts((9, PRICE, 0, 1)), NOT_BOUGHT),
    (0, RESEND | parts((None, PRICE, 0, 1)), NOT_BOUGHT),
    (0, RESEND, "Say which pieces it is about."),
    (0, {"kind": Kind.RETURN_AUTHORISATION}, "Say which pieces it is about."),
    (0, {"kind": Kind.CANCEL}, "The order is on its way already."),
    (0, {"kind": Kind.ADDRESS_CHANGE}, "There is no new address."),
    (0, {"kind": Kind.ADDRESS_CHANGE} | NEW, "The order is on its way already."),
    (1, {"kind": Kind.GOODWILL_CREDIT}, "Only shops of one’s own can give credit."),
]


@pytest.mark.parametrize(("amount", "values", "why"), FITS)
def test_what_does_not_fit_is_said(placed, amount: int, values: dict, why: str) -> None:
    shown = order_for(Everything(), placed.pk)
    assert queries.what_does_not_fit(asks(placed, amount, **values), shown) == why


def test_before_dispatch_it_can_be_cancelled_and_go_elsewhere(shop) -> None:
    early = order_for(Everything(), order(shop, state="unshipped").pk)
    for values in ({"kind": Kind.CANCEL}, {"kind": Kind.ADDRESS_CHANGE} | NEW):
        assert queries.what_does_not_fit(asks(early, 0, **values), early) is None


TOO_MUCH = [
    (900, {}, None),
    (901, {}, "This is more than is left of the order."),
    (600, parts((1, PRICE, 600)), None),
    (601, parts((1, PRICE, 601)), "This is more than is left of that part."),
    (5, parts((9, PRICE, 5)), "This order has no such line, shipping or tax."),
    (9_999, RESEND, None),
]


@pytest.mark.parametrize(("amount", "values", "why"), TOO_MUCH)
def test_what_is_more_than_is_left_is_said_by_part(
    placed, lin, amount: int, values: dict, why: str
) -> None:
    requested(placed, 100, lin, **parts((1, PRICE, 100)))
    money = queries.order_money(order_for(Everything(), placed.pk))
    assert queries.what_is_too_much(asks(placed, amount, **values), money) == why


def test_of_figures_that_do_not_add_up_nothing_is_left(shop) -> None:
    wrong = order_for(Everything(), order(shop, total=5).pk)
    money = queries.order_money(wrong)
    why = "The lines, shipping and tax of this order are not its total."
    assert (money.problem, money.left) == (why, 0)
    assert queries.what_is_too_much(asks(wrong, 1), money) == why
