from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.commands.outbox import NoMailbox
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands.answer import NobodyToAnswer
from firsthand.domain.tickets.models import Message, Ticket
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


def reply(ticket_id: int, by: Person, **values) -> Message:
    values = {"body": "On Friday.", "idempotency_key": uuid4(), "at": NOON + HOUR} | values
    return commands.reply(ticket_id=ticket_id, by=by, **values)


def test_a_reply_is_written_with_its_mail_and_its_entry(ticket_id, agent) -> None:
    message = reply(ticket_id, agent)
    mail = OutboundMail.objects.get(ticket_message_id=message.pk)
    assert mail.recipient == "jonas@buyers.example"
    assert mail.subject == "Re: My lamp"
    assert mail.body == "On Friday."
    assert mail.state == "waiting"
    entry = Entry.objects.get(kind="tickets.reply_written")
    assert (entry.subject_id, entry.actor_id, entry.ticket_id) == (
        message.pk,
        agent.pk,
        ticket_id,
    )


def test_the_mail_answers_the_buyers_last_mail(box, agent) -> None:
    received = arrives(box, letter(message_id="first@b"))
    arrives(
        box, letter(message_id="second@b", references=("first@b",), sent_at=NOON + HOUR)
    )
    reply(received.ticket_id, agent, at=NOON + 2 * HOUR)
    mail = OutboundMail.objects.get()
    assert mail.in_reply_to == "second@b"
    assert mail.references == "first@b second@b"


def test_the_same_click_twice_is_one_reply(ticket_id, agent) -> None:
    key = uuid4()
    first = reply(ticket_id, agent, idempotency_key=key)
    again = reply(ticket_id, agent, idempotency_key=key, body="changed")
    assert first.pk == again.pk
    assert OutboundMail.objects.count() == 1


@pytest.mark.parametrize("first", [commands.reply, commands.add_note])
@pytest.mark.parametrize("second", [commands.reply, commands.add_note])
def test_a_key_used_for_something_else_writes_nothing_and_shows_nothing(
    box, ticket_id, agent, first, second
) -> None:
    other = arrives(box, letter("Mine is broken.", sender="other@buyers.example")).ticket_id
    colleague = person("Noor", "agent", box.store)
    said = {"body": "x", "at": NOON + HOUR, "idempotency_key": uuid4()}
    first(ticket_id=ticket_id, by=agent, **said)
    tries = [(other, agent), (ticket_id, colleague)]
    if first is not second:
        tries.append((ticket_id, agent))
    for where, who in tries:
        with pytest.raises(commands.KeyUsedElsewhere):
            second(ticket_id=where, by=who, **said)
    assert Message.objects.exclude(direction="inbound").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_one_key_send_one_mail() -> None:
    box = mailbox(store("DE"))
    agent, key = lin(box.store), uuid4()
    ticket_id = arrives(box, letter()).ticket_id

    def click() -> None:
        try:
            reply(ticket_id, agent, idempotency_key=key)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutboundMail.objects.count() == 1
    assert Message.objects.filter(direction="outbound").count() == 1


def test_a_reply_that_has_not_seen_the_newest_message_is_stopped(
    box, agent, ticket_id
) -> None:
    seen = Ticket.objects.get().version
    token_free = letter("Never mind", sent_at=NOON + HOUR, references=())
    from firsthand.domain.mail.models import MailIdentity

    first_id = MailIdentity.objects.get().message_id
    arrives(box, letter(token_free.text, references=(first_id,), sent_at=NOON + HOUR))
    with pytest.raises(commands.NewerMessage):
        reply(ticket_id, agent, seen_version=seen)
    assert OutboundMail.objects.count() == 0


def test_an_empty_reply_is_refused(ticket_id, agent) -> None:
    with pytest.raises(commands.NothingToSay):
        reply(ticket_id, agent, body="  \n ")


def test_a_store_without_mailbox_cannot_answer(box, ticket_id, agent) -> None:
    Mailbox.objects.update(is_active=False)
    with pytest.raises(NoMailbox):
        reply(ticket_id, agent)
    assert not Message.objects.filter(direction="outbound").exists()


def test_an_erased_buyer_cannot_be_answered(ticket_id, agent) -> None:
    commands.erase_buyer(buyer_id=Ticket.objects.get().buyer_id, by=None, at=NOON)
    with pytest.raises(NobodyToAnswer):
        reply(ticket_id, agent)


def test_somebody_of_another_store_does_not_find_the_ticket(ticket_id) -> None:
    stranger = person("Kai", "agent", store("JP"))
    with pytest.raises(Ticket.DoesNotExist):
        reply(ticket_id, stranger)


@pytest.mark.parametrize("role", ["reviewer", "compliance", "analyst"])
def test_roles_that_only_read_may_not_answer(box, ticket_id, role) -> None:
    with pytest.raises(NotAllowed):
        reply(ticket_id, person("Omar", role, box.store))


def test_the_first_to_answer_an_unassigned_ticket_has_it(ticket_id, agent) -> None:
    reply(ticket_id, agent)
    assert Ticket.objects.get().assignee_id == agent.pk


def test_a_note_moves_no_clock_and_sends_nothing(ticket_id, agent) -> None:
    due = Ticket.objects.get().reply_due_at
    commands.add_note(
        ticket_id=ticket_id,
        body="Batch 7 again",
        by=agent,
        at=NOON,
        idempotency_key=uuid4(),
    )
    assert Ticket.objects.get().reply_due_at == due
    assert OutboundMail.objects.count() == 0


def test_a_failed_mail_puts_the_question_back_and_a_late_success_takes_it_off(
    ticket_id, agent
) -> None:
    message = reply(ticket_id, agent)
    commands.mark_delivery(message_id=message.pk, delivery="failed", at=NOON + 2 * HOUR)
    assert Ticket.objects.get().unanswered_since == NOON
    commands.mark_delivery(message_id=message.pk, delivery="failed", at=NOON + 2 * HOUR)
    commands.mark_delivery(message_id=message.pk, delivery="sent", at=NOON + 3 * HOUR)
    assert Ticket.objects.get().unanswered_since is None
    kinds = Entry.objects.filter(kind__startswith="tickets.reply_").order_by("id")
    assert [entry.kind for entry in kinds] == [
        "tickets.reply_written",
        "tickets.reply_undelivered",
        "tickets.reply_delivered",
    ]
