from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.people.models import Person
from tests.scenes import (
    agent,
    box,
    log_in_takes_one_step,
    place,
    placed,
    stores_are_connected,
)
from tests.scenes import ticket_by_mail as ticket

__all__ = [
    "agent", "box", "log_in_takes_one_step", "place", "placed", "stores_are_connected",
    "ticket",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _a_demonstration(log_in_takes_one_step: None, stores_are_connected: None) -> None:
    """Have every store connected, and nobody asked for a second factor."""


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client
