"""How many tickets wait in each list: counted to a hundred, all in one query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from firsthand.domain.mail import queries as mail
from firsthand.domain.tickets.queries.views import SomebodyAtDesk, View, tickets_in

CAP = 100
Counts = Mapping[str, int]
QUARANTINE = "quarantine"
_COUNTED = (
    View.OVERDUE,
    View.DUE_SOON,
    View.MINE,
    View.UNASSIGNED,
    View.OPEN,
    View.NO_ORDER,
    View.WAITING,
    View.UNDELIVERED,
    View.FLAGGED,
)


def desk_counts(person: SomebodyAtDesk, *, at: datetime) -> Counts:
    """Return how many tickets each open list holds, by the list's name; 100 means more.

    "quarantine" counts the mails that could not be read.
    """
    return _capped(_lists(person, at))


def today_counts(person: SomebodyAtDesk, *, at: datetime) -> Counts:
    """Return `desk_counts` and, of what is due soon, what the day begins with.

    "soon" is due within four hours and not late; "hour" and "nobody" are those of them due
    within one hour and those without an assignee.
    """
    soon = tickets_in(View.DUE_SOON, person, at=at).filter(reply_due_at__gte=at)
    parts: dict[str, QuerySet[Any]] = {
        "soon": soon,
        "hour": soon.filter(reply_due_at__lte=at + timedelta(hours=1)),
        "nobody": soon.filter(assignee_id=None),
    }
    return _capped(_lists(person, at) | parts)


def _lists(person: SomebodyAtDesk, at: datetime) -> dict[str, QuerySet[Any]]:
    lists: dict[str, QuerySet[Any]] = {
        view.value: tickets_in(view, person, at=at) for view in _COUNTED
    }
    return lists | {QUARANTINE: mail.quarantined_for(person).order_by()}


def _capped(found: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count each query up to `CAP`: an exact count of a large table costs every page."""
    counted = [_sql(query.values("pk")[:CAP]) for query in found.values()]
    columns = ", ".join(
        f"(select count(*) from ({sql}) as counted)"  # noqa: S608 -- the ORM's own SQL
        for sql, _values in counted
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {columns}", [each for _, values in counted for each in values]
        )
        return dict(zip(found, cursor.fetchone() or (), strict=True))


def _sql(found: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return a query's SQL, even of one that can find nothing: nobody's stores."""
    compiler = found.query.get_compiler(connection=connection, elide_empty=False)
    sql, values = compiler.as_sql()
    return sql, tuple(values)
