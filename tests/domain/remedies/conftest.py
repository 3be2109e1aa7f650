from __future__ import annotations

import pytest

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests import people
from tests.remedies import order


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
def wen(db) -> Person:
    return people.wen()
