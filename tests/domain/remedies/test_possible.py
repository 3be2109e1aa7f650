"""What can be asked for now: one table for buttons, programs and refusals."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.orders.models import Setback
from firsthand.domain.orders.queries import order_for
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries import Around
from firsthand.domain.remedies.rules.possible import (
    Circumstances,
    Hindrance,
    Placed,
    hindrance,
    of_order,
)
from firsthand.domain.remedies.rules.states import MONEY_KINDS
from firsthand.foundation.scoping import Everything
from tests.people import NOON
from tests.remedies import order, requested

SHIPPED = Placed(state="shipped", channel="shop", has_chargeback=False)
FREE = Circumstances(
    placed=SHIPPED,
    may_request=True,
    is_stopped=False,
    can=frozenset(Kind),
    figures_hold=True,
    left=1,
)


@pytest.mark.parametrize(
    ("kind", "around", "stands"),
    [
        (Kind.REFUND, FREE, None),
        (Kind.RESEND, replace(FREE, left=0), None),  # No money moves.
        (Kind.REFUND, replace(FREE, left=0), Hindrance.NOTHING_LEFT),
        (Kind.REFUND, replace(FREE, figures_hold=False), Hindrance.FIGURES_WRONG),
        (Kind.RESEND, replace(FREE, figures_hold=False), None),
        (Kind.REFUND, replace(FREE, can=None), Hindrance.NOT_CONNECTED),
        (Kind.REFUND, replace(FREE, can=frozenset()), Hindrance.CHANNEL_CANNOT),
        (Kind.REFUND, replace(FREE, is_stopped=True), Hindrance.STOPPED),
        (Kind.REFUND, replace(FREE, may_request=False), Hindrance.NO_RIGHT),
        # The most lasting is said first.
        (
            Kind.REFUND,
            replace(FREE, may_request=False, can=None, left=0),
            Hindrance.NO_RIGHT,
        ),
    ],
)
def test_what_stands_against_a_kind(kind, around, stands) -> None:
    assert hindrance(kind, around) == stands


@pytest.mark.parametrize(
    ("kind", "placed", "stands"),
    [
        (Kind.CANCEL, SHIPPED, Hindrance.ON_ITS_WAY),
        (Kind.CANCEL, replace(SHIPPED, state="unshipped"), None),
        (Kind.CANCEL, replace(SHIPPED, state="pending"), None),
        (Kind.ADDRESS_CHANGE, replace(SHIPPED, state="delivered"), Hindrance.ON_ITS_WAY),
        (Kind.REFUND, replace(SHIPPED, state="pending"), Hindrance.NOT_PAID),
        (Kind.REFUND, replace(SHIPPED, state="cancelled"), None),
        (Kind.REFUND, replace(SHIPPED, state="delivered"), None),
        (Kind.REFUND, replace(SHIPPED, state="unshipped"), None),
        (Kind.RESEND, replace(SHIPPED, state="pending"), None),
        (Kind.REFUND, replace(SHIPPED, has_chargeback=True), Hindrance.CHARGEBACK),
        (Kind.RESEND, replace(SHIPPED, has_chargeback=True), None),
        (Kind.GOODWILL_CREDIT, SHIPPED, None),
        (Kind.GOODWILL_CREDIT, replace(SHIPPED, channel="shopify"), None),
        (
            Kind.GOODWILL_CREDIT,
            replace(SHIPPED, channel="amazon"),
            Hindrance.ONLY_OWN_SHOPS,
        ),
    ],
)
def test_what_of_the_order_stands_against_a_kind(kind, placed, stands) -> None:
    assert of_order(kind, placed) == stands


CIRCUMSTANCES = st.builds(
    Circumstances,
    placed=st.builds(
        Placed,
        state=st.sampled_from(["pending", "unshipped", "shipped", "cancelled"]),
        channel=st.sampled_from(["amazon", "shop", "walmart"]),
        has_chargeback=st.booleans(),
    ),
    may_request=st.booleans(),
    is_stopped=st.booleans(),
    can=st.none() | st.frozensets(st.sampled_from(list(Kind))),
    figures_hold=st.booleans(),
    left=st.integers(0, 2),
)


@given(st.sampled_from(list(Kind)), CIRCUMSTANCES)
def test_what_can_be_asked_for_has_everything_it_needs(kind, around) -> None:
    if hindrance(kind, around) is not None:
        return
    assert around.may_request
    assert not around.is_stopped
    assert around.can is not None
    assert kind in around.can
    assert of_order(kind, around.placed) is None
    assert kind not in MONEY_KINDS or (around.figures_hold and around.left > 0)


AROUND = Around(
    may_request=True, is_stopped=False, can=frozenset({Kind.REFUND}), forbidden={}
)


def why_not(placed, around: Around = AROUND) -> dict[Kind, str]:
    shown = order_for(Everything(), placed.pk)
    assert shown is not None
    found = queries.possible(shown, queries.order_money(shown), around)
    return {each.kind: each.why_not for each in found}


@pytest.mark.django_db
def test_every_kind_has_its_words_and_the_policy_has_its_say(shop) -> None:
    placed = order(shop)
    said = why_not(placed)
    assert set(said) == set(Kind)
    assert said[Kind.REFUND] == ""
    assert said[Kind.RESEND] == "The channel cannot do this."
    missing = replace(AROUND, can=None)
    assert why_not(placed, missing)[Kind.REFUND] == "This store is not connected."
    asleep = replace(missing, not_connected="Lumo is asleep.")
    assert why_not(placed, asleep)[Kind.REFUND] == "Lumo is asleep."
    nobody = replace(asleep, may_request=False)
    assert why_not(placed, nobody)[Kind.REFUND] == "Your role does not ask for remedies."
    forbidden = replace(AROUND, forbidden={Kind.REFUND: "A claim is open."})
    assert why_not(placed, forbidden)[Kind.REFUND] == "A claim is open."


@pytest.mark.django_db
def test_the_money_of_an_order_is_its_own_and_then_its_ledgers(shop, lin) -> None:
    placed = order(shop)
    shown = order_for(lin, placed.pk)
    assert shown is not None
    money = queries.order_money(shown)
    assert (money.captured, money.left, money.given) == (1_000, 1_000, 0)
    requested(placed, 300, lin)
    after = queries.order_money(shown)
    assert (after.captured, after.reserved, after.left, after.given) == (
        1_000, 300, 700, 300,
    )  # fmt: skip
    names = [(c.line_number, c.component.value, c.title) for c in after.cells]
    assert names == [(c.line_number, c.component.value, c.title) for c in money.cells]
    assert [name for *_place, name in names] == ["lamp 1", "lamp 2", "", ""]
    assert [cell.quantity for cell in after.cells] == [2, 2, 0, 0]
    assert sum(cell.free for cell in after.cells) == after.left


@pytest.mark.django_db
def test_the_money_of_an_order_may_be_in_a_single_place(shop, lin) -> None:
    placed = order(shop, lines=(700,), shipping=0, tax=0)
    requested(placed, 300, lin)
    shown = order_for(lin, placed.pk)
    assert shown is not None
    money = queries.order_money(shown)
    assert (money.captured, money.reserved, len(money.cells)) == (700, 300, 1)


@pytest.mark.django_db
def test_of_figures_that_do_not_add_up_or_have_changed_nothing_is_left(shop, lin) -> None:
    assert "not its total" in why_not(order(shop, "302-2", total=999))[Kind.REFUND]
    placed = order(shop, "302-3")
    requested(placed, 100, lin)
    placed.lines.filter(line_number=1).update(price_minor_units=600)
    type(placed).objects.filter(pk=placed.pk).update(total_minor_units=900)
    assert "have changed" in why_not(placed)[Kind.REFUND]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "denied_at", "words"),
    [("chargeback", None, "twice"), ("chargeback", NOON, ""), ("claim", None, "")],
)
def test_only_a_chargeback_that_stands_hinders_a_refund(
    shop, kind, denied_at, words
) -> None:
    placed = order(shop)
    Setback.objects.create(
        order=placed, kind=kind, external_id="1", happened_at=NOON, denied_at=denied_at
    )
    said = why_not(placed)[Kind.REFUND]
    assert words in said if words else said == ""


@pytest.mark.django_db
def test_remedies_of_another_store_stay_unseen_beside_a_ticket(shop, lin) -> None:
    placed = order(shop)
    remedy = requested(placed, 100, lin, ticket_id=7)
    beside = queries.remedies_beside
    shown = beside(ticket_id=7, order_id=None, store_id=shop.pk)
    assert [each.pk for each in shown] == [remedy.pk]
    shown = beside(ticket_id=8, order_id=placed.pk, store_id=shop.pk)
    assert [each.pk for each in shown] == [remedy.pk]
    assert beside(ticket_id=7, order_id=placed.pk, store_id=shop.pk + 1) == []


@pytest.mark.django_db
def test_a_ticket_without_an_order_shows_no_orders_remedies_not_the_very_firsts(
    shop, lin
) -> None:
    first = order(shop, state="unshipped")
    first.pk, first.number = 1, "302-0"
    first.save()
    requested(first, 0, lin, kind=Kind.CANCEL)
    assert queries.remedies_beside(ticket_id=7, order_id=None, store_id=shop.pk) == []
