from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pgtrigger
import pytest
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone

from firsthand.api import tokens
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.tickets.models import HeldReply, Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, person, store
from tests.sheets import filled

pytestmark = pytest.mark.django_db
EVERYTHING = list(ApiToken.Scope)
DAY = timedelta(days=1)


# Built once: as a client's own, all that stands around a view is built for each call.
HANDLER = ClientHandler(enforce_csrf_checks=False)


class Program:
    """Somebody's program: calls the API with a token of theirs."""

    def __init__(self, owner: Person, scopes: list[ApiToken.Scope] = EVERYTHING) -> None:
        now = timezone.now()
        self.token, self.secret = people.create_token(
            name="sync", scopes=scopes, expires_at=now + DAY, by=owner, at=now
        )

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        client = Client(raise_request_exception=True)
        client.handler = HANDLER
        return client.generic(
            method,
            f"/api/v1/{path}",
            data=b"" if body is None else _json(body),
            content_type="application/json",
            headers=headers,
        )


def _json(body: Any) -> bytes:
    import json

    return json.dumps(body).encode()


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    received = arrives(box, letter("My lamp flickers."), at=timezone.now())
    return Ticket.objects.get(pk=received.ticket_id)


@pytest.fixture
def program(box: Mailbox) -> Program:
    return Program(lin(box.store))


def test_a_token_says_for_whom_it_acts(program: Program, box: Mailbox) -> None:
    me = program.call("GET", "me").json()
    assert (me["name"], me["store_ids"], me["token_name"]) == (
        "Lin",
        [box.store_id],
        "sync",
    )


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer fh_nonsense", "Basic bGluOmxpbg==", "Bearer \x7f"]
)
def test_without_a_good_token_nothing_is_answered(header: str) -> None:
    response = Client().get("/api/v1/tickets", headers={"Authorization": header})
    assert response.status_code == 401
    assert set(response.json()) == {"code", "message", "fix"}


def test_a_log_in_is_no_token(box: Mailbox) -> None:
    client = Client()
    client.force_login(lin(box.store))
    for method in ("get", "post"):
        refused = getattr(client, method)("/api/v1/tickets/1/solve")
        assert refused.status_code == (405 if method == "get" else 401)
    refused = client.get("/api/v1/tickets")
    assert (refused.status_code, refused.json()["code"]) == (401, "api.token")
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_a_log_in_without_codes_does_not_stand_in_the_way_of_a_token(
    program: Program, box: Mailbox
) -> None:
    client = Client()
    client.force_login(program.token.person)
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {program.secret}"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Lin")


def test_revoked_expired_and_leavers_tokens_stop_at_once(
    program: Program, ticket: Ticket
) -> None:
    now = timezone.now()
    assert program.call("GET", "tickets").status_code == 200
    ApiToken.objects.update(expires_at=now - DAY)
    assert program.call("GET", "tickets").status_code == 401
    ApiToken.objects.update(expires_at=now + DAY, revoked_at=now)
    assert program.call("GET", "tickets").status_code == 401
    ApiToken.objects.update(revoked_at=None)
    Person.objects.update(is_active=False)
    assert program.call("GET", "tickets").status_code == 401


def test_a_token_without_the_scope_is_refused(box: Mailbox, ticket: Ticket) -> None:
    reader = Program(lin(box.store), [ApiToken.Scope.TICKETS_READ])
    assert reader.call("GET", f"tickets/{ticket.pk}").status_code == 200
    refused = reader.call("POST", f"tickets/{ticket.pk}/solve")
    assert refused.status_code == 403
    assert refused.json()["code"] == "api.scope"


def test_a_role_that_may_not_work_tickets_is_refused(box: Mailbox, ticket: Ticket) -> None:
    program = Program(person("Omar", "reviewer", box.store))
    refused = program.call("POST", f"tickets/{ticket.pk}/solve")
    assert (refused.status_code, refused.json()["code"]) == (403, "people.not_allowed")


