"""Turn the entries of buyers into rows, by what the rules find out."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db import models

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands.translation import happenings
from firsthand.domain.metrics.models import Contact, FirstReply, Issue

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

logger = logging.getLogger(__name__)
SECOND = timedelta(seconds=1)
WINDOW_DAYS = 7  # How long we wait for the buyer to come back.


@dataclass
class Facts:
    """Rows that are not saved yet, by their keys."""

    issues: dict[int, models.Model] = field(default_factory=dict)
    contacts: dict[int, models.Model] = field(default_factory=dict)
    first_replies: dict[int, models.Model] = field(default_factory=dict)

    def add(self, other: Facts) -> None:
        """Take in the rows of another buyer."""
        self.issues.update(other.issues)
        self.contacts.update(other.contacts)
        self.first_replies.update(other.first_replies)

    def of(self, table: type[models.Model]) -> dict[int, models.Model]:
        """Return the rows of one table."""
        by_table: dict[Any, dict[int, models.Model]] = {
            Issue: self.issues,
            Contact: self.contacts,
            FirstReply: self.first_replies,
        }
        return by_table[table]


@dataclass
class Derived:
    """What the entries of some buyers come to.

    Attributes:
        facts: the rows.
        unreadable: entries left out, with the reason.
        failed: buyers of whom nothing could be worked out; their facts stay as they are.
    """

    facts: Facts = field(default_factory=Facts)
    unreadable: dict[int, str] = field(default_factory=dict)
    failed: set[int] = field(default_factory=set)


def derive(buyers: Sequence[int]) -> Derived:
    """Read all entries of these buyers, and work out their facts."""
    derived = Derived()
    entries = journal.of_buyers(buyers)
    for buyer_id, of_buyer in groupby(entries, key=attrgetter("buyer_id")):
        _derive_one(buyer_id, list(of_buyer), derived)
    return derived


def _derive_one(buyer_id: int, entries: list[Entry], derived: Derived) -> None:
    events, unreadable = happenings(entries)
    derived.unreadable |= unreadable
    stores = {
        entry.subject_id: entry.store_id
        for entry in entries
        if entry.kind == "tickets.message_received" and entry.store_id is not None
    }
    try:
        derived.facts.add(facts_of(buyer_id, events, stores))
    except Exception as problem:
        # The rules have a mistake that this buyer brings out. It is for a person to see,
        # and no reason to keep the figures of everybody else from moving.
        logger.exception("The facts of buyer %s cannot be worked out", buyer_id)
        derived.failed.add(buyer_id)
        derived.unreadable[entries[-1].pk] = f"{type(problem).__name__}: {problem}"


def facts_of(buyer_id: int, events: list[rules.Event], stores: Mapping[int, int]) -> Facts:
    """Return the facts about one buyer.

    Args:
        buyer_id: who.
        events: all that happened to the buyer.
        stores: in which store each message was received.
    """
    issues = rules.issues(events)
    contacts = rules.contacts(events)
    issue_of = {key: issue for issue in issues for key in issue.messages}
    sizes = Counter(issue_of[contact.first_message].number for contact in contacts)
    store_of_ticket: dict[rules.Key, int] = {}
    for contact in contacts:
        store_of_ticket.setdefault(contact.ticket, stores[contact.first_message])
    return Facts(
        issues={
            issue.opening_message: _issue(
                issue, buyer_id, stores[issue.opening_message], sizes[issue.number]
            )
            for issue in issues
        },
        contacts={
            contact.first_message: _contact(
                contact,
                buyer_id,
                stores[contact.first_message],
                issue_of[contact.first_message],
            )
            for contact in contacts
        },
        first_replies={
            int(row.ticket): _first_reply(row, buyer_id, store_of_ticket[row.ticket])
            for row in rules.first_replies(events)
        },
    )


def _issue(issue: rules.Issue, buyer_id: int, store_id: int, contacts: int) -> Issue:
    failed = rules.failure(issue, WINDOW_DAYS)
    return Issue(
        opening_message_id=issue.opening_message,
        buyer_id=buyer_id,
        store_id=store_id,
        first_ticket_id=issue.first_ticket,
        opened_at=issue.opened_at,
        resolved_at=issue.resolved_at,
        failed_at=failed[0] if failed else None,
        fail_why=failed[1] if failed else "",
        settles_at=rules.settles_at(issue, WINDOW_DAYS),
        first_agent_id=issue.first_agent,
        contacts=contacts,
    )


def _contact(
    contact: rules.Contact, buyer_id: int, store_id: int, issue: rules.Issue
) -> Contact:
    return Contact(
        first_message_id=contact.first_message,
        issue_id=issue.opening_message,
        buyer_id=buyer_id,
        store_id=store_id,
        ticket_id=contact.ticket,
        started_at=contact.started_at,
        answered_at=contact.answered_at,
        answered_by_id=contact.answered_by,
    )


def _first_reply(row: rules.FirstReply, buyer_id: int, store_id: int) -> FirstReply:
    return FirstReply(
        ticket_id=row.ticket,
        buyer_id=buyer_id,
        store_id=store_id,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        answered_by_id=row.answered_by,
        wait_seconds=(
            None if row.answered_at is None else (row.answered_at - row.asked_at) // SECOND
        ),
    )
