from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections

from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands._ticket import reset_clock
from firsthand.domain.tickets.commands.work import AlreadySo, NotOnThisStore, UnknownOrder
from firsthand.domain.tickets.models import Cycle, FocusInterval, Message, Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, maya, person, store
from tests.sheets import sheet

HOUR = timedelta(hours=1)


@pytest.fixture
def box(db) -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


@pytest.fixture
def ticket_id(box: Mailbox) -> int:
    return arrives(box, letter()).ticket_id


def test_whoever_takes_a_free_ticket_has_it(ticket_id, agent) -> None:
    commands.assign(ticket_id=ticket_id, to=agent.pk, expected=None, by=agent, at=NOON)
    ticket = Ticket.objects.get()
    assert (ticket.assignee_id, ticket.assigned_at) == (agent.pk, NOON)


def test_a_ticket_somebody_else_took_is_not_taken_over_by_accident(box, ticket_id, agent):
    lead = maya(box.store)
    commands.assign(ticket_id=ticket_id, to=agent.pk, expected=None, by=agent, at=NOON)
    with pytest.raises(commands.SomebodyElseTookIt, match="Lin"):
        commands.assign(ticket_id=ticket_id, to=lead.pk, expected=None, by=lead, at=NOON)
    assert Ticket.objects.get().assignee_id == agent.pk


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_gets_it() -> None:
    box = mailbox(store("DE"))
    people = [person(name, "agent", box.store) for name in ("Lin", "Bo", "Yi", "Fei")]
    ticket_id = arrives(box, letter()).ticket_id
    won: list[int] = []

    def take(somebody: Person) -> None:
        try:
            commands.assign(
                ticket_id=ticket_id, to=somebody.pk, expected=None, by=somebody, at=NOON
            )
            won.append(somebody.pk)
        except commands.SomebodyElseTookIt:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[somebody]) for somebody in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [Ticket.objects.get().assignee_id]


def thanked(box: Mailbox, ticket_id: int, hours: int) -> Message:
    """Return a message of thanks, and set the clock as the next command would."""
    message = Message.objects.create(
        ticket_id=ticket_id,
        direction=Message.Direction.INBOUND,
        nature=Message.Nature.THANKS_ONLY,
        sent_at=NOON + hours * HOUR,
        recorded_at=NOON + hours * HOUR,
    )
    ticket = Ticket.objects.get(pk=ticket_id)
    reset_clock(ticket)
    ticket.save()
    return message


def test_thanks_on_amazon_wait_until_answered_or_marked(box, agent) -> None:
    ticket_id = arrives(box, relayed()).ticket_id
    commands.reply(
        ticket_id=ticket_id, body="Here.", by=agent, at=NOON + HOUR, idempotency_key=uuid4()
    )
    thanked(box, ticket_id, 2)
    assert Ticket.objects.get().reply_due_at == NOON + 26 * HOUR
    commands.mark_no_response_needed(ticket_id=ticket_id, by=agent, at=NOON + 3 * HOUR)
    assert Ticket.objects.get().reply_due_at is None


def test_thanks_by_mail_wait_for_nobody(box, ticket_id, agent) -> None:
    commands.reply(
        ticket_id=ticket_id, body="Here.", by=agent, at=NOON + HOUR, idempotency_key=uuid4()
    )
    thanked(box, ticket_id, 2)
    assert Ticket.objects.get().reply_due_at is None


def test_an_agent_may_not_hand_work_to_others_but_a_lead_may(box, ticket_id, agent) -> None:
    other = person("Bo", "agent", box.store)
    with pytest.raises(NotAllowed):
        commands.assign(ticket_id=ticket_id, to=other.pk, expected=None, by=agent, at=NOON)
    lead = maya(box.store)
    commands.assign(ticket_id=ticket_id, to=other.pk, expected=None, by=lead, at=NOON)
    assert Ticket.objects.get().assignee_id == other.pk


def test_nobody_outside_the_store_can_be_given_its_tickets(box, ticket_id) -> None:
    stranger = person("Kai", "agent", store("JP"))
    with pytest.raises(NotOnThisStore):
        commands.assign(
            ticket_id=ticket_id, to=stranger.pk, expected=None, by=maya(box.store), at=NOON
        )


def test_solving_ends_the_cycle_and_reopening_begins_another(ticket_id, agent) -> None:
    commands.solve(ticket_id=ticket_id, sheet=sheet(), by=agent, at=NOON + HOUR)
    with pytest.raises(AlreadySo):
        commands.solve(ticket_id=ticket_id, sheet=sheet(), by=agent, at=NOON + HOUR)
    commands.reopen(ticket_id=ticket_id, by=agent, at=NOON + 2 * HOUR)
    with pytest.raises(AlreadySo):
        commands.reopen(ticket_id=ticket_id, by=agent, at=NOON + 2 * HOUR)
    cycles = Cycle.objects.order_by("opened_at").values_list(
        "opened_at", "solved_at", "solved_by"
    )
    assert list(cycles) == [
        (NOON, NOON + HOUR, agent.pk),
        (NOON + 2 * HOUR, None, None),
    ]


def test_no_response_needed_stops_the_clock_and_says_for_which_messages(
    ticket_id, agent
) -> None:
    commands.mark_no_response_needed(ticket_id=ticket_id, by=agent, at=NOON + HOUR)
    assert Ticket.objects.get().reply_due_at is None
    assert Entry.objects.get(kind="tickets.no_response_needed").actor_id == agent.pk
    with pytest.raises(AlreadySo):
        commands.mark_no_response_needed(ticket_id=ticket_id, by=agent, at=NOON + HOUR)


def test_an_unknown_order_cannot_be_linked(ticket_id, agent) -> None:
    with pytest.raises(UnknownOrder, match="301-9"):
        commands.link_order(ticket_id=ticket_id, order_number="301-9", by=agent, at=NOON)


def test_focus_is_recorded_once_per_key_and_only_if_it_can_be_true(
    ticket_id, agent
) -> None:
    key = uuid4()
    for _ in range(2):
        assert commands.record_focus(
            ticket_id=ticket_id,
            key=key,
            started_at=NOON - HOUR,
            ended_at=NOON,
            by=agent,
            at=NOON,
        )
    assert not commands.record_focus(
        ticket_id=ticket_id,
        key=uuid4(),
        started_at=NOON + HOUR,
        ended_at=NOON + 2 * HOUR,
        by=agent,
        at=NOON,
    )
    assert FocusInterval.objects.count() == 1
    assert Entry.objects.get(kind="tickets.focused").facts == {"seconds": 3600}
