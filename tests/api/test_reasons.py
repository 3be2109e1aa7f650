"""Programs tag and close tickets by the codes of the reasons they list."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import ApiToken
from firsthand.domain.reasons.models import Reason
from firsthand.domain.tickets.models import Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, store
from tests.sheets import filled, there_are_reasons

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def box() -> Mailbox:
    there_are_reasons()
    return mailbox(store("DE"))


@pytest.fixture
def program(box: Mailbox) -> Program:
    return Program(lin(box.store))


@pytest.fixture
def path(box: Mailbox) -> str:
    return f"tickets/{arrives(box, letter(), at=timezone.now()).ticket_id}"


def test_reasons_are_listed_with_what_may_be_given(program: Program) -> None:
    Reason.objects.filter(code="NON.MSG.SPAM").update(archived_at=timezone.now())
    listed = program.call("GET", "reasons").json()
    by_code = {each["code"]: each for each in listed["reasons"]}
    assert len(by_code) == 126
    wismo = by_code["INS.LOG.WISMO"]
    assert (wismo["parent"], wismo["level"], wismo["may_be_given"]) == ("INS.LOG", 3, True)
    assert wismo["labels"]["zh-hans"].startswith("我的包裹在哪里")
    assert not by_code["INS.LOG"]["may_be_given"]
    assert not by_code["NON.MSG.SPAM"]["is_in_use"]
    assert listed["resolutions"][0]["code"] == "answered"


def test_a_token_for_figures_only_lists_no_reasons(box: Mailbox) -> None:
    program = Program(lin(box.store), [ApiToken.Scope.METRICS_READ])
    assert program.call("GET", "reasons").status_code == 403


def test_closing_with_the_sheet_closes_and_shows_the_tag(
    program: Program, path: str
) -> None:
    closed = program.call("POST", f"{path}/solve", filled())
    assert closed.status_code == 200
    shown = program.call("GET", path).json()
    assert {key: shown[key] for key in filled()} == filled()
    assert shown["state"] == "solved"


@pytest.mark.parametrize("body", [None, {}, {"reason": "INS.LOG.WISMO", "truth": "valid"}])
def test_closing_without_the_whole_sheet_is_refused_in_words(
    program: Program, path: str, body
) -> None:
    refused = program.call("POST", f"{path}/solve", body)
    assert (refused.status_code, refused.json()["code"]) == (
        422,
        "tickets.sheet_incomplete",
    )
    assert "reason, what was true, and the resolution" in refused.json()["message"]
    assert Ticket.objects.get().state == "open"


def test_a_reply_that_closes_needs_the_sheet_too_or_nothing_is_sent(
    program: Program, path: str
) -> None:
    body = {"body": "On Friday.", "and_solve": True}
    refused = program.call("POST", f"{path}/replies", body, Idempotency_Key=KEY)
    assert (refused.status_code, refused.json()["code"]) == (
        422,
        "tickets.sheet_incomplete",
    )
    assert not OutboundMail.objects.exists()
    whole = body | {"sheet": filled()}
    sent = program.call("POST", f"{path}/replies", whole, Idempotency_Key=KEY)
    assert sent.status_code == 201
    assert Ticket.objects.get().state == "solved"


def test_a_tag_alone_leaves_the_ticket_open(program: Program, path: str) -> None:
    tagged = program.call("POST", f"{path}/tag", {"reason": "INS.LOG.LOST"}).json()
    assert (tagged["reason"], tagged["truth"], tagged["resolution"]) == (
        "INS.LOG.LOST",
        "",
        None,
    )
    assert tagged["state"] == "open"


def test_an_unknown_code_is_refused_by_name(program: Program, path: str) -> None:
    refused = program.call("POST", f"{path}/tag", {"reason": "NO.SUCH"})
    assert (refused.status_code, refused.json()["code"]) == (
        422,
        "tickets.reason_not_in_use",
    )
    wrong = program.call("POST", f"{path}/tag", {"reason": "INS.LOG.LOST", "truth": "so"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "api.invalid")
