"""Amazon's books: read again as far back as something may still show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon import finances
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.finances import Page
from firsthand.connectors.amazon.flows import windows
from firsthand.connectors.amazon.flows.windows import Cursor, Terms
from firsthand.connectors.amazon.troubles import Declined

# What is posted shows within 48 hours, with the date it was: those are read each time.
POSTED = Terms(
    overlap=timedelta(hours=50),
    settled_after=timedelta(minutes=3),
    longest=timedelta(days=30),
    first=timedelta(days=90),
)


@dataclass(frozen=True)
class Step:
    """What a step came to; `page` None: there was nothing to ask for."""

    page: Page | None
    cursor: dict[str, Any]
    is_last: bool


def posted(client: Client, cursor: Cursor, *, now: datetime) -> Step:
    """Return the next page of what was posted.

    Raises:
        Trouble: there is none; the place stands.
    """
    window = windows.next_window(cursor, POSTED, now=now)
    if window is None:
        return Step(None, dict(cursor), is_last=True)
    try:
        page = finances.page(client, window.since, window.until, token=window.token)
    except Declined:
        if not window.token or not windows.may_begin_again(cursor):
            raise
        return Step(None, windows.begun_again(cursor), is_last=False)
    after = windows.after(cursor, window, page.following, now=now)
    return Step(page, after, windows.is_at_rest(after, POSTED, now=now))
