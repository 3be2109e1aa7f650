"""Orders by when they were changed, and backwards by when they were placed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon import orders
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.flows import windows
from firsthand.connectors.amazon.flows.windows import Cursor, Terms, Window
from firsthand.connectors.amazon.orders import Page
from firsthand.connectors.amazon.troubles import Declined

# A page may have come from a copy of their books that was minutes behind.
CHANGED = Terms(
    overlap=timedelta(minutes=10),
    # A minute more than they ask for: clocks differ.
    settled_after=orders.SETTLED_AFTER + timedelta(minutes=1),
    longest=timedelta(days=1),
    first=timedelta(days=2),
)
# Amazon keeps two years; the desk asks for half of one.
BACK_FILLED = timedelta(days=180)
# A page holds a hundred: of few orders more days at once, of many fewer.
_FIRST_DAYS, _MOST_DAYS, _FEW_ORDERS, _MANY_PAGES = 3, 30, 50, 10


@dataclass(frozen=True)
class Step:
    """What a step came to; `page` None: there was nothing to ask for."""

    page: Page | None
    cursor: dict[str, Any]
    is_last: bool


def changed(
    client: Client, cursor: Cursor, *, marketplace_ids: Sequence[str], now: datetime
) -> Step:
    """Return the next page of orders that were changed.

    Raises:
        Trouble: there is none; the place stands.
    """
    window = windows.next_window(cursor, CHANGED, now=now)
    if window is None:
        return Step(None, dict(cursor), is_last=True)
    page = _page(client, cursor, window, marketplace_ids, by_placing=False)
    if page is None:  # Its token is no good: from the beginning of the window.
        return Step(None, windows.begun_again(cursor), is_last=False)
    after = windows.after(cursor, window, page.following, now=now)
    return Step(page, after, windows.is_at_rest(after, CHANGED, now=now))


def back_fill(
    client: Client, cursor: Cursor, *, marketplace_ids: Sequence[str], now: datetime
) -> Step:
    """Return the next page of orders placed before we looked, the newest days first.

    It ends where `BACK_FILLED` does. With other marketplaces than before it begins anew:
    a store that came later has a past as well.

    Raises:
        Trouble: there is none; the place stands.
    """
    of = sorted(marketplace_ids)
    if cursor.get("of") != of:
        cursor = {
            "of": of,
            "from": now.isoformat(),
            "down_to": now.isoformat(),
            "days": _FIRST_DAYS,
        }
    kept = {name: cursor[name] for name in ("of", "from", "days")}
    pages = cursor.get("pages", 0) + 1
    oldest = datetime.fromisoformat(cursor["from"]) - BACK_FILLED
    down_to = datetime.fromisoformat(cursor["down_to"])
    if down_to <= oldest:
        return Step(None, {**kept, "down_to": cursor["down_to"]}, is_last=True)
    since = max(oldest, down_to - timedelta(days=cursor["days"]))
    # The first span ends where nothing younger may be asked for.
    until = min(down_to, now - CHANGED.settled_after)
    opened = {"since": since.isoformat(), "until": until.isoformat(), **cursor}
    window = windows.next_window(opened, CHANGED, now=now)
    assert window is not None  # It is open.
    page = _page(client, cursor, window, of, by_placing=True)
    if page is None:
        return Step(None, windows.begun_again(cursor), is_last=False)
    if page.following and page.following != window.token:
        after = windows.after(opened, window, page.following, now=now)
        open_ = {"down_to": cursor["down_to"], "pages": pages}
        return Step(page, {**after, **kept, **open_}, is_last=False)
    kept["days"] = _days(cursor["days"], pages, len(page.orders))
    return Step(page, {**kept, "down_to": since.isoformat()}, is_last=since <= oldest)


def _days(days: int, pages: int, orders: int) -> int:
    """Return how many days the next span has, after one of so many pages."""
    if pages == 1 and orders < _FEW_ORDERS:
        return min(days * 2, _MOST_DAYS)
    return max(days // 2, 1) if pages > _MANY_PAGES else days


def _page(
    client: Client,
    cursor: Cursor,
    window: Window,
    marketplace_ids: Sequence[str],
    *,
    by_placing: bool,
) -> Page | None:
    """Return a page; None: Amazon does not take its token any more."""
    asked = orders.Window(window.since, window.until, by_placing=by_placing)
    try:
        return orders.search(
            client, asked, marketplace_ids=marketplace_ids, token=window.token
        )
    except Declined:
        if window.token and windows.may_begin_again(cursor):
            return None
        raise
