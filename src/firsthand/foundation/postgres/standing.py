"""Questions that every page asks: planned once per connection, not with every page."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper

_Cursor: Any = ServerBindingCursor  # Its types know nothing of what it takes.
_ASKED_BEFORE = 2  # So often, until its plan is kept.


def standing_cursor() -> CursorWrapper:
    """Return a cursor for SQL whose text is always the same.

    Its plan is made for whatever values may come, and they go beside the text instead of in
    it. So it is for SQL that one plan suits, and its values need types PostgreSQL can tell:
    write `%(at)s::timestamptz` where nothing else says.
    """
    connection.ensure_connection()
    link = connection.connection
    # Within a transaction the setting would go with it, if that came to nothing.
    if link.prepare_threshold is None and not connection.in_atomic_block:
        # Left to itself PostgreSQL plans the desk's counts anew with every page, for three
        # times as long as it then counts: the kept plan looks a little dearer to it.
        link.execute("SET plan_cache_mode = force_generic_plan")
        link.prepare_threshold = _ASKED_BEFORE
    # As `connection.cursor()` does it, so that tests can count what is asked.
    if connection.queries_logged:
        return connection.make_debug_cursor(_Cursor(link))
    return connection.make_cursor(_Cursor(link))
