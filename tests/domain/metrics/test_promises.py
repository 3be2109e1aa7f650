"""Replies within the promised time (M-16), counted from the team's clocks."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.metrics import queries
from firsthand.domain.metrics.catalogue import METRICS
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, store, wen
from tests.service_levels import policy
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PROMISED = METRICS["speed.promise_kept"]


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def asks(box: Mailbox, hours: float = 0) -> int:
    ticket_id = arrives(box, letter(sent_at=NOON + hours * HOUR)).ticket_id
    assert ticket_id
    return ticket_id


def answers(ticket_id: int, agent: Person, hours: float) -> None:
    commands.reply(
        ticket_id=ticket_id, body="Here.", by=agent, at=NOON + hours * HOUR,
        idempotency_key=uuid4(),
    )  # fmt: skip


def figure(person: Person, hours: float) -> Figure:
    as_of = NOON + hours * HOUR
    [found] = queries.figures(
        PROMISED,
        person=person,
        since=NOON - HOUR,
        until=as_of,
        as_of=as_of,
        tz=ZoneInfo("Asia/Shanghai"),
    )
    return found


def test_the_worked_example_of_promised_replies(box: Mailbox, agent: Person) -> None:
    policy(wen())
    for hours in (1, 2, 3):
        answers(asks(box), agent, hours)
    asks(box, 2)
    found = figure(agent, 3.5)
    assert (found.hits, found.n, found.open) == (2, 3, 1)
    assert figure(agent, 5).n == 4


def test_a_quick_answer_counts_once_it_was_due_and_not_before(box, agent) -> None:
    policy(wen())
    answers(asks(box), agent, 0.5)
    assert (figure(agent, 1).n, figure(agent, 2).n) == (0, 1)


def test_what_was_no_longer_owed_is_left_out_and_named(box, agent) -> None:
    policy(wen())
    ticket_id = asks(box)
    commands.solve(ticket_id=ticket_id, sheet=sheet(), by=agent, at=NOON + HOUR)
    found = figure(agent, 5)
    assert found.n == 0
    assert found.exclusions == {"dropped": 1}


@pytest.mark.parametrize(("merged_at", "promised"), [(1, 1), (5, 2)])
def test_a_merge_makes_no_second_promise_of_one_message(
    box, agent, merged_at, promised
) -> None:
    policy(wen())
    first, other = asks(box), asks(box, 0.5)
    at = NOON + merged_at * HOUR
    commands.merge(ticket_id=other, into=first, by=agent, at=at)
    # Before either is due the two wait as one; what was missed before stays missed.
    assert figure(agent, 5).n == promised
    commands.unmerge(ticket_id=other, by=agent, at=at)
    assert figure(agent, 5).n == 2


def test_promises_of_stores_one_may_not_see_are_not_counted(box, agent) -> None:
    owner = wen()
    policy(owner)
    asks(box)
    asks(mailbox(store("FR")))
    assert (figure(agent, 5).n, figure(owner, 5).n) == (1, 2)
