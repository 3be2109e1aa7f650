"""Merging, splitting and undoing them leave the figures as they were."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.metrics import commands as metrics
from firsthand.domain.metrics.bulk import batch, export
from firsthand.domain.metrics.models import Contact, Issue
from firsthand.domain.orders.commands import record_order
from firsthand.domain.orders.ports import LineFacts, OrderFacts
from firsthand.domain.people.models import Person
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Message, Ticket
from tests.letters import arrives, letter, mailbox, relayed
from tests.people import NOON, lin, store
from tests.sheets import sheet

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = "301-0000001-0000001"


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def agent(box: Mailbox) -> Person:
    return lin(box.store)


def order(box: Mailbox) -> None:
    facts = OrderFacts(
        number=NUMBER, state="shipped", fulfilment="FBA", currency="EUR",
        total_minor_units=100, placed_at=NOON - DAY,
        lines=(LineFacts("Lamp", 1, 100, sku="L1", asin="B000000001"),),
    )  # fmt: skip
    record_order(store_id=box.store_id, facts=facts, at=NOON)


def figures() -> tuple[list[object], ...]:
    """Return what issues and contacts come to, without the numbers of tickets."""
    metrics.run_until_done()
    issues = Issue.objects.order_by("pk").values_list(
        "pk", "buyer_id", "opened_at", "resolved_at", "failed_at", "fail_why",
        "failed_30_at", "returned_at", "touches", "contacts", "first_agent_id", "reason",
    )  # fmt: skip
    contacts = Contact.objects.order_by("pk").values_list(
        "pk", "issue_id", "started_at", "number", "answered_at", "answered_by_id"
    )
    return list(issues), list(contacts)


def same_in_files(folder: Path) -> bool:
    """Say whether the facts in files tell the same of every issue."""
    export.bring_up_to_date(folder)
    rows = batch.current("issue", folder / "facts")
    told = duckdb.sql(f"SELECT opening_message_id, contacts FROM {rows} ORDER BY 1")
    found = told.fetchall()
    return found == list(Issue.objects.order_by("pk").values_list("pk", "contacts"))


def answered(ticket_id: int, agent: Person, at) -> None:
    commands.reply(
        ticket_id=ticket_id, body="It comes.", by=agent, at=at, idempotency_key=uuid4(),
        close_with=sheet(),
    )  # fmt: skip


def test_merging_and_parting_two_tickets_of_an_order_changes_no_figure(box, agent):
    order(box)
    first = arrives(box, relayed(order_numbers=(NUMBER,))).ticket_id or 0
    answered(first, agent, NOON + HOUR)
    # A month of silence: the alias begins a new ticket, the order stays the same issue's.
    late = relayed("Broken", order_numbers=(NUMBER,), sent_at=NOON + 20 * DAY)
    Ticket.objects.filter(pk=first).update(last_message_at=NOON - 20 * DAY)
    other = arrives(box, late).ticket_id or 0
    assert other != first
    answered(other, agent, NOON + 20 * DAY + HOUR)
    before = figures()
    assert len(before[0]) == 1
    assert len(before[1]) == 2
    at = {"by": agent, "at": NOON + 21 * DAY}
    commands.merge(ticket_id=other, into=first, **at)
    assert figures() == before
    commands.unmerge(ticket_id=other, **at)
    assert figures() == before
    commands.merge(ticket_id=first, into=other, **at)
    assert figures() == before


def test_undoing_a_merge_of_two_problems_brings_both_issues_back(
    box, agent, tmp_path: Path
) -> None:
    first = arrives(box, letter("My lamp is late")).ticket_id or 0
    other = arrives(box, letter("An invoice", sent_at=NOON + HOUR)).ticket_id or 0
    before = figures()
    assert len(before[0]) == 2
    assert same_in_files(tmp_path)
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    merged = figures()
    assert (len(merged[0]), len(merged[1])) == (1, 1)
    assert same_in_files(tmp_path)
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 3 * HOUR)
    assert figures() == before
    assert same_in_files(tmp_path)


def test_what_came_while_merged_counts_where_it_went_when_parted(box, agent) -> None:
    first = arrives(box, letter("My lamp is late")).ticket_id or 0
    invoice = letter("An invoice", sent_at=NOON + HOUR, message_id="invoice@b")
    other = arrives(box, invoice).ticket_id or 0
    commands.merge(ticket_id=other, into=first, by=agent, at=NOON + 2 * HOUR)
    again = letter("The invoice?", references=("invoice@b",), sent_at=NOON + 3 * HOUR)
    message = arrives(box, again).message_id
    commands.unmerge(ticket_id=other, by=agent, at=NOON + 4 * HOUR)
    answered(other, agent, NOON + 5 * HOUR)
    figures()
    assert Message.objects.get(pk=message).ticket_id == other
    contacts = dict(Contact.objects.values_list("ticket_id", "answered_at"))
    assert contacts == {first: None, other: NOON + 5 * HOUR}


def test_splitting_and_undoing_it_changes_no_figure(box, agent, tmp_path: Path) -> None:
    first = arrives(box, letter("My lamp is late", message_id="lamp@b")).ticket_id or 0
    answered(first, agent, NOON + HOUR)
    chair = letter("And a chair", references=("lamp@b",), sent_at=NOON + DAY)
    chosen = arrives(box, chair).message_id
    before = figures()
    at = {"by": agent, "at": NOON + DAY + HOUR}
    new = commands.split(ticket_id=first, message_ids=[chosen], **at)
    assert figures() == before
    assert same_in_files(tmp_path)
    answered(new.pk, agent, NOON + DAY + 2 * HOUR)
    contact = Contact.objects.get(pk=chosen) if figures() else None
    assert contact is not None
    assert contact.answered_at == NOON + DAY + 2 * HOUR
    answered_once = figures()
    commands.unsplit(ticket_id=new.pk, by=agent, at=NOON + 2 * DAY)
    assert figures() == answered_once
