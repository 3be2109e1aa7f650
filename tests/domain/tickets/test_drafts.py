"""What somebody writes is kept every few seconds, and never over something newer."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Draft, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store

HOUR = timedelta(hours=1)


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket_id(box: Mailbox) -> int:
    return arrives(box, letter("Where is it?", subject="My lamp")).ticket_id


def answers(ticket_id: int, by: Person) -> None:
    commands.reply(
        ticket_id=ticket_id,
        by=by,
        body="On Friday.",
        idempotency_key=uuid4(),
        at=NOON + HOUR,
    )


def begun(ticket_id: int, by: Person) -> Draft:
    draft = commands.save_draft(
        ticket_id=ticket_id, body="On", is_note=False, by=by, at=NOON
    )
    assert draft is not None
    return draft


def goes_on(ticket_id: int, by: Person, over: Draft) -> Draft | None:
    return commands.save_draft(
        ticket_id=ticket_id,
        body="On Fri",
        is_note=False,
        by=by,
        at=NOON + HOUR,
        over=over.stamp,
    )


def test_a_draft_is_kept_replaced_and_gone_once_sent(ticket_id, agent) -> None:
    over = None
    for text in ("On", "On Fri"):
        kept = commands.save_draft(
            ticket_id=ticket_id, body=text, is_note=False, by=agent, at=NOON, over=over
        )
        over = kept.stamp
    assert [draft.body for draft in Draft.objects.all()] == ["On Fri"]
    answers(ticket_id, agent)
    assert not Draft.objects.exists()


def test_what_was_sent_does_not_come_back_from_another_tab(ticket_id, agent) -> None:
    write = {"ticket_id": ticket_id, "is_note": False, "by": agent, "at": NOON}
    kept = commands.save_draft(body="On Fri", **write)
    answers(ticket_id, agent)
    with pytest.raises(commands.StaleDraft) as refusal:
        commands.save_draft(body="On Frid", over=kept.stamp, **write)
    assert refusal.value.kept is None
    assert not Draft.objects.exists()


def test_a_draft_begun_anew_is_not_taken_for_the_one_before(ticket_id, agent) -> None:
    write = {"ticket_id": ticket_id, "is_note": False, "by": agent, "at": NOON}
    old = commands.save_draft(body="On Fri", **write)
    commands.save_draft(body="", over=old.stamp, **write)
    commands.save_draft(body="On Mon", **write)
    with pytest.raises(commands.StaleDraft):
        commands.save_draft(body="On Frid", over=old.stamp, **write)
    assert Draft.objects.get().body == "On Mon"


def test_an_emptied_draft_is_removed(ticket_id, agent) -> None:
    note = {"ticket_id": ticket_id, "is_note": True, "by": agent, "at": NOON}
    kept = commands.save_draft(body="x", **note)
    commands.save_draft(body=" ", over=kept.stamp, **note)
    assert not Draft.objects.exists()


def test_the_next_words_are_one_statement_and_come_back_as_they_are_kept(
    ticket_id, agent
) -> None:
    first = begun(ticket_id, agent)
    agent.visible_store_ids()  # Every request has asked for these.
    with CaptureQueriesContext(connection) as asked:
        kept = goes_on(ticket_id, agent, first)
    assert len(asked) == 1
    there = Draft.objects.get()
    assert kept == there
    assert kept is not None
    assert (kept.body, kept.saved_at, kept.stamp) == ("On Fri", NOON + HOUR, there.stamp)
    assert there.saved_at == NOON + HOUR
    assert there.stamp != first.stamp


def test_reply_and_note_go_on_each_for_itself_and_only_for_the_writer(
    ticket_id, agent
) -> None:
    first = begun(ticket_id, agent)
    write = {"ticket_id": ticket_id, "body": "x", "at": NOON, "over": first.stamp}
    with pytest.raises(commands.StaleDraft):
        commands.save_draft(is_note=True, by=agent, **write)
    noor = person("Noor", "agent", Ticket.objects.get().store)
    with pytest.raises(commands.StaleDraft):
        commands.save_draft(is_note=False, by=noor, **write)
    assert [draft.body for draft in Draft.objects.all()] == ["On"]


def test_nobody_goes_on_where_he_may_not_write_any_more(ticket_id, agent) -> None:
    first = begun(ticket_id, agent)
    agent.teams.clear()
    with pytest.raises(Ticket.DoesNotExist):
        goes_on(ticket_id, Person.objects.get(pk=agent.pk), first)
    agent.role = "analyst"
    with pytest.raises(NotAllowed):
        goes_on(ticket_id, agent, first)
    assert Draft.objects.get().body == "On"


def test_a_draft_goes_on_at_the_ticket_its_own_was_merged_into(
    box, ticket_id, agent
) -> None:
    other = arrives(box, letter("And?")).ticket_id
    first = begun(ticket_id, agent)
    commands.merge(ticket_id=ticket_id, into=other, by=agent, at=NOON)
    goes_on(ticket_id, agent, first)
    assert [(each.ticket_id, each.body) for each in Draft.objects.all()] == [
        (other, "On Fri")
    ]


def test_words_on_a_purged_ticket_are_words_to_forget_again(ticket_id, agent) -> None:
    first = begun(ticket_id, agent)
    Ticket.objects.update(purged_at=NOON)
    goes_on(ticket_id, agent, first)
    assert Ticket.objects.get().purged_at is None


@pytest.mark.django_db(transaction=True)
def test_the_next_words_wait_for_whoever_has_the_ticket_locked() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    ticket_id = arrives(box, letter("Where is it?")).ticket_id or 0
    first, came = begun(ticket_id, agent), []

    def write() -> None:
        try:
            came.append(goes_on(ticket_id, agent, first))
        except commands.StaleDraft as refusal:
            came.append(refusal.kept)
        finally:
            connections.close_all()

    writing = threading.Thread(target=write)
    with transaction.atomic():
        Ticket.objects.select_for_update().get(pk=ticket_id)
        writing.start()
        _wait_until_somebody_waits()
        assert came == []
        Draft.objects.all().delete()  # As what sends it does.
    writing.join(20)
    assert came == [None]
    assert not Draft.objects.exists()


def _wait_until_somebody_waits() -> None:
    until = time.monotonic() + 20
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for the ticket")
