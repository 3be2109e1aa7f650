"""The engine of remedies and the policy together: who may decide, and what budgets say."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand import wiring
from firsthand.domain.authority.commands import NotFromHere, OverOwnLimit
from firsthand.domain.authority.models import Draw, Spent
from firsthand.domain.authority.queries import beginning
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Declined
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.stores.models import Store
from firsthand.jobs import reactions
from tests import people
from tests.people import NOON
from tests.remedies import Desk, Memory, asks, money_of, order
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db

NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."
OTHER = "Damaged frame: tracking shows the carton crushed at the depot before her door."
TRANSIT = "AFT.DMG.TRANSIT"


@pytest.fixture
def place() -> Store:
    there_are_reasons()
    return people.store("US")


@pytest.fixture
def agent(place: Store) -> Person:
    return people.lin(place)


@pytest.fixture
def lead(place: Store) -> Person:
    return people.maya(place)


def dear(place: Store, number: str = "111-1") -> Order:
    """Return an order of 600 USD."""
    lines = (50_000, 9_000)
    return order(place, number, lines=lines, shipping=500, tax=500, currency="USD")


def wants(placed: Order, minor_units: int, by: Person, **values) -> Remedy:
    at = values.pop("at", NOON)
    plain = {"reason": TRANSIT, "note": NOTE}
    return commands.request(
        request=asks(placed, minor_units, **plain | values),
        account=str(placed.store_id),
        authority=wiring.PolicyInForce(),
        by=by,
        at=at,
    )


def agrees(remedy: Remedy, by: Person) -> Remedy:
    return commands.approve(
        remedy_id=remedy.pk,
        request_hash=remedy.request_hash,
        authority=wiring.PolicyInForce(),
        by=by,
        at=NOON,
    )


def spent() -> set[int]:
    return set(Spent.objects.values_list("minor_units", flat=True))


def test_up_to_the_limit_an_agent_decides_alone_and_it_counts(place, agent) -> None:
    placed = dear(place)
    assert wants(placed, 9_000, agent).state == State.APPROVED
    assert spent() == {9_000}
    over = wants(placed, 1_001, agent)
    assert (over.state, over.approval_by) == (State.PENDING_APPROVAL, "lead")
    assert over.approval_why.split(",") == ["over_grant"]
    assert spent() == {9_000}, "what somebody approves takes nothing from a budget"


def test_the_same_request_again_takes_nothing_twice(place, agent) -> None:
    placed, key = dear(place), uuid4()
    first = wants(placed, 4_000, agent, key=key)
    assert wants(placed, 4_000, agent, key=key) == first
    assert spent() == {4_000}
    assert Draw.objects.count() == 1


def test_what_is_refused_leaves_neither_money_set_aside_nor_a_draw(place, agent) -> None:
    placed = dear(place)
    with pytest.raises(NotFromHere, match="Say more about this case"):
        wants(placed, 4_000, agent, note="ok")
    Setback.objects.create(order=placed, kind="claim", external_id="1", happened_at=NOON)
    with pytest.raises(NotFromHere, match="compliance"):
        wants(placed, 4_000, agent)
    assert not Draw.objects.exists()
    assert not Remedy.objects.exists()


def test_a_refusal_by_the_engine_takes_nothing_from_a_budget(place, agent) -> None:
    placed = order(place, lines=(700, 200), currency="USD")
    with pytest.raises(commands.MoreThanIsLeft):
        wants(placed, 1_001, agent)
    assert not Draw.objects.exists()
    assert not Spent.objects.exists()


def test_a_note_is_begun_with_its_template_in_any_language(place, agent) -> None:
    for language in ("en", "zh-hans"):
        begun = beginning(TRANSIT, "refund", language=language)
        with pytest.raises(NotFromHere, match=r"\[") as refused:
            wants(dear(place, f"111-{language}"), 100, agent, note=begun)
        assert "6 are needed" in refused.value.message, "a template alone says nothing"


def test_a_note_of_another_order_is_not_taken_but_one_of_this_order_is(
    place, agent
) -> None:
    placed = dear(place)
    wants(placed, 1_000, agent)
    wants(placed, 1_000, agent)
    with pytest.raises(NotFromHere, match="what you wrote for another case"):
        wants(dear(place, "111-2"), 1_000, agent)
    assert wants(dear(place, "111-2"), 1_000, agent, note=OTHER).state == State.APPROVED
    later = NOON + timedelta(days=31)
    assert wants(dear(place, "111-3"), 1_000, agent, at=later).state == State.APPROVED


def test_an_approver_is_held_to_his_own_limit(place, agent, lead) -> None:
    placed = dear(place)
    assert agrees(wants(placed, 40_000, agent), lead).state == State.APPROVED
    beyond = wants(placed, 15_000, agent)
    with pytest.raises(OverOwnLimit):
        agrees(beyond, lead)
    assert agrees(beyond, people.wen()).state == State.APPROVED


def test_a_claim_that_came_meanwhile_stops_the_approval(place, agent, lead) -> None:
    placed = dear(place)
    waiting = wants(placed, 20_000, agent)
    Setback.objects.create(order=placed, kind="claim", external_id="1", happened_at=NOON)
    with pytest.raises(NotFromHere, match="compliance"):
        agrees(waiting, lead)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["withdrawn", "failed"])
def test_what_comes_to_nothing_is_given_back_to_the_budget(place, agent, how) -> None:
    placed = dear(place)
    remedy = wants(placed, 4_000, agent, at=timezone.now())
    assert spent() == {4_000}
    if how == "withdrawn":
        commands.withdraw(remedy_id=remedy.pk, by=agent, at=timezone.now())
    else:
        Desk(Memory(script=[lambda _told: Declined("closed")]), at=timezone.now()).works()
    reactions.read_on(at=timezone.now())
    assert spent() == {0}
    assert money_of(placed)[1:] == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_was_never_taken_from_a_budget_is_let_go_without_a_word(
    place, agent, lead
) -> None:
    waiting = wants(dear(place), 20_000, agent)
    commands.reject(remedy_id=waiting.pk, why="Ask for a photo first.", by=lead, at=NOON)
    assert reactions.read_on(at=NOON) > 0
    assert spent() == set()
