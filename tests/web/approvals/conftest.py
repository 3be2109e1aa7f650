from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests import approvals, people
from tests.sheets import there_are_reasons


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


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
def desk(client: Client, lead: Person) -> Client:
    client.force_login(lead)
    return client


@pytest.fixture
def placed(place: Store) -> Order:
    return approvals.dear(place)


@pytest.fixture
def ticket(placed: Order) -> Ticket:
    return approvals.ticket_of(placed)


@pytest.fixture
def remedy(placed: Order, agent: Person, ticket: Ticket) -> Remedy:
    """Return a request of 150 USD that waits."""
    return approvals.wants(placed, 15_000, agent, at=timezone.now(), ticket_id=ticket.pk)
