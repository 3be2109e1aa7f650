from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.tickets.models import Ticket
from tests import remedies
from tests.letters import arrives, letter, mailbox
from tests.marketplaces import are_connected
from tests.people import lin, store
from tests.sheets import there_are_reasons


@pytest.fixture(autouse=True)
def _a_demonstration(settings, monkeypatch, tmp_path: Path) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    are_connected(monkeypatch, tmp_path)
    there_are_reasons()


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("US"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def order(box: Mailbox) -> Order:
    """An order of 600 USD: two lines, shipping, tax."""
    return remedies.order(
        box.store, "111-1", lines=(50_000, 9_000), shipping=500, tax=500, currency="USD"
    )


@pytest.fixture
def ticket(box: Mailbox, order: Order) -> Ticket:
    mail = letter("It came in pieces.", sent_at=timezone.now())
    ticket = Ticket.objects.get(pk=arrives(box, mail).ticket_id)
    Ticket.objects.filter(pk=ticket.pk).update(order=order)
    ticket.refresh_from_db()
    return ticket


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client
