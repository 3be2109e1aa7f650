"""Promises beside a ticket: confirmed, kept, moved, handed over from its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.promises import commands
from firsthand.domain.promises.models import Promise
from tests.desk import ticket
from tests.people import lin, person, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def agent() -> Person:
    return lin(store("DE"))


@pytest.fixture
def promise(agent) -> Promise:
    about = ticket(agent.teams.get().stores.get(), at=timezone.now())
    now = timezone.now()
    return commands.declare(ticket_id=about.pk, due_at=now + 3 * HOUR, by=agent, at=now)


@pytest.fixture
def desk(client: Client, agent: Person) -> Client:
    client.force_login(agent)
    return client


def do(desk: Client, promise: Promise, deed: str, **given) -> str:
    there = f"/tickets/{promise.ticket_id}/promises/{promise.pk}/{deed}/"
    answer = desk.post(there, given, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content
    promise.refresh_from_db()
    return answer.content.decode()


def test_a_promise_is_shown_with_what_is_left_and_kept_by_a_button(desk, promise) -> None:
    page = desk.get(f"/tickets/{promise.ticket_id}/").content.decode()
    assert "2 h 59 min left" in page
    assert "Lin sees to it" in page
    assert "Noted as kept." in do(desk, promise, "decide", what="kept")
    assert promise.kept_at


def test_what_was_found_is_confirmed_with_a_time_or_put_away(desk, promise) -> None:
    found = {"confirmed_at": None, "due_at": None}
    Promise.objects.filter(pk=promise.pk).update(**found)
    sheet = f"/tickets/{promise.ticket_id}/promises/{promise.pk}/sheet/confirm/"
    assert "Berlin" in desk.get(sheet).content.decode()
    due = timezone.now() + 30 * HOUR
    do(desk, promise, "decide", what="confirm", due=f"{due:%Y-%m-%dT%H:%M}")
    assert promise.is_owed
    assert promise.due_at < due  # Read as Berlin's clock, which is ahead of UTC.
    Promise.objects.filter(pk=promise.pk).update(**found)
    do(desk, promise, "decide", what="dismiss")
    assert promise.dismissed_at


def test_it_is_moved_with_a_reason_and_handed_over(desk, promise, agent) -> None:
    bo = person("Bo", "agent", agent.teams.get().stores.get())
    due = f"{timezone.now() + 40 * HOUR:%Y-%m-%dT%H:%M}"
    page = do(desk, promise, "move", due=due, reason="others")
    assert "moved once" in page
    page = do(desk, promise, "hand-over", to=str(bo.pk))
    assert "Bo sees to it" in page
    assert promise.keeper == bo


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("move", {"due": "2030-01-01T10:00"}),  # Nobody says why.
        ("move", {"reason": "buyer"}),
        ("move", {"due": "soon", "reason": "buyer"}),
        ("hand-over", {"to": "somebody"}),
        ("decide", {"what": "forget"}),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(desk, promise, what, given) -> None:
    there = f"/tickets/{promise.ticket_id}/promises/{promise.pk}/{what}/"
    assert desk.post(there, given).status_code == 400


def test_a_promise_of_another_ticket_is_not_there(desk, promise, agent) -> None:
    other = ticket(agent.teams.get().stores.get())
    there = f"/tickets/{other.pk}/promises/{promise.pk}/"
    assert desk.post(f"{there}decide/", {"what": "kept"}).status_code == 404
    assert desk.get(f"{there}sheet/move/").status_code == 404
    there = f"/tickets/{promise.ticket_id}/promises/{promise.pk}/"
    assert desk.get(f"{there}sheet/forget/").status_code == 404
