from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from firsthand.settings import environment
from tests import people
from tests.remedies import HOUR, LAG, Desk, Memory, order, requested


@pytest.fixture(autouse=True)
def _heads(settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)


@pytest.fixture
def shop(db) -> Store:
    return people.store()


@pytest.fixture
def placed(shop: Store) -> Order:
    return order(shop)


@pytest.fixture
def lin(shop: Store) -> Person:
    return people.lin(shop)


@pytest.fixture
def maya(shop: Store) -> Person:
    return people.maya(shop)


@pytest.fixture
def chen(shop: Store) -> Person:
    return people.person("Chen", "compliance", shop)


@pytest.fixture
def doubtful(placed: Order, shop: Store, lin: Person) -> Remedy:
    """Have a refund sent that nobody knows the fate of, and the channel not tell."""
    desk = Desk(Memory(script=["nothing"]), at=timezone.now() - 3 * HOUR)
    remedy = requested(placed, 300, lin, at=desk.at, account=str(shop.pk))
    desk.works()
    desk.works(after=LAG + HOUR)
    remedy.refresh_from_db()
    assert remedy.state == Remedy.State.NEEDS_HUMAN
    log_is_written()
    return remedy


def log_is_written() -> None:
    """Have what waits for the commit written."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")


@pytest.fixture
def as_maya(maya: Person) -> Client:
    client = Client()
    client.force_login(maya)
    return client


@pytest.fixture
def as_chen(chen: Person) -> Client:
    client = Client()
    client.force_login(chen)
    return client
