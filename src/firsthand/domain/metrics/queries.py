"""Questions about the facts. Nothing here writes."""

from __future__ import annotations

from datetime import datetime, timedelta

from firsthand.domain.journal import queries as journal


def facts_are_behind(*, at: datetime) -> timedelta:
    """Return how long the oldest entry that the facts lack has been waiting; 0: none."""
    bookmark = journal.bookmark_of("facts")
    unread = journal.unread(bookmark, limit=1)
    return max(timedelta(), at - unread[0].recorded_at) if unread else timedelta()
