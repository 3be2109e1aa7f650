"""Which invoices are sent, and that each is sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from firsthand.domain.accounts.models import MarketplaceAccount, RightFound
from firsthand.domain.invoices import commands, queries
from firsthand.domain.invoices.commands import State
from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.invoices.rules import (
    LARGEST_BYTES,
    Bought,
    Obstacle,
    fault_of,
    obstacle_of,
)
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from tests.accounts import account
from tests.desk import ticket
from tests.people import NOON, lin, person, store
from tests.remedies import order

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PDF = b"%PDF-1.7 an invoice"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, None),
        ({"is_on_amazon": False}, Obstacle.NOT_AMAZON),
        ({"is_connected": False}, Obstacle.NOT_CONNECTED),
        ({"may_message": False}, Obstacle.ROLE_MISSING),
        ({"is_pending": True}, Obstacle.PENDING),
        ({"is_cancelled": True}, Obstacle.CANCELLED),
    ],
)
def test_an_order_can_be_invoiced_through_amazon_or_it_is_said_why_not(
    more: dict, why: Obstacle | None
) -> None:
    plain = {"is_on_amazon": True, "is_connected": True, "may_message": True}
    bought = Bought(**{**plain, "is_pending": False, "is_cancelled": False, **more})
    assert obstacle_of(bought) == why


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("R-17.pdf", PDF, None),
        ("R-17.pdf", b"%PDF-" + b"x" * (LARGEST_BYTES - 5), None),
        ("R-17.pdf", b"%PDF-" + b"x" * (LARGEST_BYTES - 4), Obstacle.TOO_LARGE),
        ("R-17.pdf", b"", Obstacle.NO_FILE),
        ("", PDF, Obstacle.NO_FILE),
        ("R-17.docx", PDF, Obstacle.NOT_PDF),
        ("R-17.pdf", b"<html>", Obstacle.NOT_PDF),
    ],
)
def test_an_invoice_is_a_pdf_of_ten_megabytes_at_most(
    name: str, content: bytes, why: Obstacle | None
) -> None:
    assert fault_of(name, content) == why


@pytest.fixture
def placed(db) -> Order:
    shop = store("DE")
    account(shop)
    return order(shop)


@pytest.fixture
def about(placed: Order) -> Ticket:
    return ticket(placed.store, order=placed, order_number=placed.number)


@pytest.fixture
def agent(placed: Order) -> Person:
    return lin(placed.store)


def sends(about: Ticket, by: Person, content: bytes = PDF, at=NOON) -> InvoiceSending:
    return commands.send_invoice(
        ticket_id=about.pk, name="R-17.pdf", content=content, by=by, at=at
    )


def sent(one: InvoiceSending, state: State = State.SENT, **more: str) -> None:
    assert commands.begin_sending(one.pk, at=NOON)
    commands.end_sending(one.pk, state, at=NOON, **more)


def test_the_same_file_is_never_sent_twice_and_a_corrected_one_may_be(about, agent) -> None:
    sent(sends(about, agent))
    with pytest.raises(commands.SentBefore):
        sends(about, agent)
    sent(sends(about, agent, PDF + b", corrected"))
    assert [one.state for one in queries.invoices_of(about.order_id)] == ["sent", "sent"]


def test_while_one_is_on_its_way_there_is_no_other(about, agent) -> None:
    first = sends(about, agent)
    with pytest.raises(commands.SentBefore):
        sends(about, agent)
    with pytest.raises(commands.UnderWay):
        sends(about, agent, PDF + b"2")
    sent(first, State.UNCLEAR)
    with pytest.raises(commands.UnderWay):
        sends(about, agent, PDF + b"2")


def test_what_amazon_refused_can_be_sent_again(about, agent) -> None:
    commands.end_sending(sends(about, agent).pk, State.REFUSED, at=NOON, why="not_offered")
    assert sends(about, agent).state == State.ASKED


def test_the_file_is_kept_only_until_it_is_with_amazon(about, agent) -> None:
    one = sends(about, agent)
    assert bytes(queries.to_send([one.store_id], limit=9)[0].content) == PDF
    sent(one)
    one.refresh_from_db()
    assert (one.content, one.size, one.name) == (None, len(PDF), "R-17.pdf")


def test_what_was_begun_when_its_worker_died_is_unclear_and_never_begun_again(
    about, agent
) -> None:
    one = sends(about, agent)
    assert commands.begin_sending(one.pk, at=NOON)
    assert not commands.begin_sending(one.pk, at=NOON)
    stores = [one.store_id]
    assert commands.give_up_unheard(store_ids=stores, at=NOON + 14 * MINUTE) == 0
    assert commands.give_up_unheard(store_ids=stores, at=NOON + 16 * MINUTE) == 1
    # The worker was only slow: what others gave up stays as they left it.
    commands.end_sending(one.pk, State.SENT, at=NOON + 17 * MINUTE)
    assert InvoiceSending.objects.get().state == State.UNCLEAR


@pytest.mark.parametrize(("was_sent", "state"), [(True, "sent"), (False, "refused")])
def test_a_person_says_what_became_of_one_in_doubt(
    about, agent, was_sent: bool, state: str
) -> None:
    one = sends(about, agent)
    settle = {"ticket_id": about.pk, "pk": one.pk, "was_sent": was_sent, "by": agent}
    with pytest.raises(commands.NothingInDoubt):
        commands.settle(**settle, at=NOON)
    sent(one, State.UNCLEAR)
    commands.settle(**settle, at=NOON)
    assert InvoiceSending.objects.get().state == state


def test_nothing_is_sent_where_it_cannot_go(about, agent, placed) -> None:
    served = MarketplaceAccount.objects.get()
    RightFound.objects.create(
        account=served, role=commands.ROLE, operation="x", answer="missing", at=NOON
    )
    with pytest.raises(commands.NotToBeSent, match="Buyer Communication"):
        sends(about, agent)
    RightFound.objects.update(answer="unknown")
    Order.objects.update(state="cancelled")
    with pytest.raises(commands.NotToBeSent, match="cancelled"):
        sends(about, agent)
    with pytest.raises(commands.NotToBeSent, match="no order"):
        sends(ticket(placed.store), agent)
    assert not InvoiceSending.objects.exists()


def test_only_who_works_on_the_ticket_may_send(about) -> None:
    with pytest.raises(ObjectDoesNotExist):
        sends(about, lin(store("JP")))
    with pytest.raises(NotAllowed):
        sends(about, person("Ada", "analyst"))


def test_of_a_forgotten_buyer_nothing_is_sent_any_more(about, agent, placed) -> None:
    sends(about, agent)
    commands.forget_files_of([placed.buyer_id], at=NOON)
    one = InvoiceSending.objects.get()
    assert (one.state, one.why, one.content, one.name) == ("refused", "forgotten", None, "")


def test_names_are_forgotten_when_their_time_is_over(about, agent) -> None:
    sent(sends(about, agent))
    assert commands.purge_due(keep_days=30, at=NOON + 30 * DAY) == 0
    assert commands.purge_due(keep_days=30, at=NOON + 31 * DAY) == 1
    assert commands.purge_due(keep_days=30, at=NOON + 31 * DAY) == 0
    with pytest.raises(commands.SentBefore):
        sends(about, agent)


@pytest.mark.parametrize(
    "changed",
    [{"state": "sent"}, {"state": "asked", "sha256": "0" * 64}, {"state": "refused"}],
)
def test_the_database_itself_lets_no_invoice_skip_a_step(about, agent, changed) -> None:
    sends(about, agent)
    with pytest.raises(Exception, match=r"pgtrigger|invoice"), transaction.atomic():
        InvoiceSending.objects.update(**changed)


def test_two_at_once_are_stopped_by_the_database(about, agent) -> None:
    one = sends(about, agent)
    values = {
        name: getattr(one, name)
        for name in ("order", "store", "name", "size", "asked_by", "asked_at", "state_at")
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        InvoiceSending.objects.create(**values, sha256="0" * 64, content=PDF)
