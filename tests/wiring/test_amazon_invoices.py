"""Invoices on their way to buyers through Amazon: each once, or never again."""

from __future__ import annotations

import hashlib

import pytest

from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.foundation import failpoints
from firsthand.foundation.failpoints import FailPointReached
from tests.people import wen
from tests.trading import HOUR, Trial, trading

pytestmark = pytest.mark.django_db
SEND = "sendInvoice"
PDF = b"%PDF-1.7 an invoice"


def asked(trial: Trial, *, is_sent: bool = True, content: bytes = PDF) -> Order:
    """Ask for an invoice of another order to be sent, past all rules."""
    if not Order.objects.exists():
        trial.repeat(trial.flow("back_fill"), 2)
    done = set(InvoiceSending.objects.values_list("order__number", flat=True))
    here = set(Order.objects.values_list("number", flat=True)) - done
    life = next(
        life
        for life in trial.sellers.lives("shop", trial.now)
        if life.number in here
        and (life.sent_at is not None and life.sent_at <= trial.now) == is_sent
    )
    order = Order.objects.get(number=life.number)
    InvoiceSending.objects.create(
        order=order, store=order.store, name="R-17.pdf", content=content,
        sha256=hashlib.sha256(content).hexdigest(), size=len(content),
        asked_by=Person.objects.first() or wen(), asked_at=trial.now, state_at=trial.now,
    )  # fmt: skip
    return order


def states() -> list[str]:
    found = InvoiceSending.objects.order_by("pk")
    return [f"{one.state} {one.why}".strip() for one in found]


def sent(trial: Trial) -> list[tuple[str, str, bytes]]:
    assert trial.fake.invoices is not None
    return trial.fake.invoices.sent


def run(trial: Trial, times: int = 1) -> None:
    trial.repeat(trial.flow("invoices"), times)


def test_a_file_is_uploaded_and_sent_once() -> None:
    with trading("DE") as trial:
        order = asked(trial)
        run(trial, 2)
        assert (states(), sent(trial)) == (["sent"], [(order.number, "R-17.pdf", PDF)])


def test_what_amazon_does_not_offer_is_refused_and_holds_nothing_up() -> None:
    with trading("DE") as trial:
        asked(trial, is_sent=False)
        asked(trial)
        run(trial)
        assert states() == ["refused not_offered", "sent"]


@pytest.mark.parametrize(
    ("faults", "came_to", "times"),
    [
        # Done, and the answer lost: nobody knows, and it is not sent again.
        (f"{SEND}=apply_then_reset", "unclear", 1),
        (f"{SEND}=html_503", "unclear", 0),
        (f"{SEND}=garbled", "unclear", 1),
        # Not looked at: sent later, once.
        (f"{SEND}=throttled", "sent", 1),
        (f"{SEND}=declined", "refused declined", 0),
        # Before the call that counts all may be tried again.
        ("upload=reset", "sent", 1),
    ],
)
def test_an_invoice_is_sent_once_whatever_goes_wrong(
    faults: str, came_to: str, times: int
) -> None:
    with trading("DE", faults=faults) as trial:
        asked(trial)
        run(trial, 4)
        assert (states(), len(sent(trial))) == ([came_to], times)


def test_a_file_that_finds_no_place_holds_up_no_other() -> None:
    with trading("DE", faults="upload=fail_500") as trial:
        asked(trial)
        asked(trial)
        run(trial)
        assert states() == ["asked", "sent"]
        run(trial)
        assert states() == ["sent", "sent"]


def test_a_worker_that_dies_with_one_in_hand_leaves_it_unsent_and_unclear() -> None:
    with trading("DE") as trial:
        asked(trial)
        flow = trial.flow("invoices")
        failpoints.arm("amazon_invoices.begun=raise@1")
        try:
            with pytest.raises(FailPointReached):
                trial.die(flow)
        finally:
            failpoints.arm("")
        trial.fake.time.forward(HOUR.total_seconds())
        run(trial)
        assert (states(), sent(trial)) == (["unclear"], [])
