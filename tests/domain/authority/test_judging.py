from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from firsthand.domain.authority import commands, rules
from firsthand.domain.authority.commands import Asked, Wish
from firsthand.domain.authority.models import Draw, Spent
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from tests.authority import why
from tests.people import NOON, lin, maya, person, store, wen
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db

NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."


@pytest.fixture
def place() -> Store:
    there_are_reasons()
    return store("US")


@pytest.fixture
def order(place) -> Order:
    return Order.objects.create(
        store=place, number="111-1", state="delivered", fulfilment="FBM",
        currency="USD", total_minor_units=60_000, placed_at=NOON,
    )  # fmt: skip


@pytest.fixture
def agent(place) -> Person:
    return lin(place)


def wish(order: Order, minor_units: int = 5_000, **values: Any) -> Wish:
    plain = {
        "order_id": order.pk,
        "kind": "refund",
        "minor_units": minor_units,
        "given_minor_units": 0,
        "paid_minor_units": order.total_minor_units,
        "reason": "AFT.DMG.TRANSIT",
        "note": NOTE,
    }
    return Wish(**plain | values)


def judged(what: Wish, by: Person) -> Asked:
    with transaction.atomic():
        return commands.judge(key=uuid4(), wish=what, by=by, at=NOON)


def test_a_wish_is_judged_by_what_is_known_of_its_order(order, agent) -> None:
    said = judged(wish(order, 4_000, given_minor_units=6_000), agent)
    assert isinstance(said.decision, rules.Allowed)
    assert said.decision.order_sum_minor_units == 10_000
    draw = Draw.objects.get()
    assert (draw.order_number, draw.use["risk"]) == ("111-1", "medium")
    said = judged(wish(order, 4_001, given_minor_units=6_000), agent)
    assert why(said.decision) == ["over_grant"]


def test_a_claim_that_was_not_denied_is_open(order, agent) -> None:
    setback = Setback.objects.create(
        order=order, kind="claim", external_id="1", happened_at=NOON
    )
    with pytest.raises(commands.NotFromHere, match="compliance takes it over"):
        judged(wish(order, 1), agent)
    with pytest.raises(commands.NotFromHere):
        commands.check_approval(wish=wish(order, 1), by=wen(), at=NOON)
    setback.denied_at = NOON
    setback.save()
    assert isinstance(judged(wish(order, 1), agent).decision, rules.Allowed)


def test_what_a_note_lacks_is_said_and_nothing_is_taken(order, agent) -> None:
    with pytest.raises(commands.NotFromHere) as refused:
        judged(wish(order, note="ok refund"), agent)
    assert refused.value.message == (
        "Say more about this case: 0 words that say something, 6 are needed. "
        "Name the reason the ticket has, in your words."
    )
    with pytest.raises(commands.NotFromHere, match="what you wrote for another case"):
        judged(wish(order, notes_since=lambda _since: [NOTE]), agent)
    assert not Draw.objects.exists()
    assert not Spent.objects.exists()


def test_a_note_may_name_the_reason_in_either_language(order, agent) -> None:
    note = "运输中灯座裂开，照片见第三条消息，留下灯具退一半"
    assert isinstance(judged(wish(order, note=note), agent).decision, rules.Allowed)


def test_a_reason_nobody_knows_has_no_risk_and_is_named_by_its_code(order, agent) -> None:
    note = f"XYZZY says: {NOTE}"
    assert isinstance(
        judged(wish(order, reason="XYZZY", note=note), agent).decision, rules.Allowed
    )


APPROVALS = [
    ("lead", 50_000, True),
    ("lead", 50_001, False),
    ("compliance", 50_001, True),
    ("agent", 1, False),
    ("owner", 10**9, True),
]


@pytest.mark.parametrize(("role", "minor_units", "may"), APPROVALS)
def test_an_approvers_own_limit_holds_for_the_order_in_all(
    place, order, role, minor_units, may
) -> None:
    somebody = person("Somebody", role, place)
    what = wish(order, 1, given_minor_units=minor_units - 1)
    if may:
        commands.check_approval(wish=what, by=somebody, at=NOON)
    else:
        with pytest.raises(commands.OverOwnLimit):
            commands.check_approval(wish=what, by=somebody, at=NOON)
    assert not Draw.objects.exists(), "approving takes nothing from a budget"


def test_what_cannot_be_converted_is_approved_by_who_may_approve_all(place, order) -> None:
    order.currency = "GBP"
    order.save()
    commands.check_approval(wish=wish(order, 1), by=wen(), at=NOON)
    with pytest.raises(commands.OverOwnLimit):
        commands.check_approval(wish=wish(order, 1), by=maya(place), at=NOON)


def test_an_order_that_is_not_there_is_not_judged(order, agent) -> None:
    with pytest.raises(LookupError):
        judged(wish(order, order_id=999_999), agent)
