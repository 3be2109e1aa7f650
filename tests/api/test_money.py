from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Incident, Remedy
from firsthand.domain.stores.models import Store
from firsthand.settings import environment
from tests import people
from tests.api.test_tickets import Program
from tests.remedies import HOUR, LAG, Desk, Memory, order, requested, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Store:
    return people.store()


@pytest.fixture
def placed(shop: Store) -> Order:
    return order(shop)


@pytest.fixture
def agent(shop: Store) -> Person:
    return people.lin(shop)


@pytest.fixture
def lead(shop: Store) -> Program:
    return Program(people.maya(shop))


@pytest.fixture
def owner() -> Program:
    return Program(people.wen())


@pytest.fixture
def doubtful(placed: Order, agent: Person) -> Remedy:
    desk = Desk(Memory(script=["nothing"]), at=timezone.now() - 3 * HOUR)
    remedy = requested(placed, 300, agent, at=desk.at)
    desk.works()
    desk.works(after=LAG + HOUR)
    remedy.refresh_from_db()
    return remedy


def test_two_programs_people_settle_what_needs_a_person(lead, owner, doubtful) -> None:
    waiting = lead.call("GET", "money/waiting").json()
    assert (waiting["n_needing_person"], waiting["n_unknown"]) == (1, 0)
    (one,) = waiting["needing_person"]
    assert (one["id"], one["order_number"]) == (doubtful.pk, "302-1")
    decisions = f"money/remedies/{doubtful.pk}/decisions"
    says = {"says": "succeeded", "external_id": "R-9", "why": "Seen.", "evidence": "Page."}
    assert lead.call("POST", decisions, says | {"external_id": ""}).status_code == 422
    made = lead.call("POST", decisions, says)
    assert made.status_code == 201
    confirm = f"{decisions}/{made.json()['id']}/confirm"
    own = lead.call("POST", confirm)
    assert (own.status_code, own.json()["code"]) == (409, "remedies.second_person_needed")
    done = owner.call("POST", confirm)
    assert (done.status_code, done.json()["state"]) == (200, "succeeded")
    assert owner.call("POST", confirm).status_code == 409


def test_an_orders_money_is_read_by_whoever_reads_its_tickets(
    placed: Order, agent: Person, doubtful: Remedy
) -> None:
    program = Program(agent)
    found = program.call("GET", f"money/orders/{placed.pk}").json()
    assert (found["captured"], found["reserved"], found["free"]) == (1000, 300, 700)
    assert len(found["cells"]) == 4
    assert "the buyer paid 10.00 EUR" in found["story"][0]
    untouched = order(placed.store, "302-2")
    found = program.call("GET", f"money/orders/{untouched.pk}").json()
    assert (found["captured"], found["cells"], found["story"]) == (None, [], [])
    foreign = order(people.store("JP"), "302-3")
    assert program.call("GET", f"money/orders/{foreign.pk}").status_code == 404


def test_an_incident_is_closed_once(lead: Program, placed: Order) -> None:
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account="test.1",
        effects=[seen("X-1", 1_500)], at=timezone.now(),
    )  # fmt: skip
    (one,) = lead.call("GET", "money/incidents").json()
    assert (one["kind"], one["found"]) == ("over", "")
    close = f"money/incidents/{one['id']}/close"
    assert lead.call("POST", close, {"found": "no", "said": "x"}).status_code == 422
    closed = lead.call("POST", close, {"found": "lost", "said": "A chargeback."})
    assert (closed.status_code, closed.json()["found"]) == (200, "lost")
    again = lead.call("POST", close, {"found": "lost", "said": "A chargeback."})
    assert again.status_code == 409
    assert lead.call("GET", "money/incidents").json() == []
    assert len(lead.call("GET", "money/incidents?state=closed").json()) == 1


def test_stops_are_made_and_lifted(lead: Program, shop: Store) -> None:
    wrong = {"scope": "agent", "name": "Lin", "why": "Drill."}
    assert lead.call("POST", "money/stops", wrong).status_code == 422
    body = {"scope": "account", "name": str(shop.pk), "why": "Pays twice."}
    made = lead.call("POST", "money/stops", body).json()
    assert [each["id"] for each in lead.call("GET", "money/stops").json()] == [made["id"]]
    lift = f"money/stops/{made['id']}/lift"
    assert lead.call("POST", lift).json()["lifted_by_id"] == lead.token.person.pk
    assert lead.call("POST", lift).status_code == 409


def test_the_log_is_read_and_checked(
    lead: Program, doubtful: Remedy, tmp_path, monkeypatch
) -> None:
    from tests.web.money.conftest import log_is_written

    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    log_is_written()
    page = lead.call("GET", "money/audit?group=remedies").json()
    assert (page["n"], page["before"]) == (4, None)
    assert page["items"][-1]["words"] == "Refund 3.00 EUR: approved; it may be sent"
    older = lead.call("GET", "money/audit?before=2").json()
    assert [each["seq"] for each in older["items"]] == [1]
    assert lead.call("GET", "money/audit?group=nothing").status_code == 422
    found = lead.call("POST", "money/audit/check").json()
    assert (found["rows"], found["is_right"], found["breaks"]) == (4, True, [])
    late = (timezone.now() - timedelta(days=900)).isoformat().replace("+", "%2B")
    assert lead.call("GET", f"money/audit?until={late}").json()["n"] == 0
    assert Incident.objects.count() == 0
