"""Who else has a ticket open, and who writes: for a moment, for those who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import Presence, Ticket
from firsthand.domain.tickets.queries import Here
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store

SECOND = timedelta(seconds=1)


@pytest.fixture
def ticket(db) -> Ticket:
    return Ticket.objects.get(pk=arrives(mailbox(store("DE")), letter()).ticket_id)


@pytest.fixture
def agent(ticket: Ticket) -> Person:
    return lin(ticket.store)


@pytest.fixture
def lead(ticket: Ticket) -> Person:
    return maya(ticket.store)


def looks(ticket: Ticket, by: Person, at=NOON) -> int:
    return commands.note_presence(ticket_id=ticket.pk, by=by, at=at)


def others(ticket: Ticket, by: Person, at=NOON) -> list[Here]:
    return list(queries.others_on([ticket.pk], but=by.pk, at=at).get(ticket.pk, ()))


def test_each_sees_the_other_and_nobody_himself(ticket, agent, lead) -> None:
    assert looks(ticket, agent) == ticket.version
    looks(ticket, lead)
    assert others(ticket, agent) == [Here("Maya", writes=False)]
    assert others(ticket, lead) == [Here("Lin", writes=False)]


def test_whoever_says_nothing_for_a_while_is_gone(ticket, agent, lead) -> None:
    looks(ticket, agent)
    assert others(ticket, lead, NOON + 24 * SECOND)
    assert not others(ticket, lead, NOON + 25 * SECOND)
    looks(ticket, agent, NOON + 30 * SECOND)
    assert others(ticket, lead, NOON + 31 * SECOND)
    assert Presence.objects.count() == 1


def test_a_draft_saved_a_moment_ago_is_somebody_writing(ticket, agent, lead) -> None:
    noor = person("Noor", "agent", ticket.store)
    for each in (agent, lead, noor):
        looks(ticket, each)
    write = {"ticket_id": ticket.pk, "body": "On Fri", "by": lead}
    commands.save_draft(is_note=True, at=NOON, **write)
    assert others(ticket, agent) == [Here("Maya", writes=False), Here("Noor", writes=False)]
    commands.save_draft(is_note=False, at=NOON, **write | {"by": noor})
    assert others(ticket, agent) == [Here("Noor", writes=True), Here("Maya", writes=False)]
    looks(ticket, noor, NOON + 40 * SECOND)
    assert others(ticket, agent, NOON + 40 * SECOND) == [Here("Noor", writes=False)]


def test_nobody_is_present_on_a_ticket_he_may_not_see(ticket) -> None:
    with pytest.raises(Ticket.DoesNotExist):
        looks(ticket, person("Kai", "agent", store("JP")))
    assert not Presence.objects.exists()


def test_an_open_page_asks_in_two_statements(ticket, agent, lead) -> None:
    looks(ticket, lead)
    agent.visible_store_ids()  # Every request has asked for these.
    with CaptureQueriesContext(connection) as asked:
        looks(ticket, agent)
        others(ticket, agent)
    assert len(asked) == 2


def test_an_owner_is_present_in_every_store(ticket, agent) -> None:
    assert looks(ticket, person("Ada", "owner")) == ticket.version
    assert others(ticket, agent) == [Here("Ada", writes=False)]


def test_presence_is_forgotten_and_never_written_down(ticket, agent) -> None:
    before = Entry.objects.count()
    looks(ticket, agent)
    assert Entry.objects.count() == before
    assert commands.forget_presence(at=NOON + timedelta(minutes=59)) == 0
    assert commands.forget_presence(at=NOON + timedelta(minutes=61)) == 1
