"""What tickets tell this area when something happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from firsthand.domain.sla.rules import Pause, Said, Target, Why

__all__ = ["Case", "Pause", "Said", "Target", "Why"]


@dataclass(frozen=True)
class Case:
    """One ticket, as far as its clocks depend on it.

    Attributes:
        reason_path: ids of the reason and of those above it; empty while untagged.
        opened_at: when its present cycle began.
        closed_at: when that ended; None while it is open.
        said: all messages that are questions to us or answers of ours, in any order.
        pauses: stretches in which nobody was to work on it, such as snoozing.
    """

    ticket_id: int
    store_id: int
    buyer_id: int
    channel: str
    priority: str
    reason_path: tuple[int, ...]
    opened_at: datetime
    closed_at: datetime | None
    said: Sequence[Said]
    pauses: Sequence[Pause] = ()


@dataclass(frozen=True)
class Nearest:
    """The clock of a ticket that runs out first."""

    due_at: datetime
    target: str


# Tickets with a clock that was escalated and has not ended, by who was told.
ESCALATED = (
    "SELECT ticket_id FROM sla_clock WHERE ended_at IS NULL AND escalated_at IS NOT NULL"
)
ESCALATED_TO_LEADS = f"{ESCALATED} AND escalated_to IN ('lead', 'both')"
ESCALATED_TO_ASSIGNEES = f"{ESCALATED} AND escalated_to IN ('assignee', 'both')"

# One row per promise of a reply, known by the message that started it: of a ticket that was
# merged the other's clock counts, which goes on from the same message. Other areas select
# from it and never from the table itself, which may change.
PROMISED = """
    SELECT DISTINCT ON (since, message_id) ticket_id, store_id, since AS promised_at,
           due_at, ended_at, outcome
      FROM sla_clock
     WHERE target IN ('respond', 'next_reply')
     ORDER BY since, message_id, outcome = 'dropped', id DESC"""
