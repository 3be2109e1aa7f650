"""A reply that waits while its ticket is merged with another one, or split."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import Answer
from firsthand.domain.tickets.models import Draft, HeldReply, Message
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store

HOUR = timedelta(hours=1)
NOW = NOON + 2 * HOUR
SOON = NOW + timedelta(seconds=30)
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def two(box: Mailbox) -> tuple[int, int]:
    """Return two tickets of one buyer."""
    mails = (
        letter("Where is my lamp?", message_id="first@b"),
        letter("And the bulb?", message_id="other@b", sent_at=NOON + HOUR),
    )
    first, other = (arrives(box, mail).ticket_id for mail in mails)
    assert first
    assert other
    return first, other


def wait(ticket_id: int, by: Person, key: UUID | None = None) -> HeldReply:
    reply = Answer("On Friday.", key or uuid4())
    asked = commands.send(ticket_id=ticket_id, reply=reply, by=by, at=NOW, undo_seconds=10)
    assert asked.held is not None
    return asked.held


def merge(one: int, into: int, by: Person) -> None:
    commands.merge(ticket_id=one, into=into, by=by, at=NOW)


def test_what_waits_on_a_merged_ticket_stops_and_becomes_a_draft_there(two, agent) -> None:
    first, other = two
    held = wait(other, agent)
    Draft.objects.create(
        ticket_id=first, person=agent, is_note=False, body="Dear Jonas,", saved_at=NOW
    )
    merge(other, first, agent)
    held.refresh_from_db()
    assert (held.state, held.ticket_id) == (HeldReply.State.STOPPED, first)
    assert commands.send_held(now=lambda: SOON) == 0
    assert not OutboundMail.objects.exists()
    draft = Draft.objects.get()
    assert (draft.ticket_id, draft.body) == (first, "Dear Jonas,\n\nOn Friday.")


def test_what_waits_on_the_other_ticket_stops_too(two, agent) -> None:
    first, other = two
    held = wait(first, agent)
    merge(other, first, agent)
    assert commands.send_held(now=lambda: SOON) == 0
    held.refresh_from_db()
    assert held.stopped_by == HeldReply.Stop.NEWER_MESSAGE
    assert Draft.objects.get().body == "On Friday."


def test_a_tab_with_the_old_draft_of_a_ticket_that_took_another_is_told(two, agent) -> None:
    first, other = two
    stamps = [
        commands.save_draft(
            ticket_id=number, body=f"For {number}", is_note=False, by=agent, at=NOW
        ).stamp  # type: ignore[union-attr]
        for number in two
    ]
    merge(other, first, agent)
    with pytest.raises(commands.StaleDraft) as refused:
        commands.save_draft(
            ticket_id=first, body="New", is_note=False, by=agent, at=SOON, over=stamps[0]
        )
    assert refused.value.kept is not None
    assert refused.value.kept.body == f"For {first}\n\nFor {other}"


def test_the_key_of_what_was_sent_returns_it_after_the_merge(two, agent) -> None:
    first, other = two
    key = uuid4()
    reply = Answer("On Friday.", key)
    sent = commands.send(ticket_id=other, reply=reply, by=agent, at=NOW).sent
    merge(other, first, agent)
    again = commands.send(ticket_id=other, reply=reply, by=agent, at=SOON).sent
    assert again is not None
    assert again == sent
    assert Message.objects.filter(direction="outbound").count() == 1


def test_nothing_new_is_sent_from_a_page_that_shows_a_part(two, agent) -> None:
    first, other = two
    merge(other, first, agent)
    with pytest.raises(commands.MergedMeanwhile):
        wait(other, agent)
    assert not HeldReply.objects.exists()


def test_what_was_stopped_is_put_away_from_either_number(two, agent) -> None:
    first, other = two
    held = wait(other, agent)
    merge(other, first, agent)
    commands.close_notice(ticket_id=other, held_id=held.pk, by=agent)
    held.refresh_from_db()
    assert held.state == HeldReply.State.DONE_WITH


def test_a_split_stops_what_waits(two, agent) -> None:
    first, other = two
    merge(other, first, agent)
    held = wait(first, agent)
    [moved] = Message.objects.filter(home_id=other)
    commands.split(ticket_id=first, message_ids=[moved.pk], by=agent, at=NOW)
    assert commands.send_held(now=lambda: SOON) == 0
    held.refresh_from_db()
    assert held.state == HeldReply.State.STOPPED