def test_tickets_of_other_stores_are_not_there(ticket: Ticket) -> None:
    stranger = Program(maya(store("JP")))
    assert stranger.call("GET", "tickets").json()["items"] == []
    key = {"Idempotency_Key": str(uuid4())}
    calls = [
        stranger.call("GET", f"tickets/{ticket.pk}"),
        stranger.call("GET", f"tickets/{ticket.pk}/messages"),
        stranger.call("POST", f"tickets/{ticket.pk}/replies", {"body": "Hi"}, **key),
        stranger.call("POST", f"tickets/{ticket.pk}/notes", {"body": "Hi"}, **key),
        stranger.call(
            "POST", f"tickets/{ticket.pk}/assign", {"to": None, "expected": None}
        ),
        stranger.call("POST", f"tickets/{ticket.pk}/solve"),
        stranger.call("POST", f"tickets/{ticket.pk}/reopen"),
        stranger.call("POST", f"tickets/{ticket.pk}/no-response-needed"),
    ]
    assert [call.status_code for call in calls] == [404] * len(calls)
    assert Message.objects.count() == 1


def test_pages_follow_each_other_without_gap_or_repeat(
    program: Program, box: Mailbox
) -> None:
    for number in range(5):
        arrives(box, letter(f"Question {number}", sender=f"b{number}@buyers.example"))
    seen, cursor = [], ""
    for _page in range(3):
        page = program.call("GET", f"tickets?limit=2{cursor}").json()
        seen += [ticket["id"] for ticket in page["items"]]
        cursor = f"&cursor={page['next_cursor']}"
    assert page["next_cursor"] is None
    assert seen == sorted(Ticket.objects.values_list("pk", flat=True), reverse=True)


def changed_since(program: Program, moment: str, **more: object) -> list[dict[str, Any]]:
    """Return what was changed since, read page by page to the end."""
    items: list[dict[str, Any]] = []
    query = "".join(f"&{name}={value}" for name, value in more.items())
    cursor = ""
    while True:
        path = f"tickets?updated_since={moment}{query}{cursor}"
        page = program.call("GET", path).json()
        items += page["items"]
        if page["next_cursor"] is None:
            return items
        cursor = f"&cursor={page['next_cursor']}"


def test_what_changed_since_is_told_whatever_it_was(program: Program, box: Mailbox) -> None:
    ids = [
        arrives(box, letter(sender=f"b{number}@buyers.example")).ticket_id
        for number in range(4)
    ]
    last = changed_since(program, "2000-01-01T00:00:00Z")[-1]["changed_at"]
    me = program.token.person_id
    program.call("POST", f"tickets/{ids[2]}/assign", {"to": me, "expected": None})
    note = {"body": "Ask the warehouse."}
    program.call("POST", f"tickets/{ids[0]}/notes", note, Idempotency_Key=str(uuid4()))
    solved = program.call("POST", f"tickets/{ids[1]}/solve", filled()).json()
    found = changed_since(program, last, limit=1)
    # The last of the first list is told again: the time asked for is included.
    assert [ticket["id"] for ticket in found] == [ids[3], ids[2], ids[0], ids[1]]
    assert found[-1]["changed_at"] == solved["changed_at"]
    assert changed_since(program, last, state="solved", limit=1) == found[-1:]


def test_tickets_changed_in_one_moment_are_all_told_and_once(
    program: Program, box: Mailbox
) -> None:
    ids = [
        arrives(box, letter(sender=f"b{number}@buyers.example")).ticket_id
        for number in range(5)
    ]
    with pgtrigger.ignore("tickets.Ticket:ticket_knows_when_it_changed"):
        Ticket.objects.update(changed_at=timezone.now())
    found = changed_since(program, "2000-01-01T00:00:00Z", limit=2)
    assert [ticket["id"] for ticket in found] == ids


