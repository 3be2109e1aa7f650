"""Write many new rows at once, by COPY: a third of the time of inserting them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb


def number(rows: Sequence[models.Model]) -> None:
    """Give each row the next id of its table, so that others can point at it."""
    if not rows:
        return
    table = rows[0]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [table, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number


def write(rows: Sequence[models.Model]) -> None:
    """Write rows of one model that have their ids.

    What the database works out by itself (generated columns, defaults of its own) is left
    to it.
    """
    if not rows:
        return
    fields = [
        field
        for field in rows[0]._meta.concrete_fields
        if not field.generated and not field.has_db_default()
    ]
    json = {
        place for place, field in enumerate(fields) if isinstance(field, models.JSONField)
    }
    values = attrgetter(*(field.attname for field in fields))
    columns = [field.column for field in fields]
    copy(
        rows[0]._meta.db_table,
        columns,
        map(values, rows) if not json else (_with_json(values(row), json) for row in rows),
    )


def copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of plain values."""
    command = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, cursor.copy(command) as into:
        for row in rows:
            into.write_row(row)


def _with_json(row: Sequence[Any], places: set[int]) -> list[Any]:
    return [
        Jsonb(value) if place in places and value is not None else value
        for place, value in enumerate(row)
    ]
