"""Promises to buyers that were kept (M-14)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.promises import commands
from firsthand.domain.tickets import commands as tickets
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DUE = NOON + 3 * HOUR
KEPT = METRICS["promise.kept"]


def figure(person, as_of):
    [found] = queries.figures(
        KEPT, person=person, since=NOON - HOUR, until=as_of, as_of=as_of,
        tz=ZoneInfo("Europe/Berlin"),
    )  # fmt: skip
    return found


def promised(box, agent) -> int:
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    assert ticket_id
    commands.declare(ticket_id=ticket_id, due_at=DUE, by=agent, at=NOON)
    return ticket_id


def sent(ticket_id, agent, at) -> None:
    message = tickets.reply(
        ticket_id=ticket_id, body="Hier.", by=agent, at=at, idempotency_key=uuid4()
    )
    commands.take_reply(message_id=message.pk)


def test_the_worked_example_of_promises_kept() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    for minutes in (-10, 0, 72):
        sent(promised(box, agent), agent, DUE + timedelta(minutes=minutes))
    promised(box, agent)
    last = commands.declare(ticket_id=promised(box, agent), due_at=DUE, by=agent, at=NOON)
    commands.withdraw(promise_id=last.pk, by=agent, at=NOON + HOUR)
    found = figure(agent, DUE + 2 * HOUR)
    # Three were sent, two of them in time; two more never were, one was taken back.
    assert (found.hits, found.n) == (2, 5)
    assert found.exclusions == {"withdrawn": 1}


def test_what_is_not_due_yet_is_neither_kept_nor_broken() -> None:
    box = mailbox(store("US"))
    agent = lin(box.store)
    sent(promised(box, agent), agent, NOON + HOUR)
    promised(box, agent)
    assert figure(agent, DUE - timedelta(minutes=1)).n == 0
    # The grace of a quarter of an hour runs: the one that was kept counts already.
    assert (figure(agent, DUE + timedelta(minutes=5)).n) == 1
    assert (figure(agent, DUE + timedelta(minutes=16)).n) == 2


def test_what_was_moved_before_it_was_due_counts_by_its_new_time() -> None:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    promise = commands.declare(ticket_id=ticket_id, due_at=DUE, by=agent, at=NOON)
    later = DUE + 4 * HOUR
    commands.move(
        promise_id=promise.pk, due_at=later, reason="buyer", by=agent, at=NOON + HOUR
    )
    assert figure(agent, DUE + HOUR).n == 0
    sent(ticket_id, agent, DUE + 2 * HOUR)
    found = figure(agent, later + HOUR)
    assert (found.hits, found.n) == (1, 1)
