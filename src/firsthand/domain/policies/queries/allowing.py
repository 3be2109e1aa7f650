"""Whether somebody lets a text leave that rules block."""

from __future__ import annotations

from collections.abc import Collection

from firsthand.domain.policies.models import Allowance
from firsthand.foundation.keys import keyed_hash


def hash_of(text: str) -> str:
    """Return what a text is known by: one changed letter, and it is another."""
    return keyed_hash(text.strip(), purpose="policies.allowance")


def allowance_for(ticket_id: int, text: str, rules: Collection[str]) -> Allowance | None:
    """Return what lets a text leave on a ticket, if it speaks of all these rules."""
    there = Allowance.objects.filter(
        ticket_id=ticket_id, text_hash=hash_of(text), used_at=None
    )
    return next((each for each in there if set(rules) <= set(each.rules)), None)
