"""Remedies asked for by programs."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from tests import remedies
from tests.api.test_tickets import Program
from tests.marketplaces import are_connected
from tests.people import lin, person, store
from tests.remedies import Desk, Memory
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
NOTE = "Base cracked in transit, photo in message three, buyer keeps the lamp for half."


@pytest.fixture(autouse=True)
def _a_demonstration(monkeypatch, tmp_path: Path) -> None:
    are_connected(monkeypatch, tmp_path)
    there_are_reasons()


@pytest.fixture
def place() -> Store:
    return store("US")


@pytest.fixture
def agent(place: Store) -> Person:
    return lin(place)


@pytest.fixture
def order(place: Store) -> Order:
    lines = (50_000, 9_000)
    return remedies.order(
        place, "111-1", lines=lines, shipping=500, tax=500, currency="USD"
    )


@pytest.fixture
def program(agent: Person) -> Program:
    return Program(agent)


def refund(order: Order, minor_units: int = 2_000, **other: object) -> dict[str, object]:
    plain = {
        "order": order.pk,
        "kind": "refund",
        "currency": "USD",
        "minor_units": minor_units,
        "reason": "AFT.DMG.TRANSIT",
        "note": NOTE,
    }
    return plain | other


def asked(program: Program, body: dict[str, object], key: str = "") -> tuple[int, dict]:
    answer = program.call("POST", "remedies", body, Idempotency_Key=key or str(uuid4()))
    return answer.status_code, answer.json()


def test_a_program_sees_what_is_possible_and_why_the_rest_is_not(program, order) -> None:
    told = program.call("GET", f"remedies/possible?order={order.pk}").json()
    assert (told["captured"], told["left"], told["problem"]) == (60_000, 60_000, "")
    assert [cell["left"] for cell in told["cells"]] == [50_000, 9_000, 500, 500]
    kinds = {each["kind"]: each["why_not"] for each in told["kinds"]}
    assert kinds["refund"] == ""
    assert "on its way" in kinds["cancel"]
    assert "own can give credit" in kinds["goodwill_credit"]


def test_the_same_call_twice_is_one_remedy_and_its_state_is_told(program, order) -> None:
    key = str(uuid4())
    status, first = asked(program, refund(order), key)
    assert (status, first["state"], first["minor_units"]) == (201, "approved", 2_000)
    assert asked(program, refund(order), key) == (201, first)
    assert Remedy.objects.count() == 1
    status, other = asked(program, refund(order, 3_000), key)
    assert (status, other["code"]) == (409, "remedies.key_taken")
    Desk(Memory(), at=timezone.now()).works()
    one = program.call("GET", f"remedies/{first['id']}").json()
    assert one["state"] == "succeeded"
    assert one["external_id"]
    listed = program.call("GET", f"remedies?order={order.pk}").json()
    assert [each["id"] for each in listed] == [first["id"]]
    late = program.call("POST", f"remedies/{first['id']}/withdraw")
    assert (late.status_code, late.json()["code"]) == (409, "remedies.left_already")


def test_without_a_key_nothing_is_asked_for(program, order) -> None:
    answer = program.call("POST", "remedies", refund(order))
    assert (answer.status_code, answer.json()["code"]) == (422, "api.invalid")
    assert not Remedy.objects.exists()


def test_a_preview_says_what_would_happen_and_writes_nothing(program, order) -> None:
    def foretold(**other: object) -> dict:
        key = str(uuid4())
        return program.call(
            "POST", "remedies/preview", refund(order, **other), Idempotency_Key=key
        ).json()

    found = foretold()
    assert (found["says"], found["left_after"], found["why"]) == ("allowed", 58_000, [])
    found = foretold(minor_units=15_000)
    assert (found["says"], found["approvers"][0]) == ("needs_approval", "lead")
    assert "your limit is" in found["why"][0]
    assert foretold(minor_units=60_001)["says"] == "refused"
    found = foretold(note="ok")
    assert found["says"] == "forbidden"
    assert any("Say more" in each for each in found["note_lacks"])
    assert not Remedy.objects.exists()


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"minor_units": 0}, "remedies.does_not_fit"),
        ({"minor_units": 60_001}, "remedies.more_than_is_left"),
        ({"currency": "EUR"}, "remedies.does_not_fit"),
        ({"kind": "goodwill_credit"}, "wiring.channel_cannot"),
        ({"portions": [{"line_number": 9, "minor_units": 2_000}]}, "remedies.no_such_cell"),
        ({"note": "ok"}, "authority.not_from_here"),
        ({"minor_units": -1}, "api.invalid"),
        ({"kind": "gift"}, "api.invalid"),
        ({"details": {str(n): "x" for n in range(21)}}, "api.invalid"),
    ],
)
def test_what_cannot_be_is_refused_by_name(program, order, other, code) -> None:
    status, told = asked(program, refund(order, **other))
    assert (status, told["code"]) == (422, code)
    assert not Remedy.objects.exists()


def test_an_order_of_another_store_and_its_remedies_are_not_there(program, place) -> None:
    elsewhere = remedies.order(store("JP"), "250-1", currency="USD")
    remedy = remedies.requested(elsewhere, 100, person("Aki", "agent", elsewhere.store))
    assert asked(program, refund(elsewhere))[0] == 404
    assert program.call("GET", f"remedies/{remedy.pk}").status_code == 404
    assert program.call("POST", f"remedies/{remedy.pk}/withdraw").status_code == 404
    assert program.call("GET", f"remedies?order={elsewhere.pk}").json() == []
    possible = program.call("GET", f"remedies/possible?order={elsewhere.pk}")
    assert possible.status_code == 404


def test_what_waits_can_be_withdrawn(program, order) -> None:
    _status, told = asked(program, refund(order, 15_000))
    assert (told["state"], told["approval_why"]) == ("pending_approval", ["over_grant"])
    back = program.call("POST", f"remedies/{told['id']}/withdraw").json()
    assert back["state"] == "cancelled"


def test_a_token_that_may_only_answer_tickets_moves_no_money(agent, order) -> None:
    narrow = Program(agent, [ApiToken.Scope.TICKETS_READ, ApiToken.Scope.TICKETS_WRITE])
    assert asked(narrow, refund(order))[0] == 403
    assert not Remedy.objects.exists()
