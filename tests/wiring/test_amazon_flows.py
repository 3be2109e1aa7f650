"""Flows of an account at Amazon, against the fake: nothing is lost, nothing is double."""

from __future__ import annotations

import pytest

from firsthand.domain.orders.models import (
    Order,
)
from tests.trading import HOUR, trading

pytestmark = pytest.mark.django_db


def test_the_orders_of_two_days_come_at_once_and_those_changed_afterwards() -> None:
    with trading("DE", "FR") as trial:
        began = trial.now
        flow = trial.run(trial.flow("orders"), times=5)
        first = {
            number
            for number, at in trial.truth(began)["orders"].items()
            if at > (began - 47 * HOUR).isoformat()
        }
        assert first
        assert (trial.went, flow.problem_kind, flow.problem_facts) == ("done", "", {})
        assert first <= set(Order.objects.values_list("number", flat=True))
        assert (trial.went, flow.problem_kind) == ("done", "")
        trial.fake.time.forward(3 * HOUR.total_seconds())
        flow = trial.run(trial.flow("orders"), times=5)
        # What is younger than three minutes may not be asked for.
        settled = trial.truth(began + 2.9 * HOUR)["orders"]
        kept = dict(Order.objects.values_list("number", "updated_at"))
        late = {n for n, at in settled.items() if at > began.isoformat()}
        assert late
        assert all(kept[number].isoformat()[:19] == settled[number][:19] for number in late)
        assert flow.complete_until is not None
