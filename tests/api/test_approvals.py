from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.stores.models import Store
from tests import approvals, people
from tests.api.test_tickets import Program
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Store:
    there_are_reasons()
    return people.store("US")


@pytest.fixture
def lead(place: Store) -> Person:
    return people.maya(place)


@pytest.fixture
def program(lead: Person) -> Program:
    return Program(lead)


@pytest.fixture
def remedy(place: Store) -> Remedy:
    placed = approvals.dear(place)
    return approvals.wants(placed, 15_000, people.lin(place), at=timezone.now())


def test_what_waits_is_listed_and_shown(program: Program, remedy: Remedy) -> None:
    (one,) = program.call("GET", "approvals").json()
    assert (one["id"], one["minor_units"], one["currency"]) == (remedy.pk, 15_000, "USD")
    assert (one["asked_role"], one["hindrance"]) == ("lead", None)
    assert "Lin may give USD 100.00" in one["why"][0]
    shown = program.call("GET", f"approvals/{remedy.pk}").json()
    assert shown["left_after_minor_units"] == 45_000
    assert ["Account", remedy.store.name] in shown["told"]


def test_only_what_was_shown_is_approved(program: Program, remedy: Remedy, lead) -> None:
    one = f"approvals/{remedy.pk}/approve"
    wrong = program.call("POST", one, {"request_hash": "0" * 64})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "remedies.another_request")
    assert program.call("POST", one, {}).status_code == 422
    for _twice in range(2):
        answer = program.call("POST", one, {"request_hash": remedy.request_hash})
        assert (answer.status_code, answer.json()["approved_by_id"]) == (200, lead.pk)


def test_what_is_rejected_says_why(program: Program, remedy: Remedy) -> None:
    one = f"approvals/{remedy.pk}/reject"
    assert program.call("POST", one, {"why": ""}).status_code == 422
    answer = program.call("POST", one, {"why": "Send a lamp."}).json()
    assert (answer["state"], answer["verdict"]) == ("rejected", "Send a lamp.")
    late = program.call(
        "POST", f"approvals/{remedy.pk}/approve", {"request_hash": remedy.request_hash}
    )
    assert (late.status_code, late.json()["code"]) == (409, "remedies.already_decided")


def test_of_several_a_bad_one_holds_up_no_other(program: Program, remedy: Remedy) -> None:
    asked = [
        {"id": 999_999, "request_hash": "0" * 64},
        {"id": remedy.pk, "request_hash": remedy.request_hash},
    ]
    answer = program.call("POST", "approvals/bulk", {"requests": asked}).json()
    assert [(each["approved"], each["code"]) for each in answer] == [
        (False, "remedies.no_such_remedy"), (True, ""),
    ]  # fmt: skip


def test_what_is_of_another_store_is_not_there(remedy: Remedy) -> None:
    other = Program(people.person("Kai", "lead", people.store("JP")))
    assert other.call("GET", "approvals").json() == []
    assert other.call("GET", f"approvals/{remedy.pk}").status_code == 404
    body = {"request_hash": remedy.request_hash}
    assert other.call("POST", f"approvals/{remedy.pk}/approve", body).status_code == 404
