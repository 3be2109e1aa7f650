"""A ticket stays open while somebody has yet to decide on what was asked for on it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.models import AwaitedApproval, Ticket
from firsthand.domain.tickets.queries import Condition, View, Wanted
from tests import desk
from tests.letters import mailbox
from tests.people import NOON
from tests.remedies import Judge, requested
from tests.sheets import sheet

pytestmark = pytest.mark.django_db


def solve(ticket: Ticket, by: Person) -> Ticket:
    return commands.solve(ticket_id=ticket.pk, sheet=sheet(), by=by, at=NOON)


def asked(placed: Order, ticket: Ticket, by: Person):
    judge = Judge(limit=0)
    return requested(placed, 600, by, judge=judge, ticket_id=ticket.pk)


def waits(person: Person) -> list[int]:
    return [row.id for row in queries.page_of(View.APPROVAL, person, at=NOON).rows]


def test_it_is_not_closed_before_the_last_one_is_decided(
    placed, ticket, agent, lead
) -> None:
    one, two = (asked(placed, ticket, agent) for _n in range(2))
    with pytest.raises(commands.ApprovalAwaited, match=r"2 requests .* wait for approval"):
        solve(ticket, agent)
    approvals_by = {"by": lead, "at": NOON}
    remedies.reject(remedy_id=one.pk, why="No.", **approvals_by)
    with pytest.raises(commands.ApprovalAwaited, match=r"1 request .* waits for approval"):
        solve(ticket, agent)
    remedies.approve(
        remedy_id=two.pk, request_hash=two.request_hash, authority=Judge(), **approvals_by
    )
    assert solve(ticket, agent).state == Ticket.State.SOLVED


@pytest.mark.parametrize("end", ["withdrawn", "run out"])
def test_what_is_taken_back_or_runs_out_holds_nothing_up(
    placed, ticket, agent, end: str
) -> None:
    remedy = asked(placed, ticket, agent)
    if end == "withdrawn":
        remedies.withdraw(remedy_id=remedy.pk, by=agent, at=NOON)
    else:
        remedies.expire_due(at=NOON + timedelta(hours=72))
    assert solve(ticket, agent).state == Ticket.State.SOLVED


def test_what_needs_nobody_holds_nothing_up(placed, ticket, agent) -> None:
    requested(placed, 600, agent, ticket_id=ticket.pk)
    assert solve(ticket, agent).state == Ticket.State.SOLVED


def test_a_reply_that_closes_is_refused_now_and_later(placed, ticket, agent) -> None:
    mailbox(ticket.store)
    asked(placed, ticket, agent)
    answer = commands.Answer(
        body="It is on its way.", idempotency_key=uuid4(), kind="resolution",
        seen_version=None, close_with=sheet(),
    )  # fmt: skip
    for seconds in (0, 10):
        with pytest.raises(commands.ApprovalAwaited):
            commands.send(
                ticket_id=ticket.pk, reply=answer, undo_seconds=seconds, by=agent, at=NOON
            )


def test_a_merge_carries_it_over_and_parting_gives_it_back(
    placed, ticket, agent, lead
) -> None:
    other = desk.ticket(ticket.store, buyer=ticket.buyer)
    remedy = asked(placed, ticket, agent)
    commands.merge(ticket_id=ticket.pk, into=other.pk, by=agent, at=NOON)
    with pytest.raises(commands.ApprovalAwaited):
        solve(other, agent)
    assert waits(agent) == [other.pk]
    second = asked(placed, ticket, agent)
    commands.unmerge(ticket_id=ticket.pk, by=agent, at=NOON)
    assert solve(other, agent).state == Ticket.State.SOLVED
    with pytest.raises(commands.ApprovalAwaited, match="2 requests"):
        solve(ticket, agent)
    for each in (remedy, second):
        remedies.reject(remedy_id=each.pk, why="No.", by=lead, at=NOON)
    assert not AwaitedApproval.objects.exists()


def test_the_list_and_the_filter_find_it_and_the_count_agrees(
    placed, ticket, agent
) -> None:
    other = desk.ticket(ticket.store)
    asked(placed, ticket, agent)
    assert waits(agent) == [ticket.pk]
    assert queries.desk_counts(agent, at=NOON)[View.APPROVAL] == 1
    for value, found in (("awaited", ticket), ("none", other)):
        wanted = Wanted(
            (Condition("state", "is", "open"), Condition("approval", "is", value))
        )
        page = queries.page_wanted(queries.reading_of(wanted, agent, at=NOON), agent)
        assert [row.id for row in page.rows] == [found.pk]


def test_the_same_key_waits_once_and_of_no_ticket_nothing_is_kept(ticket) -> None:
    key = uuid4()
    with transaction.atomic():
        for number in (ticket.pk, ticket.pk, 999_999):
            commands.await_approval(ticket_id=number, key=key, at=NOON)
        commands.await_approval(ticket_id=999_999, key=uuid4(), at=NOON)
    assert AwaitedApproval.objects.count() == 1
