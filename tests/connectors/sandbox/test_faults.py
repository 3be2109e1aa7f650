"""Plans of what goes wrong: how they are written, used up, and drawn from the seed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.sandbox.marketplace.faults import (
    FINE,
    Fault,
    Mishap,
    Operation,
    Plan,
)
from firsthand.foundation.fault_plans import WrongPlan


def met(plan: Plan, *, operation=Operation.ACT, account="one", order="114-1") -> Fault:
    return plan.next(operation, account, order).fault


def planned(text: str, *, seed: int = 0) -> Plan:
    plan = Plan(seed)
    plan.set(text)
    return plan


def test_each_entry_is_for_one_call_in_the_order_written_and_then_all_is_well() -> None:
    plan = planned("act=slow:0.5, act=ok, act=apply_twice")
    assert plan.next(Operation.ACT, "one", "1") == Mishap(Fault.SLOW, 0.5)
    assert [met(plan) for _ in range(3)] == [Fault.OK, Fault.APPLY_TWICE, Fault.OK]
    assert plan.next(Operation.ACT, "one", "1") == FINE


def test_an_entry_is_only_for_its_operation_and_its_account() -> None:
    plan = planned("act@two=reset, read=stale")
    assert met(plan) is Fault.OK
    assert met(plan, operation=Operation.READ) is Fault.STALE
    assert met(plan, account="two") is Fault.RESET


def test_an_entry_can_be_for_several_calls_or_for_all() -> None:
    plan = planned("act=resetx2, act=fail_500x*")
    assert [met(plan) for _ in range(2)] == [Fault.RESET] * 2
    assert {met(plan) for _ in range(50)} == {Fault.FAIL_500}


def test_what_is_left_of_a_plan_is_a_plan() -> None:
    plan = planned("act=resetx3, act@two=slow:0.2x*, read=stale:9~0.25, poll=ok")
    met(plan)
    met(plan, operation=Operation.POLL)
    left = plan.left()
    assert left == "act=reset:0x2, act@two=slow:0.2x*, read=stale:9~0.25"
    assert planned(left).left() == left


@given(st.integers(0, 2**32), st.permutations([f"order-{n}" for n in range(30)]))
def test_chance_depends_on_seed_and_call_and_not_on_what_falls_between(
    seed: int, orders: list[str]
) -> None:
    usual = planned("act=reset~0.5", seed=seed)
    expected = {order: met(usual, order=order) for order in sorted(orders)}
    plan = planned("act=reset~0.5", seed=seed)
    assert {order: met(plan, order=order) for order in orders} == expected


def test_a_share_is_kept_over_many_calls_and_differs_by_seed() -> None:
    drawn = {
        seed: [
            met(plan, order=str(n)) for plan in [planned("act=reset~0.1", seed=seed)]
            for n in range(2_000)
        ]
        for seed in (1, 2)
    }  # fmt: skip
    assert drawn[1] != drawn[2]
    for calls in drawn.values():
        assert 150 < calls.count(Fault.RESET) < 250


def test_many_threads_use_up_exactly_what_was_planned() -> None:
    plan = planned("act=resetx100")
    with ThreadPoolExecutor(16) as pool:
        calls = list(pool.map(lambda _: met(plan), range(400)))
    assert calls.count(Fault.RESET) == 100


WRONG = [
    ("act", "act"),
    ("act=", "act="),
    ("dance=reset", "dance=reset"),
    ("act=explode", "explode"),
    ("act=reset, act=slow:long", "slow:long"),
    ("act=slow:1.2.3", "1.2.3"),
    ("act=resetx", "resetx"),
]


@pytest.mark.parametrize(("text", "names"), WRONG)
def test_a_wrong_plan_is_refused_by_its_part_and_the_old_one_stays(
    text: str, names: str
) -> None:
    plan = planned("act=reset")
    with pytest.raises(WrongPlan, match=names):
        plan.set(text)
    assert plan.left() == "act=reset:0x1"