def test_a_ticket_that_changes_while_one_reads_comes_again_and_none_is_missed(
    program: Program, box: Mailbox
) -> None:
    ids = [
        arrives(box, letter(sender=f"b{number}@buyers.example")).ticket_id
        for number in range(4)
    ]
    path = "tickets?limit=2&updated_since=2000-01-01T00:00:00Z"
    first = program.call("GET", path).json()
    program.call("POST", f"tickets/{ids[0]}/solve", filled())
    program.call("POST", f"tickets/{ids[2]}/solve", filled())
    rest = program.call("GET", f"{path}&cursor={first['next_cursor']}").json()
    seen = [ticket["id"] for ticket in first["items"] + rest["items"]]
    rest = program.call("GET", f"{path}&cursor={rest['next_cursor']}").json()
    seen += [ticket["id"] for ticket in rest["items"]]
    assert seen == [ids[0], ids[1], ids[3], ids[0], ids[2]]


@pytest.mark.parametrize(
    "query",
    [
        "cursor=1700000000000000.5",
        "updated_since=2026-01-01T00:00:00Z&cursor=5",
        "updated_since=2026-01-01T00:00:00Z&cursor=.5",
        "updated_since=2026-01-01T00:00:00Z&cursor=1700000000000000.",
        "cursor=0",
    ],
)
def test_a_cursor_of_another_list_is_refused(program: Program, query: str) -> None:
    refused = program.call("GET", f"tickets?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, "api.invalid")


def test_filters_narrow_the_list(program: Program, ticket: Ticket) -> None:
    def count(query: str) -> int:
        return len(program.call("GET", f"tickets?{query}").json()["items"])

    soon = (timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert count("state=open") == count(f"store={ticket.store_id}") == 1
    assert (
        count("state=solved") == count("assignee=1") == count(f"updated_since={soon}") == 0
    )


def test_a_reply_is_sent_once_for_one_key(program: Program, ticket: Ticket) -> None:
    key, path = str(uuid4()), f"tickets/{ticket.pk}/replies"
    body = {"body": "It is on its way.", "and_solve": True, "sheet": filled()}
    first = program.call("POST", path, body, Idempotency_Key=key)
    again = program.call("POST", path, body, Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert OutboundMail.objects.count() == 1
    assert program.call("GET", f"tickets/{ticket.pk}").json()["state"] == "solved"


def test_a_reply_without_key_is_refused(program: Program, ticket: Ticket) -> None:
    refused = program.call("POST", f"tickets/{ticket.pk}/replies", {"body": "Hi"})
    assert (refused.status_code, refused.json()["code"]) == (422, "api.invalid")
    assert "Idempotency-Key" in refused.json()["message"]


def test_a_key_of_another_ticket_shows_nothing_of_it(
    program: Program, ticket: Ticket, box: Mailbox
) -> None:
    other = arrives(box, letter("Another", sender="other@buyers.example")).ticket_id
    key = str(uuid4())
    program.call("POST", f"tickets/{ticket.pk}/notes", {"body": "x"}, Idempotency_Key=key)
    refused = program.call(
        "POST", f"tickets/{other}/notes", {"body": "y"}, Idempotency_Key=key
    )
    assert refused.status_code == 409
    assert refused.json()["code"] == "tickets.key_used_elsewhere"


def test_an_answer_to_an_old_version_conflicts(program: Program, ticket: Ticket) -> None:
    refused = program.call(
        "POST",
        f"tickets/{ticket.pk}/replies",
        {"body": "Hi", "seen_version": ticket.version - 1},
        Idempotency_Key=str(uuid4()),
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.newer_message")
    assert refused.json()["fix"]


def test_giving_a_ticket_away_needs_to_know_who_has_it(
    program: Program, ticket: Ticket
) -> None:
    me = program.token.person_id
    path = f"tickets/{ticket.pk}/assign"
    assert program.call("POST", path, {"to": me, "expected": None}).status_code == 200
    assert program.call("POST", path, {"to": me, "expected": None}).status_code == 409


def test_closing_opening_and_setting_aside(program: Program, ticket: Ticket) -> None:
    def state(call: str, body: object = None) -> tuple[int, str]:
        response = program.call("POST", f"tickets/{ticket.pk}/{call}", body)
        return response.status_code, response.json().get("state", "")

    assert state("no-response-needed") == (200, "open")
    assert state("no-response-needed")[0] == 409
    assert state("solve", filled()) == (200, "solved")
    assert state("reopen") == (200, "open")


@pytest.mark.parametrize("body", [b"{", b'{"body": "a\\u0000b"}', b'{"body": "\\ud800"}'])
def test_unreadable_bodies_are_refused_not_failed_on(
    program: Program, ticket: Ticket, body: bytes
) -> None:
    response = Client().generic(
        "POST",
        f"/api/v1/tickets/{ticket.pk}/notes",
        data=body,
        content_type="application/json",
        headers={
            "Authorization": f"Bearer {program.secret}",
            "Idempotency-Key": str(uuid4()),
        },
    )
    assert response.status_code in (400, 422)
    assert set(response.json()) == {"code", "message", "fix"}


def test_use_is_noted_at_most_once_a_minute(program: Program) -> None:
    def used() -> datetime | None:
        return ApiToken.objects.get().last_used_at

    program.call("GET", "me")
    first = used()
    program.call("GET", "me")
    assert used() == first is not None
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    program.call("GET", "me")
    assert (used() or timezone.now()) > first


def test_a_token_that_asks_too_often_waits_and_others_do_not() -> None:
    limit = tokens.RateLimit(2)
    assert [limit.allows(1, seconds=60.0) for _ in range(3)] == [True, True, False]
    assert limit.allows(2, seconds=61.0)
    assert limit.allows(1, seconds=120.0)


def test_asking_too_often_is_answered_with_when_to_come_back(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "limit", tokens.RateLimit(1))
    assert program.call("GET", "me").status_code == 200
    refused = program.call("GET", "me")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


MOMENTS = ["2427-03-24T15:40:02-21:48", "0001-01-01T00:00:00%2B14:00"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_no_calendar_knows_is_refused(box: Mailbox, moment: str) -> None:
    program = Program(person("Lin", "agent", box.store))
    assert program.call("GET", f"tickets?updated_since={moment}").status_code in {400, 422}


def test_a_reply_is_scheduled_listed_and_taken_back(box: Mailbox, ticket: Ticket) -> None:
    program = Program(lin(box.store))
    at = timezone.now() + DAY
    asked = {"body": "On Friday.", "send_at": at.isoformat()}
    path = f"tickets/{ticket.pk}/held-replies"
    made = program.call(
        "POST", f"tickets/{ticket.pk}/replies", asked, Idempotency_Key=str(uuid4())
    )
    assert made.status_code == 202
    held = made.json()
    assert (held["state"], held["is_scheduled"]) == ("waiting", True)
    assert program.call("GET", path).json() == [held]
    gone = program.call("DELETE", f"{path}/{held['id']}")
    assert (gone.status_code, gone.json()["state"]) == (200, "back")
    assert program.call("GET", path).json() == []
    again = program.call("DELETE", f"{path}/{held['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "tickets.too_late_to_undo")
    assert not OutboundMail.objects.exists()


def test_a_program_may_leave_time_for_an_undo_and_need_not(
    box: Mailbox, ticket: Ticket
) -> None:
    program = Program(lin(box.store))
    path = f"tickets/{ticket.pk}/replies"

    def post(**values: Any) -> int:
        answer = program.call(
            "POST", path, {"body": "On Friday."} | values, Idempotency_Key=str(uuid4())
        )
        return int(answer.status_code)

    assert post(hold_seconds=20) == 202
    assert post() == 409, "one reply at a time leaves"
    assert post(hold_seconds=31) == 422
    HeldReply.objects.all().delete()
    assert post() == 201
    far = timezone.now() + 30 * DAY
    assert post(send_at=far.isoformat()) == 422
