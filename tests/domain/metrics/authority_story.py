"""What becomes of authority, escalations and remedies, as lines of a journal."""

from __future__ import annotations

from typing import Any

from tests.domain.metrics.journal_story import LIN, MAYA, Story

RISKY = "INS.LOG.LOST"


def used(ticket: int, hours: float, said: str = "allowed", **facts: Any) -> None:
    """Somebody wants to give something on the ticket of this number."""
    plain = {
        "kind": "refund", "reason": RISKY, "said": said, "grounds": [], "is_split": False,
        "has_note": True, "minor_units": 2_000, "currency": "USD",
    }  # fmt: skip
    Story(buyer=ticket).write(
        "authority.used", hours, ticket=ticket, by=LIN, **(plain | facts)
    )


def moved(
    ticket: int, hours: float, state: str, *, remedy: int, by: Any = MAYA, **facts: Any
) -> None:
    """The remedy of this number came into a state."""
    Story(buyer=ticket).write(
        f"remedies.{state}", hours, subject=remedy, ticket=ticket, by=by,
        **({"kind": "refund", "minor_units": 2_000, "reason": RISKY} | facts),
    )  # fmt: skip


def escalated(ticket: int, hours: float) -> None:
    Story(buyer=ticket).write(
        "tickets.escalated", hours, subject=ticket, ticket=ticket, by=LIN
    )
