"""How a page tells the story of an order's money: by the reader's clock, in short."""

from __future__ import annotations

from uuid import UUID

from firsthand.domain.remedies.queries.story import Voice
from firsthand.web.shared import formats


def _begin(key: UUID) -> str:
    """Return as much of a key as tells it from others on a page."""
    return str(key)[:8]


VOICE = Voice(time=formats.moment, money=formats.money, key=_begin)
