"""What was done to many tickets at once is undone as if it had never been."""

from __future__ import annotations

import pytest

from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from tests.bulks import (
    LATER,
    MINUTE,
    WANTED,
    asked,
    counts,
    done,
    row,
    shown,
    undone,
    wanted_of,
    whys,
    worked,
    writes_again,
)
from tests.desk import HOUR
from tests.letters import mailbox
from tests.people import NOON, lin, maya, store
from tests.service_levels import policy
from tests.sheets import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def box(german: Store) -> Mailbox:
    return mailbox(german)


@pytest.fixture
def agent(german: Store) -> Person:
    return lin(german)


@pytest.mark.parametrize("deed", WANTED)
def test_a_deed_is_done_to_all_and_undone_on_all_as_if_never(box, agent, deed) -> None:
    policy(maya(box.store), respond_minutes=30)
    tickets = asked(box)
    if deed == "reopen":
        for one in tickets:
            commands.solve(ticket_id=one, sheet=sheet(), by=agent, at=NOON)
    before = [row(one) for one in tickets]
    wanted = wanted_of(deed, agent)
    told = [entry.pk for entry in journal_queries.of_tickets(tickets)]
    bulk = done(agent, deed, tickets, **wanted)
    assert (bulk.state, counts(bulk)) == ("done", {"done": 3})
    if deed != "note":
        assert [row(one) for one in tickets] != before
    undoing = undone(bulk, agent)
    assert (undoing.state, counts(undoing)) == ("done", {"done": 3})
    assert [row(one) for one in tickets] == before
    standing = journal_queries.of_tickets(tickets).filter(kind__startswith="tickets.")
    since = [entry.kind for entry in standing if entry.pk not in told]
    stays = ["tickets.note_written"] if deed == "note" else []
    assert sorted(since) == sorted((["tickets.bulk_undone", *stays]) * 3)


def test_notes_stay_and_say_that_they_were_taken_back(box, agent) -> None:
    [one] = asked(box, 1)
    bulk = done(agent, "note", [one], note=" Recalled lamp. ")
    note = Message.objects.get(direction="note")
    assert (note.body, note.author_id) == ("Recalled lamp.", agent.pk)
    assert bulk.note == "", "what was written is not kept a second time"
    undone(bulk, agent)
    note.refresh_from_db()
    assert (note.body, note.undone_at) == ("Recalled lamp.", LATER + HOUR)


def test_stopped_it_does_nothing_more_and_what_was_done_can_be_undone(
    box, agent, monkeypatch
) -> None:
    monkeypatch.setattr("firsthand.domain.tickets.commands.bulk.running.AT_ONCE", 2)
    bulk = shown(agent, "close", asked(box, 5), sheet=sheet())
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    from firsthand.domain.tickets.commands.bulk import running

    assert running._portion(bulk.pk, at=LATER)
    commands.stop_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    commands.stop_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    worked(bulk)
    assert (bulk.state, counts(bulk)) == ("stopped", {"done": 2, "waiting": 3})
    assert counts(undone(bulk, agent)) == {"done": 2}
    assert not Ticket.objects.filter(state="solved").exists()


def test_what_moved_on_since_stays_and_is_named_when_the_rest_is_undone(box, agent) -> None:
    reopened, again, still = asked(box)
    bulk = done(agent, "close", [reopened, again, still], sheet=sheet())
    assert writes_again(box, 0, at=LATER + MINUTE) == reopened
    commands.tag(
        ticket_id=again, sheet=sheet(reason="INS.LOG.LOST"), by=agent, at=LATER + MINUTE
    )
    before = row(reopened), row(again)
    undoing = undone(bulk, agent)
    assert counts(undoing) == {"done": 1, "changed": 2}
    assert set(whys(undoing)) == {reopened, again}
    assert set(whys(undoing).values()) == {"tickets.moved_on"}
    assert (row(reopened), row(again)) == before
    assert Ticket.objects.get(pk=still).state == "open"
    assert Cycle.objects.filter(ticket=still, solved_at=None).count() == 1


def test_an_assignment_is_undone_though_the_buyer_wrote_meanwhile(box, agent) -> None:
    [one] = asked(box, 1)
    bulk = done(agent, "assign", [one], to=agent.pk)
    assert writes_again(box, 0, at=LATER + MINUTE) == one
    assert counts(undone(bulk, agent)) == {"done": 1}
    assert Ticket.objects.get(pk=one).assignee_id is None


def test_undoing_works_once_and_is_not_undone_itself(box, agent) -> None:
    tickets = asked(box)
    bulk = shown(agent, "close", tickets, sheet=sheet())
    with pytest.raises(commands.NothingToUndo):
        commands.undo_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    commands.start_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    with pytest.raises(commands.StillRunning):
        commands.undo_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    worked(bulk)
    undoing = undone(bulk, agent)
    with pytest.raises(commands.UndoneBefore):
        commands.undo_bulk(bulk_id=bulk.pk, by=agent, at=LATER)
    with pytest.raises(commands.NothingToUndo):
        commands.undo_bulk(bulk_id=undoing.pk, by=agent, at=LATER)


def test_the_journal_says_who_did_what_to_how_many_and_who_undid_it(box, agent) -> None:
    bulk = done(agent, "close", asked(box), sheet=sheet())
    lead = maya(box.store)
    undoing = undone(bulk, lead)
    said = Entry.objects.filter(kind__startswith="tickets.bulk_").order_by("pk")
    told = [(e.kind, e.subject_id, e.actor_id, e.facts) for e in said]
    assert told[0] == (
        "tickets.bulk_begun", bulk.pk, agent.pk,
        {"deed": "close", "tickets": 3, "undoes": None},
    )  # fmt: skip
    assert told[1][1:3] == (bulk.pk, agent.pk)
    assert told[1][3]["done"] == 3
    assert told[2][3] == {"deed": "undo", "tickets": 3, "undoes": bulk.pk}
    assert {e[3]["deed"] for e in told if e[0] == "tickets.bulk_undone"} == {"close"}
    assert told[-1][:3] == ("tickets.bulk_ended", undoing.pk, lead.pk)
