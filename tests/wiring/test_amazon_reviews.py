"""Requests for reviews on their way to Amazon: sent once, or never again."""

from __future__ import annotations

import pytest

from firsthand.domain.orders.models import Order
from firsthand.domain.solicitations.models import ReviewRequest
from firsthand.foundation import failpoints
from firsthand.foundation.failpoints import FailPointReached
from tests.people import wen
from tests.trading import HOUR, Trial, trading

pytestmark = pytest.mark.django_db
DAY = 24 * HOUR
SEND = "createProductReviewAndSellerFeedbackSolicitation"


def asked(trial: Trial, *, days: float = 10) -> Order:
    """Ask for a review of an order that came so many days ago, past all rules."""
    trial.repeat(trial.flow("back_fill"), 4)
    here = set(Order.objects.values_list("number", flat=True))
    life = next(
        life
        for life in trial.sellers.lives("shop", trial.now)
        if life.number in here and life.arrived_at
    )
    assert life.arrived_at is not None
    wait = life.arrived_at + days * DAY - trial.now
    trial.fake.time.forward(max(wait.total_seconds(), 0))
    order = Order.objects.get(number=life.number)
    ReviewRequest.objects.create(
        order=order,
        store=order.store,
        asked_by=wen(),
        asked_at=trial.now,
        state_at=trial.now,
    )
    return order


def state() -> str:
    return ReviewRequest.objects.get().state


def test_what_amazon_offers_is_sent_once() -> None:
    with trading("DE") as trial:
        order = asked(trial)
        for _time in range(2):
            trial.repeat(trial.flow("solicitations"), 1)
        assert trial.fake.trading is not None
        assert (state(), trial.fake.trading.solicited) == ("sent", [order.number])


def test_what_amazon_does_not_offer_is_refused() -> None:
    with trading("DE") as trial:
        asked(trial, days=40)
        trial.repeat(trial.flow("solicitations"), 1)
        assert trial.fake.trading is not None
        assert (state(), trial.fake.trading.solicited) == ("refused", [])


@pytest.mark.parametrize(
    ("fault", "came_to", "times"),
    [
        ("apply_then_reset", "unclear", 1),
        ("apply_then_html_503", "unclear", 1),
        ("throttled", "sent", 1),
        ("role_missing", "sent", 1),
    ],
)
def test_an_answer_that_is_lost_is_never_asked_for_again(
    fault: str, came_to: str, times: int
) -> None:
    with trading("DE", faults=f"{SEND}={fault}x3") as trial:
        order = asked(trial)
        flow = trial.flow("solicitations")
        trial.repeat(flow, 5)
        assert trial.fake.trading is not None
        assert (state(), trial.fake.trading.solicited) == (came_to, [order.number] * times)


def test_a_worker_that_dies_with_one_in_hand_leaves_it_unsent_and_unclear() -> None:
    with trading("DE") as trial:
        asked(trial)
        flow = trial.flow("solicitations")
        failpoints.arm("amazon_reviews.begun=raise@1")
        try:
            with pytest.raises(FailPointReached):
                trial.die(flow)
        finally:
            failpoints.arm("")
        trial.fake.time.forward(HOUR.total_seconds())
        trial.repeat(trial.flow("solicitations"), 1)
        assert trial.fake.trading is not None
        assert (state(), trial.fake.trading.solicited) == ("unclear", [])
