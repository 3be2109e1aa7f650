"""Another time for a promise, and the lists that tickets stand in by what is owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.promises import commands
from firsthand.domain.tickets import commands as desk
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.models import OwedPromise
from firsthand.domain.tickets.queries import Condition, Wanted
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def box():
    return mailbox(store("DE"))


@pytest.fixture
def agent(box):
    return lin(box.store)


@pytest.fixture
def ticket_id(box) -> int:
    found = arrives(box, letter(sent_at=NOON)).ticket_id
    assert found
    return found


def listed(who, value: str, at=NOON) -> list[int]:
    wanted = Wanted((Condition("promise", "is", value),))
    page = queries.page_wanted(queries.reading_of(wanted, who, at=at), who)
    return [row.id for row in page.rows]


def test_a_moved_promise_is_due_then_and_its_keeper_is_reminded_anew(
    agent, ticket_id
) -> None:
    promise = commands.declare(
        ticket_id=ticket_id, due_at=NOON + 2 * HOUR, by=agent, at=NOON
    )
    assert commands.remind_due(at=NOON + HOUR) == [promise]
    given = {"promise_id": promise.pk, "reason": "buyer", "by": agent}
    for _again in range(2):
        commands.move(due_at=NOON + 6 * HOUR, at=NOON + HOUR, **given)
    promise.refresh_from_db()
    assert (promise.due_at, promise.moves) == (NOON + 6 * HOUR, 1)
    assert commands.note_broken(at=NOON + 3 * HOUR) == 0
    assert commands.remind_due(at=NOON + 5 * HOUR) == [promise]
    entry = Entry.objects.get(kind="promises.moved")
    assert entry.facts["why"] == "buyer"
    assert entry.facts["before"] == (NOON + 2 * HOUR).isoformat()
    with pytest.raises(commands.NotATimeToCome):
        commands.move(due_at=NOON, at=NOON + HOUR, **given)
    with pytest.raises(commands.AlreadyDue):
        commands.move(due_at=NOON + 9 * HOUR, at=NOON + 6 * HOUR, **given)


def test_tickets_are_listed_by_what_is_owed_on_them(box, agent, ticket_id) -> None:
    other = arrives(box, letter(sender="ada@buyers.example", sent_at=NOON)).ticket_id
    late = commands.declare(ticket_id=ticket_id, due_at=NOON + HOUR, by=agent, at=NOON)
    commands.declare(ticket_id=other, due_at=NOON + 24 * HOUR, by=agent, at=NOON)
    assert listed(agent, "today") == [ticket_id]
    assert set(listed(agent, "owed")) == {ticket_id, other}
    assert listed(agent, "overdue") == []
    assert listed(agent, "overdue", NOON + 2 * HOUR) == [ticket_id]
    assert listed(agent, "today", NOON + 2 * HOUR) == []
    # By the reader's clock: in Shanghai the day begins at 16:00 UTC.
    assert listed(agent, "today", NOON + 4 * HOUR) == [other]
    commands.mark_kept(promise_id=late.pk, by=agent, at=NOON + HOUR)
    assert listed(agent, "overdue", NOON + 2 * HOUR) == []
    assert listed(agent, "none") == [ticket_id]


def test_what_is_owed_goes_along_when_tickets_are_merged_and_comes_back(
    box, agent, ticket_id
) -> None:
    other = arrives(box, letter(subject="Another", sent_at=NOON)).ticket_id
    promise = commands.declare(ticket_id=ticket_id, due_at=NOON + HOUR, by=agent, at=NOON)
    desk.merge(ticket_id=ticket_id, into=other, by=agent, at=NOON)
    assert listed(agent, "owed") == [other]
    # One made on the merged number stands where it leads.
    second = commands.declare(ticket_id=other, due_at=NOON + 2 * HOUR, by=agent, at=NOON)
    desk.unmerge(ticket_id=ticket_id, by=agent, at=NOON)
    assert {each.promise_id: each.ticket_id for each in OwedPromise.objects.all()} == {
        promise.pk: ticket_id, second.pk: other,
    }  # fmt: skip


def test_what_is_taken_back_or_dismissed_is_owed_on_no_list(agent, ticket_id) -> None:
    promise = commands.declare(ticket_id=ticket_id, due_at=NOON + HOUR, by=agent, at=NOON)
    commands.withdraw(promise_id=promise.pk, by=agent, at=NOON)
    commands.declare(ticket_id=ticket_id, due_at=None, by=agent, at=NOON)
    assert listed(agent, "owed") == []
