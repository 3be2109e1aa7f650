"""A request opened by a link is approved only by who has just proved who he is."""

from __future__ import annotations

import time
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring.links import link_token
from tests import people

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"
RECORDS = "account_authentication_methods"


def address(remedy: Remedy, person: Person) -> str:
    return f"/approvals/link/{link_token(remedy, person)}/"


def approve(client: Client, remedy: Remedy) -> str:
    body = {"request_hash": remedy.request_hash}
    return client.post(f"/approvals/{remedy.pk}/approve/", body).headers["Location"]


def state_of(remedy: Remedy) -> str:
    remedy.refresh_from_db()
    return remedy.state


def confirm(client: Client, where: str) -> str:
    return client.post(where, {"password": PASSWORD}).headers["Location"]


def test_who_is_not_logged_in_logs_in_first(client: Client, remedy, lead) -> None:
    answer = client.get(address(remedy, lead))
    assert answer.headers["Location"].startswith("/log-in/?next=")


def test_a_link_asks_for_the_password_and_then_opens_the_request(
    desk: Client, remedy, lead
) -> None:
    link = address(remedy, lead)
    where = desk.get(link).headers["Location"]
    assert where.startswith("/confirm/?next=")
    back = confirm(desk, where)
    assert desk.get(back).headers["Location"] == f"/approvals/{remedy.pk}/"
    assert approve(desk, remedy) == f"/approvals/{remedy.pk}/"
    assert state_of(remedy) == State.APPROVED


def test_a_wrong_password_opens_nothing(desk: Client, remedy, lead) -> None:
    where = desk.get(address(remedy, lead)).headers["Location"]
    assert desk.post(where, {"password": "another pass phrase"}).status_code == 200
    assert approve(desk, remedy).startswith("/confirm/?next=")
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_a_proof_of_some_time_ago_counts_no_more(desk: Client, remedy, lead) -> None:
    confirm(desk, desk.get(address(remedy, lead)).headers["Location"])
    session = desk.session
    for record in session[RECORDS]:
        record["at"] = time.time() - 5 * 60 - 1
    session.save()
    for part, body in (
        ("approve/", {"request_hash": remedy.request_hash}),
        ("change/", {}),
    ):
        answer = desk.post(f"/approvals/{remedy.pk}/{part}", body)
        assert answer.headers["Location"].startswith("/confirm/?next=")
    many = {"request": f"{remedy.pk}:{remedy.request_hash}", "do": "approve"}
    assert desk.post("/approvals/decided/", many).headers["Location"].startswith("/confirm")
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_who_has_codes_gives_one_too(desk: Client, remedy, lead) -> None:
    Authenticator.objects.create(user=lead, type=Authenticator.Type.TOTP, data={})
    link = address(remedy, lead)
    back = confirm(desk, desk.get(link).headers["Location"])
    assert desk.get(back).headers["Location"].startswith("/confirm/code/?next=")
    assert approve(desk, remedy).startswith("/confirm/code/?next=")
    session = desk.session
    session[RECORDS] = [*session[RECORDS], {"method": "mfa", "at": time.time()}]
    session.save()
    assert approve(desk, remedy) == f"/approvals/{remedy.pk}/"
    assert state_of(remedy) == State.APPROVED


def test_on_the_desk_itself_nobody_is_asked_again(desk: Client, remedy) -> None:
    assert approve(desk, remedy) == f"/approvals/{remedy.pk}/"
    assert state_of(remedy) == State.APPROVED


def test_a_link_of_another_says_so_in_words(desk: Client, remedy) -> None:
    answer = desk.get(address(remedy, people.wen()))
    assert answer.status_code == 422
    assert "This link was made for somebody else." in unescape(answer.content.decode())


def test_opening_a_link_decides_nothing(desk: Client, remedy, lead) -> None:
    for _robot in range(2):
        desk.get(address(remedy, lead))
    assert desk.post(address(remedy, lead)).status_code == 405
    assert state_of(remedy) == State.PENDING_APPROVAL


def test_a_claim_is_handed_over_from_its_ticket(
    client: Client, agent, place, placed, ticket: Ticket
) -> None:
    chen = people.person("Chen", "compliance", place)
    Setback.objects.create(
        order=placed, kind="claim", external_id="1", happened_at=timezone.now()
    )
    client.force_login(agent)
    page = f"/tickets/{ticket.pk}/claim/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"note": ""}).status_code == 422
    assert client.post(page, {"note": "A-to-z of today."}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.assignee == chen
