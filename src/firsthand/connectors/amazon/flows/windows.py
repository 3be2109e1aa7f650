"""Listings by time, read in windows that overlap, page by page.

The place: `through`, up to when everything was read; and while a window is being read
`since`, `until`, and `token` of its next page with when it was got.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

Cursor = Mapping[str, Any]
# Amazon's own hold for 24 hours.
_TOKEN_LIFE = timedelta(hours=23)
_MOST_BEGINNINGS = 3


@dataclass(frozen=True)
class Terms:
    """How a listing is read.

    Attributes:
        overlap: how much of what was read is read again, for what shows late.
        settled_after: what is younger than that may not be asked for.
        longest: of a window, so that its pages are read before their token dies.
        first: how far back the first window begins.
    """

    overlap: timedelta
    settled_after: timedelta
    longest: timedelta
    first: timedelta


@dataclass(frozen=True)
class Window:
    """What to ask for next; `token` empty: its first page."""

    since: datetime
    until: datetime
    token: str = ""


def next_window(cursor: Cursor, terms: Terms, *, now: datetime) -> Window | None:
    """Return what to ask for; None: nothing has become old enough yet."""
    if "since" in cursor:
        window = Window(
            datetime.fromisoformat(cursor["since"]), datetime.fromisoformat(cursor["until"])
        )
        token = cursor.get("token", "")
        if token and now - datetime.fromisoformat(cursor["token_at"]) < _TOKEN_LIFE:
            return Window(window.since, window.until, token)
        return window
    settled = now - terms.settled_after
    if "through" not in cursor:
        since = settled - terms.first
    else:
        through = datetime.fromisoformat(cursor["through"])
        if through >= settled:
            return None
        since = through - terms.overlap
    # However much is read again, it gets on.
    longest = max(terms.longest, terms.overlap * 2)
    return Window(since, min(settled, since + longest))


def may_begin_again(cursor: Cursor) -> bool:
    """Say whether an open window may be begun again: not if that has helped nothing."""
    return "token" in cursor and cursor.get("begun_again", 0) < _MOST_BEGINNINGS


def begun_again(cursor: Cursor) -> dict[str, Any]:
    """Return the place at the beginning of its window: its token is no good any more."""
    kept = {name: cursor[name] for name in cursor if name not in {"token", "token_at"}}
    return {**kept, "begun_again": cursor.get("begun_again", 0) + 1}


def after(
    cursor: Cursor, window: Window, following: str, *, now: datetime
) -> dict[str, Any]:
    """Return the place after a page that says which one follows; empty: none does."""
    if not following or following == window.token:
        return {"through": window.until.isoformat()}
    kept = {name: cursor[name] for name in ("through", "begun_again") if name in cursor}
    return {
        **kept,
        "since": window.since.isoformat(),
        "until": window.until.isoformat(),
        "token": following,
        "token_at": now.isoformat(),
    }


def read_through(cursor: Cursor) -> datetime | None:
    """Return up to when everything was read; None: nothing was yet."""
    found = cursor.get("through")
    return datetime.fromisoformat(found) if found else None


def is_at_rest(cursor: Cursor, terms: Terms, *, now: datetime) -> bool:
    """Say whether no page is open and hardly anything has become readable since."""
    through = read_through(cursor)
    if "since" in cursor or through is None:
        return False
    return now - terms.settled_after - through < timedelta(minutes=1)
