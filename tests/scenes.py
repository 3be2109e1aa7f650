"""A store at work, as fixtures: its people, an order of 600 USD and a ticket about it.

A folder takes what its tests need by importing it into its conftest.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests import approvals, letters, people
from tests.marketplaces import are_connected
from tests.sheets import there_are_reasons


@pytest.fixture
def log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def stores_are_connected(monkeypatch, tmp_path: Path) -> None:
    are_connected(monkeypatch, tmp_path)


@pytest.fixture
def place(db) -> Store:
    there_are_reasons()
    return people.store("US")


@pytest.fixture
def agent(place: Store) -> Person:
    return people.lin(place)


@pytest.fixture
def lead(place: Store) -> Person:
    return people.maya(place)


@pytest.fixture
def placed(place: Store) -> Order:
    return approvals.dear(place)


@pytest.fixture
def ticket(placed: Order) -> Ticket:
    return approvals.ticket_of(placed)


@pytest.fixture
def box(place: Store) -> Mailbox:
    return letters.mailbox(place)


@pytest.fixture
def ticket_by_mail(box: Mailbox, placed: Order) -> Ticket:
    return written_about(placed, box, "It came in pieces.")


def written_about(placed: Order, box: Mailbox, text: str, **mail: str) -> Ticket:
    """Have a buyer write now about an order; return the ticket."""
    took = letters.arrives(box, letters.letter(text, sent_at=timezone.now(), **mail))
    about = Ticket.objects.filter(pk=took.ticket_id)
    about.update(order=placed, order_number=placed.number)
    return about.get()
