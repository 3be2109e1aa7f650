"""The clock all processes share: the database's. It jumps for all of them or for none."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def now() -> datetime:
    """Return what time it is at the database, at this very moment and not at BEGIN."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        (moment,) = cursor.fetchone()
    assert isinstance(moment, datetime)
    return moment
