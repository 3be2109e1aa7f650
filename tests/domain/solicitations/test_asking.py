"""When a buyer may be asked for a review, and that it is asked once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand.domain.orders.commands import record_order, record_setback
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.solicitations import rules
from firsthand.domain.solicitations.commands import (
    AskedBefore,
    NotToBeAsked,
    ask_for_review,
    begin_sending,
    end_sending,
    give_up_unheard,
)
from firsthand.domain.solicitations.models import ReviewRequest
from firsthand.domain.solicitations.rules import Bought, Obstacle, obstacle
from firsthand.domain.tickets.models import Ticket
from tests.desk import ticket
from tests.domain.orders.test_buyers import facts
from tests.people import NOON, lin, person, store

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("more", "days", "why"),
    [
        ({}, 5, None),
        ({}, 30, None),
        ({}, 4.9, Obstacle.TOO_EARLY),
        ({}, 30.1, Obstacle.TOO_LATE),
        ({}, -1, Obstacle.NOT_ARRIVED),
        ({"arrived_at": None}, 10, Obstacle.NOT_ARRIVED),
        ({"has_trouble": True}, 10, Obstacle.TROUBLE),
        ({"is_cancelled": True}, 10, Obstacle.CANCELLED),
        ({"is_on_amazon": False}, 10, Obstacle.NOT_AMAZON),
    ],
)
def test_a_buyer_is_asked_between_five_and_thirty_days_if_all_went_well(
    more: dict, days: float, why: Obstacle | None
) -> None:
    plain = {"is_on_amazon": True, "is_cancelled": False, "has_trouble": False}
    bought = Bought(**{**plain, "arrived_at": NOON - days * DAY, **more})
    assert obstacle(bought, at=NOON) == why


def delivered(**more) -> tuple[Ticket, Order]:
    shop = store("DE")
    arrived = {"state": "delivered", "delivered_at": NOON - 10 * DAY, **more}
    order = record_order(store_id=shop.pk, facts=facts(**arrived), at=NOON)
    return ticket(shop, order=order, order_number=order.number), order


@pytest.mark.django_db
def test_a_review_is_asked_for_once_whatever_came_of_it() -> None:
    about, order = delivered()
    agent = lin(about.store)
    assert ask_for_review(ticket_id=about.pk, by=agent, at=NOON) == about
    assert begin_sending(order.pk, at=NOON)
    end_sending(order.pk, ReviewRequest.State.REFUSED, at=NOON)
    with pytest.raises(AskedBefore):
        ask_for_review(ticket_id=about.pk, by=agent, at=NOON)


@pytest.mark.django_db
def test_who_complained_or_has_no_order_is_not_asked() -> None:
    about, order = delivered()
    agent = lin(about.store)
    record_setback(order_id=order.pk, kind="claim", external_id="c", happened_at=NOON)
    with pytest.raises(NotToBeAsked):
        ask_for_review(ticket_id=about.pk, by=agent, at=NOON)
    with pytest.raises(NotToBeAsked):
        ask_for_review(ticket_id=ticket(about.store).pk, by=agent, at=NOON)
    assert not ReviewRequest.objects.exists()


@pytest.mark.django_db
def test_only_who_works_on_the_ticket_may_ask() -> None:
    about, _order = delivered()
    with pytest.raises(ObjectDoesNotExist):
        ask_for_review(ticket_id=about.pk, by=lin(store("JP")), at=NOON)
    with pytest.raises(NotAllowed):
        ask_for_review(ticket_id=about.pk, by=person("Ada", "analyst"), at=NOON)


@pytest.mark.django_db
def test_what_was_being_sent_when_its_worker_died_is_not_sent_again() -> None:
    about, order = delivered()
    ask_for_review(ticket_id=about.pk, by=lin(about.store), at=NOON)
    assert begin_sending(order.pk, at=NOON)
    assert not begin_sending(order.pk, at=NOON)
    assert give_up_unheard(store_ids=[order.store_id], at=NOON + DAY / 288) == 0
    assert give_up_unheard(store_ids=[order.store_id], at=NOON + DAY) == 1
    assert not begin_sending(order.pk, at=NOON + DAY)
    assert ReviewRequest.objects.get().state == "unclear"


def test_amazon_wants_at_least_five_days() -> None:
    assert timedelta(days=5) == rules.EARLIEST
