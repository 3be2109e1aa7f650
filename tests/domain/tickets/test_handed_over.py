"""Who only works what was handed over to him works that, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from firsthand.domain.mail.models import Mailbox, OutboundMail
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Recipient
from firsthand.domain.tickets.models import Draft, Ticket
from tests import people
from tests.letters import arrives, letter, mailbox
from tests.people import NOON
from tests.sheets import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(place) -> Mailbox:
    return mailbox(place)


@pytest.fixture
def chen(place) -> Person:
    return people.person("Chen", "compliance", place)


@pytest.fixture
def ticket(box: Mailbox) -> Ticket:
    return Ticket.objects.get(pk=arrives(box, letter("I filed an A-to-z claim.")).ticket_id)


def hands_over(ticket: Ticket, by: Person) -> Ticket:
    return commands.pass_to_role(
        ticket_id=ticket.pk, role="compliance", note="A claim of today.", at=NOON,
        expected=ticket.assignee_id, by=by,
    )  # fmt: skip


def replies(ticket: Ticket, by: Person) -> object:
    return commands.reply(
        ticket_id=ticket.pk,
        body="We look into it.",
        idempotency_key=uuid4(),
        by=by,
        at=NOON,
    )


def keeps_a_draft(ticket: Ticket, by: Person, over: UUID | None = None) -> object:
    return commands.save_draft(
        ticket_id=ticket.pk, body="We", is_note=False, over=over, by=by, at=NOON
    )


def notes(ticket: Ticket, by: Person) -> object:
    return commands.add_note(
        ticket_id=ticket.pk,
        body="Scan of the 3rd.",
        idempotency_key=uuid4(),
        by=by,
        at=NOON,
    )


def closes(ticket: Ticket, by: Person) -> object:
    return commands.solve(ticket_id=ticket.pk, sheet=sheet(), by=by, at=NOON)


def gives_back(ticket: Ticket, by: Person) -> object:
    lin = Person.objects.get(name="Lin")
    return commands.pass_on(
        ticket_id=ticket.pk, to=Recipient(person_id=lin.pk), reason="other", at=NOON,
        note="The claim was withdrawn.", expected=by.pk, by=by,
    )  # fmt: skip


WORK = [replies, keeps_a_draft, notes, closes, gives_back]
Deed = Callable[[Ticket, Person], object]


@pytest.mark.parametrize("does", WORK)
def test_what_was_handed_over_is_worked_like_any_ticket(
    ticket, agent, chen, does: Deed
) -> None:
    assert not queries.may_work(chen, ticket)
    with pytest.raises(NotAllowed):
        does(ticket, chen)
    does(hands_over(ticket, agent), chen)


@pytest.mark.parametrize("does", WORK)
def test_what_was_handed_over_to_a_colleague_is_not_worked(
    ticket, agent, chen, place, does: Deed
) -> None:
    hands_over(ticket, agent)
    ning = people.person("Ning", "compliance", place)
    with pytest.raises(NotAllowed):
        does(ticket, ning)


def test_the_answer_goes_out_under_his_own_name(ticket, agent, chen) -> None:
    replies(hands_over(ticket, agent), chen)
    assert OutboundMail.objects.get().body == "We look into it."
    assert ticket.messages.get(direction="outbound").author == chen


def test_once_given_back_it_is_worked_no_more(ticket, agent, chen) -> None:
    keeps_a_draft(hands_over(ticket, agent), chen)
    gives_back(ticket, chen)
    for does in (replies, notes, closes):
        with pytest.raises(NotAllowed):
            does(ticket, chen)
    with pytest.raises(NotAllowed):
        keeps_a_draft(ticket, chen, over=Draft.objects.get().stamp)


def test_nobody_takes_what_he_was_not_given(ticket, chen) -> None:
    with pytest.raises(NotAllowed):
        commands.assign(ticket_id=ticket.pk, to=chen.pk, expected=None, by=chen, at=NOON)


def test_a_ticket_that_was_merged_into_anothers_is_not_worked_by_its_number(
    ticket, box, agent, chen
) -> None:
    mail = letter("My other question.", in_reply_to=(), subject="Another")
    other = Ticket.objects.get(pk=arrives(box, mail).ticket_id)
    hands_over(ticket, agent)
    commands.merge(ticket_id=ticket.pk, into=other.pk, by=agent, at=NOON)
    Ticket.objects.filter(pk=other.pk).update(assignee=agent)
    with pytest.raises(NotAllowed):
        notes(ticket, chen)


def test_what_rearranges_tickets_stays_with_those_who_work_them_all(
    ticket, agent, chen
) -> None:
    hands_over(ticket, agent)
    with pytest.raises(NotAllowed):
        commands.split(ticket_id=ticket.pk, message_ids=[1], by=chen, at=NOON)


def test_of_another_store_nothing_is_worked_even_if_it_is_with_him(ticket, chen) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(assignee=chen)
    chen.teams.clear()
    somebody = Person.objects.get(pk=chen.pk)
    with pytest.raises(NotAllowed):
        notes(ticket, somebody)
