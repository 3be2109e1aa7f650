"""Programs read how connections are, and pause, resume, hurry and test them."""

from __future__ import annotations

import pytest

from firsthand.domain.accounts import commands, queries
from tests.accounts import GOOD, account, flow
from tests.api.test_tickets import Program
from tests.people import NOON, lin, store, wen

pytestmark = pytest.mark.django_db


@pytest.fixture
def program() -> Program:
    return Program(wen())


def test_an_account_is_told_with_its_troubles_and_without_its_secrets(program) -> None:
    one = account(store("DE"))
    flow(one)
    [told] = program.call("GET", "connections").json()
    assert (told["name"], told["region"]) == ("Lumo Europe", "eu")
    assert "not_tested" in [trouble["kind"] for trouble in told["troubles"]]
    assert told["flows"][0]["name"] == "orders"
    assert told["flows"][0]["lag_seconds"] is None
    answer = program.call("GET", f"connections/{one.pk}")
    assert answer.json()["id"] == one.pk
    assert GOOD.client_secret not in answer.content.decode()
    assert one.client_secret_encrypted not in answer.content.decode()


def test_an_account_is_paused_resumed_and_hurried(program) -> None:
    one = account(store("DE"))
    planned = flow(one)
    run = commands.begin_flow(flow_id=planned.pk, at=NOON)
    assert run is not None
    commands.finish_flow(run, commands.Done({}), at=NOON)
    address = f"connections/{one.pk}"
    assert program.call("POST", f"{address}/pause").json()["paused_at"] is not None
    assert program.call("POST", f"{address}/resume").json()["paused_at"] is None
    assert program.call("POST", f"{address}/hurry").status_code == 200
    flow_now = queries.flow_of(one, "orders")
    assert flow_now is not None
    assert flow_now.next_due_at > planned.next_due_at


def test_a_test_answers_with_what_was_found(program) -> None:
    one = account(store("DE"), address="http://127.0.0.1:9")
    told = program.call("POST", f"connections/{one.pk}/test").json()
    assert told["tested_at"] is not None
    assert "unreachable" in [trouble["kind"] for trouble in told["troubles"]]


def test_an_account_is_as_if_it_were_not_there_for_who_may_not(program) -> None:
    german = store("DE")
    one = account(german)
    answer = Program(lin(german)).call("GET", f"connections/{one.pk}")
    assert answer.status_code == 403
    assert program.call("GET", "connections/999999").status_code == 404
