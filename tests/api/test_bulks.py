from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import SavedView, Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store
from tests.sheets import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def program(box: Mailbox) -> Program:
    return Program(lin(box.store))


def asked(box: Mailbox, count: int = 3) -> list[int]:
    now = timezone.now()
    letters = [letter(sender=f"b{n}@b.example", sent_at=now) for n in range(count)]
    return [arrives(box, each, at=now).ticket_id or 0 for each in letters]


def worked() -> None:
    commands.work_bulks(now=timezone.now)


def test_tickets_are_closed_watched_and_brought_back(box, program) -> None:
    tickets = asked(box)
    body = {"deed": "close", "tickets": tickets, "sheet": filled()}
    shown = program.call("POST", "bulks", body)
    assert shown.status_code == 201, shown.content
    bulk = f"bulks/{shown.json()['id']}"
    assert shown.json()["state"] == "shown"
    assert shown.json()["tally"] == {
        "total": 3, "waiting": 3, "done": 0, "same": 0, "refused": 0, "changed": 0,
    }  # fmt: skip
    assert program.call("POST", f"{bulk}/start").json()["state"] == "running"
    refused = program.call("POST", f"{bulk}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.bulk_running")
    worked()
    assert program.call("GET", bulk).json()["tally"]["done"] == 3
    undoing = program.call("POST", f"{bulk}/undo")
    assert (undoing.status_code, undoing.json()["deed"]) == (201, "undo")
    worked()
    assert set(Ticket.objects.values_list("state", flat=True)) == {"open"}
    again = program.call("POST", f"{bulk}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "tickets.undone_before")


def test_a_whole_list_is_worked_page_by_page_and_can_be_stopped(box, program) -> None:
    tickets = asked(box)
    body = {"deed": "priority", "priority": "high", "whole_list": {"view": "open"}}
    shown = program.call("POST", "bulks", body)
    bulk = f"bulks/{shown.json()['id']}"
    first = program.call("GET", f"{bulk}/tickets?limit=2").json()
    assert len(first["items"]) == 2
    rest = program.call("GET", f"{bulk}/tickets?cursor={first['next_cursor']}").json()
    assert rest["next_cursor"] is None
    listed = [item["ticket"] for item in (*first["items"], *rest["items"])]
    assert sorted(listed) == sorted(tickets)
    program.call("POST", f"{bulk}/start")
    assert program.call("POST", f"{bulk}/stop").json()["state"] == "stopped"
    left = program.call("GET", f"{bulk}/tickets?state=waiting").json()["items"]
    assert len(left) == 3


def test_all_of_a_saved_view_is_worked_while_it_can_be_listed(box, program) -> None:
    asked(box)
    view = {
        "name": "All",
        "where": [{"field": "state", "comparison": "is", "value": "open"}],
    }
    number = program.call("POST", "views", view).json()["id"]
    body = {"deed": "priority", "priority": "high", "view": number}
    shown = program.call("POST", "bulks", body)
    assert (shown.status_code, shown.json()["tally"]["waiting"]) == (201, 3)
    SavedView.objects.update(conditions=[["mood", "is", "bad"]])
    broken = program.call("POST", "bulks", body)
    assert (broken.status_code, broken.json()["code"]) == (422, "tickets.view_unfit")
    gone = program.call("POST", "bulks", body | {"view": 999_999})
    assert (gone.status_code, gone.json()["code"]) == (404, "api.not_there")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"deed": "close", "tickets": [1]}, 422, "tickets.sheet_incomplete"),
        ({"deed": "close"}, 422, "api.invalid"),
        ({"deed": "reopen", "tickets": [1], "view": 1}, 422, "api.invalid"),
        ({"deed": "sell", "tickets": [1]}, 422, "api.invalid"),
        ({"deed": "undo", "tickets": [1]}, 422, "tickets.unknown_deed"),
        ({"deed": "reopen", "tickets": []}, 422, "tickets.nothing_selected"),
        ({"deed": "reopen", "tickets": [999_999]}, 404, "api.not_there"),
        ({"deed": "reopen", "whole_list": {"view": "all"}}, 422, "api.invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_a_code(program, body, status, code) -> None:
    refused = program.call("POST", "bulks", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
