"""Rows read with the row they belong to are what a prefetch would have read."""

from __future__ import annotations

import pytest
from django.forms import model_to_dict

from firsthand.domain.orders.models import Order
from firsthand.domain.orders.queries import order_for
from firsthand.foundation.scoping import Everything
from tests.people import NOON, store
from tests.remedies import order

pytestmark = pytest.mark.django_db


def test_they_are_equal_in_every_field_and_in_order(django_assert_num_queries) -> None:
    placed = order(store("DE"))
    for number in ("B", "A"):
        placed.parcels.create(
            carrier="DHL", tracking_number=number, shipped_at=NOON,
            scans=[{"what": "Abgeholt", "at": "2026-03-02T12:00:00Z"}],
        )  # fmt: skip
    placed.returns.create(requested_at=NOON.replace(microsecond=123_456), quantity=2)
    placed.setbacks.create(kind="claim", external_id="A1", happened_at=NOON)
    shown = order_for(Everything(), placed.pk)
    plain = Order.objects.get(pk=placed.pk)
    assert shown is not None
    for name in ("parcels", "returns", "setbacks"):
        wanted = [model_to_dict(row) for row in getattr(plain, name).order_by("pk")]
        with django_assert_num_queries(0):
            found = [model_to_dict(row) for row in getattr(shown, name).all()]
        assert found == wanted
        assert wanted


def test_of_none_there_is_an_empty_list() -> None:
    shown = order_for(Everything(), order(store("DE")).pk)
    assert shown is not None
    assert list(shown.returns.all()) == []
