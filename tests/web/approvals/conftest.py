from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.tickets.models import Ticket
from tests import approvals
from tests.scenes import agent, lead, log_in_takes_one_step, place, placed, ticket

__all__ = ["agent", "lead", "log_in_takes_one_step", "place", "placed", "ticket"]


@pytest.fixture(autouse=True)
def _as_logged_in(log_in_takes_one_step: None) -> None:
    """Ask nobody here for a second factor."""


@pytest.fixture
def desk(client: Client, lead: Person) -> Client:
    client.force_login(lead)
    return client


@pytest.fixture
def remedy(placed: Order, agent: Person, ticket: Ticket) -> Remedy:
    """Return a request of 150 USD that waits."""
    return approvals.wants(placed, 15_000, agent, at=timezone.now(), ticket_id=ticket.pk)
