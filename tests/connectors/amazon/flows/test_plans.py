"""How often each flow runs: at no number of stores is a published rate used up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.connectors.amazon import orders, reports
from firsthand.connectors.amazon.flows import plans
from firsthand.connectors.amazon.operations import Operations
from firsthand.domain.stores.rules import AMAZON

HOUR = timedelta(hours=1)


def an_hour(operation: str) -> float:
    return float(Operations.ours().named(operation).rate) * 3600


@pytest.mark.parametrize("stores", range(1, 51))
def test_half_of_what_may_be_asked_of_reports_is_left(stores: int) -> None:
    # More marketplaces than there are: whatever the number, it has to hold.
    asked = plans.reports_an_hour(stores)
    assert asked <= an_hour(reports.CREATE) / 2
    assert asked <= an_hour(reports.DOCUMENT) / 2


def test_searching_for_orders_and_for_those_of_the_past_leaves_a_tenth() -> None:
    every = plans.ONCE_FOR_ALL
    asked = HOUR / every[plans.FlowName.ORDERS] + 2 * (
        HOUR / every[plans.FlowName.BACK_FILL]
    )
    assert asked <= an_hour(orders.SEARCH) * 0.9


def test_an_account_has_one_flow_of_orders_and_reports_of_each_marketplace() -> None:
    codes = [place.code for place in AMAZON[:3]]
    planned = {(one.name, one.part) for one in plans.planned(codes)}
    assert ("orders", "") in planned
    assert {part for name, part in planned if name == "returns_fbm"} == set(codes)
    assert len(planned) == len(plans.ONCE_FOR_ALL) + 3 * len(plans.EACH_MARKETPLACE)


def test_few_marketplaces_are_reported_on_as_often_as_wanted() -> None:
    every = {one.name: one.every for one in plans.planned(["DE"])}
    assert every["returns_fbm"] == 2 * HOUR
