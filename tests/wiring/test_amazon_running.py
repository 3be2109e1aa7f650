"""Flows run when they are due, one account's one after the other, in threads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand.connectors.amazon.flows.plans import planned
from firsthand.domain.accounts.models import Flow
from firsthand.domain.orders.models import Order
from firsthand.wiring import amazon_running
from tests.accounts import account
from tests.trading import HOUR, trading


@pytest.mark.django_db(transaction=True)
def test_all_flows_of_an_account_are_planned_and_those_due_are_run() -> None:
    with trading("DE") as trial:
        account(*trial.stores, address=trial.fake.address)
        names = {(one.name, one.part) for one in planned(["DE"])}
        assert amazon_running.plan(at=trial.now) == len(names)
        assert set(Flow.objects.values_list("name", "part")) == names
        assert amazon_running.plan(at=trial.now) == 0
        went = amazon_running.run_due(trial.around, within=timedelta(seconds=60))
        assert went == {"done": len(names)}
        assert Order.objects.exists()
        later = replace(trial.around, now=lambda: trial.now + 2 * HOUR)
        # Who has no time left begins nothing.
        assert not amazon_running.run_due(later, within=timedelta(0))


@pytest.mark.django_db
def test_a_flow_that_is_not_due_is_left_alone() -> None:
    with trading("DE") as trial:
        flow = trial.run(trial.flow("orders"), times=3)
        assert amazon_running.run(flow.pk, trial.around) == "not_taken"
