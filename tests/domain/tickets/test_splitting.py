"""Some messages of a ticket become a ticket of their own, and can come back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, person, store
from tests.sheets import sheet

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket_id(box: Mailbox) -> int:
    """Return a ticket with a question at noon, and another one an hour later."""
    first = arrives(box, letter("Where is my lamp?", message_id="lamp@b"))
    later = letter(
        "By the way, I want to return the chair.",
        message_id="chair@b",
        references=("lamp@b",),
        sent_at=NOON + HOUR,
    )
    assert arrives(box, later).ticket_id == first.ticket_id
    return first.ticket_id or 0


def said(ticket_id: int) -> list[int]:
    told = Message.objects.filter(ticket_id=ticket_id).order_by("sent_at", "pk")
    return list(told.values_list("pk", flat=True))


def split_off(ticket_id: int, agent: Person, *, at=NOON + 2 * HOUR) -> Ticket:
    """Split the last message off."""
    return commands.split(
        ticket_id=ticket_id, message_ids=said(ticket_id)[-1:], by=agent, at=at
    )


def test_the_chosen_messages_begin_a_ticket_with_a_clock_of_its_own(ticket_id, agent):
    new = split_off(ticket_id, agent)
    ticket = Ticket.objects.get(pk=ticket_id)
    assert (len(said(new.pk)), len(said(ticket_id))) == (1, 1)
    assert (new.reply_due_at, ticket.reply_due_at) == (NOON + HOUR + DAY, NOON + DAY)
    assert (new.gist, ticket.gist) == (
        "By the way, I want to return the chair.",
        "Where is my lamp?",
    )
    assert (new.buyer_id, new.store_id, new.split_from_id) == (
        ticket.buyer_id,
        ticket.store_id,
        ticket_id,
    )
    assert Cycle.objects.get(ticket=new).solved_at is None


def test_the_question_taken_out_of_an_answered_ticket_does_not_wait_any_less(
    ticket_id, agent, box
) -> None:
    commands.reply(
        ticket_id=ticket_id,
        body="The lamp comes on Friday.",
        by=agent,
        at=NOON + 2 * HOUR,
        idempotency_key=uuid4(),
    )
    assert Ticket.objects.get().reply_due_at is None
    new = commands.split(
        ticket_id=ticket_id, message_ids=said(ticket_id)[1:2], by=agent, at=NOON + 3 * HOUR
    )
    assert new.reply_due_at == NOON + HOUR + DAY
    assert Ticket.objects.get(pk=ticket_id).reply_due_at is None


def test_answers_to_a_moved_message_come_to_the_new_ticket(ticket_id, agent, box) -> None:
    new = split_off(ticket_id, agent)
    late = {"sent_at": NOON + 4 * HOUR}
    chair = arrives(box, letter("It is brown", in_reply_to=("chair@b",), **late))
    lamp = arrives(box, letter("Still dark", in_reply_to=("lamp@b",), **late))
    assert (chair.ticket_id, lamp.ticket_id) == (new.pk, ticket_id)
    assert Ticket.objects.filter(merged_into=None).count() == 2


def test_the_answer_to_our_own_moved_reply_follows_it(ticket_id, agent, box) -> None:
    commands.reply(
        ticket_id=ticket_id, body="Which chair?", by=agent, at=NOON + 2 * HOUR,
        idempotency_key=uuid4(),
    )  # fmt: skip
    token = OutboundMail.objects.get().message_id
    new = commands.split(
        ticket_id=ticket_id, message_ids=said(ticket_id)[1:], by=agent, at=NOON + 3 * HOUR
    )
    brown = letter("The brown one", in_reply_to=(token,), sent_at=NOON + 4 * HOUR)
    assert arrives(box, brown).ticket_id == new.pk


def test_the_same_choice_again_begins_nothing_more(ticket_id, agent) -> None:
    chosen = said(ticket_id)[-1:]
    new = split_off(ticket_id, agent)
    again = commands.split(ticket_id=ticket_id, message_ids=chosen, by=agent, at=NOON + DAY)
    assert again == new
    assert Ticket.objects.count() == 2


def test_what_cannot_be_split_is_refused_and_nothing_moves(ticket_id, agent, box) -> None:
    elsewhere = arrives(box, letter(sender="eve@elsewhere.example"))
    note = commands.add_note(
        ticket_id=ticket_id, body="Hm", by=agent, at=NOON, idempotency_key=uuid4()
    )
    everything = said(ticket_id)
    choices = [
        ([], commands.NothingChosen),
        ([note.pk], commands.NothingChosen),
        ([elsewhere.message_id], commands.NotOfThisTicket),
        ([everything[0], elsewhere.message_id], commands.NotOfThisTicket),
        (everything, commands.NothingLeft),
        ([pk for pk in everything if pk != note.pk], commands.NothingLeft),
    ]
    for chosen, refusal in choices:
        with pytest.raises(refusal):
            commands.split(ticket_id=ticket_id, message_ids=chosen, by=agent, at=NOON)
    assert said(ticket_id) == everything
    assert Ticket.objects.count() == 2


def test_who_does_not_see_the_ticket_cannot_split_it(ticket_id) -> None:
    stranger = person("Kai", "agent", store("JP"))
    with pytest.raises(Ticket.DoesNotExist):
        split_off(ticket_id, stranger)


def test_undoing_the_split_brings_back_all_that_came_since_too(ticket_id, agent, box):
    before = Ticket.objects.values("gist", "reply_due_at", "state").get()
    new = split_off(ticket_id, agent)
    commands.unsplit(ticket_id=new.pk, by=agent, at=NOON + 3 * HOUR)
    assert len(said(ticket_id)) == 2
    after = Ticket.objects.values("gist", "reply_due_at", "state").get(pk=ticket_id)
    assert after == before
    assert Ticket.objects.get(pk=new.pk).merged_into_id == ticket_id
    more = letter("Brown", in_reply_to=("chair@b",), sent_at=NOON + 4 * HOUR)
    assert arrives(box, more).ticket_id == ticket_id


def test_a_split_undone_can_be_made_again_with_what_came_since(ticket_id, agent, box):
    new = split_off(ticket_id, agent)
    commands.unsplit(ticket_id=new.pk, by=agent, at=NOON + 3 * HOUR)
    more = letter("Brown", in_reply_to=("chair@b",), sent_at=NOON + 4 * HOUR)
    arrives(box, more)
    commands.unmerge(ticket_id=new.pk, by=agent, at=NOON + 5 * HOUR)
    assert (len(said(new.pk)), len(said(ticket_id))) == (2, 1)


def test_only_a_part_of_another_ticket_can_go_back_to_it(ticket_id, agent) -> None:
    with pytest.raises(commands.NeverSplit):
        commands.unsplit(ticket_id=ticket_id, by=agent, at=NOON)


def test_a_ticket_split_off_is_worked_and_closed_by_itself(ticket_id, agent) -> None:
    new = split_off(ticket_id, agent)
    commands.solve(ticket_id=new.pk, sheet=sheet(), by=agent, at=NOON + 3 * HOUR)
    states = dict(Ticket.objects.values_list("pk", "state"))
    assert states == {ticket_id: "open", new.pk: "solved"}


def test_the_journal_says_which_messages_went(ticket_id, agent) -> None:
    chosen = said(ticket_id)[-1:]
    new = split_off(ticket_id, agent)
    entry = Entry.objects.get(kind="tickets.split")
    assert (entry.subject_id, entry.actor_id) == (new.pk, agent.pk)
    assert entry.facts == {"out_of": ticket_id, "messages": chosen}
