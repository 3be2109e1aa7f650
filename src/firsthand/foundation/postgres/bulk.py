"""Find and write many rows at once, the quickest way PostgreSQL has."""

from __future__ import annotations

import json.encoder as encoding
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

_ENCODER = DjangoJSONEncoder(ensure_ascii=False)
# What `_ENCODER.encode` makes anew for each value, made once: it is used for every row.
_CHUNKS = encoding.c_make_encoder(  # type: ignore[attr-defined]
    None, _ENCODER.default, encoding.encode_basestring, None, ": ", ", ", False, False, True
)


CopyIn = Callable[[type[models.Model], Sequence[str], Iterable[Sequence[Any]]], None]


class Among(models.Func):
    """A condition: the column holds one of these values, however many.

    They go as one parameter. `column__in` makes one of each: of thousands, preparing and
    reading the statement takes longer than finding the rows.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = models.BooleanField()

    def __init__(self, column: str, values: Iterable[str] | Iterable[int]) -> None:
        super().__init__(models.F(column), models.Value(as_array(values)))


def as_array(values: Iterable[str] | Iterable[int]) -> str:
    """Return values as PostgreSQL writes an array: of thousands, psycopg takes its time."""
    texts = [str(value) for value in values]
    if not texts:
        return "{}"
    listed = "\0".join(texts)
    if listed.count("\0") != len(texts) - 1:
        raise ValueError("PostgreSQL's texts hold no byte of nothing")
    if "\\" in listed or '"' in listed:
        listed = listed.replace("\\", r"\\").replace('"', r"\"")
    return '{"' + listed.replace("\0", '","') + '"}'


def commit_without_waiting() -> None:
    """Have the transaction not wait until it is on the disk.

    After a power cut it may never have been, and then those after it neither. Only for
    what is then done again from where it was. The next commit that does wait makes sure of
    it as well.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit to off")


def new_keys(table: type[models.Model], count: int) -> list[int]:
    """Return `count` primary keys nobody has and nobody will get."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            # Which sequence it is, is asked once and not for each key.
            "select nextval(found.name) from (select pg_get_serial_sequence(%s, %s)"
            "::regclass as name offset 0) as found, generate_series(1, %s)",
            [table._meta.db_table, table._meta.pk.column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_in(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows by COPY, inside the caller's transaction.

    Columns not named take their default in the database; structures are given by
    `as_json`. Constraints and triggers hold as for any other row.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor, cursor.copy(_copying(table, columns)) as copy:
        for row in _told(rows):
            copy.write_row(row)


def _copying(table: type[models.Model], columns: Sequence[str]) -> sql.Composed:
    return sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )


@contextmanager
def copying_beside() -> Iterator[CopyIn]:
    """Give out a `copy_in` that does not wait: the next rows are made meanwhile.

    Tables are written in the order they are asked for; all of them are when the block ends.
    TRICKY: within it nothing else may use the connection, as the thread that writes does.
    """
    assert connection.in_atomic_block
    raw, written = connection.connection, list[Future[None]]()

    def write(statement: sql.Composed, rows: Iterable[Sequence[Any]]) -> None:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in _told(rows):
                copy.write_row(row)

    def copy_beside(
        table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        written.append(thread.submit(write, _copying(table, columns), list(rows)))

    with connection.wrap_database_errors, ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield copy_beside
            for one in written:
                one.result()
        finally:
            thread.shutdown(cancel_futures=True)


def _told(rows: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """Yield rows with times as text: many rows share few of them."""
    for row in rows:
        yield [_as_text(value) if value.__class__ is datetime else value for value in row]


@lru_cache(maxsize=16_384)
def _as_text(at: datetime) -> str:
    assert at.tzinfo is not None, at
    return at.isoformat()


def merge_in(
    table: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str],
    renew: bool = True,
) -> None:
    """Add rows, or renew those that are there already, inside the caller's transaction.

    A value that is not known (null) leaves the one that is.

    Args:
        table: where to.
        columns: of the rows; others take their default, or stay as they are.
        rows: each combination of `unique` once.
        unique: the columns that tell whether a row is there.
        renew: false to leave rows that are there as they are.
    """
    assert connection.in_atomic_block
    name = table._meta.db_table
    names: dict[str, sql.Composable] = {
        "table": sql.Identifier(name),
        "copied": sql.Identifier(f"copied_{name}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "unique": sql.SQL(", ").join(map(sql.Identifier, unique)),
        "renewed": sql.SQL(", ").join(
            sql.SQL("{0} = coalesce(excluded.{0}, {1}.{0})").format(
                sql.Identifier(column), sql.Identifier(name)
            )
            for column in columns
            if column not in unique
        ),
    }
    renewing = sql.SQL("update set {renewed}").format(**names)
    names["do"] = renewing if renew else sql.SQL("nothing")
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "create temp table {copied} on commit drop as"
                " select {columns} from {table} limit 0"
            ).format(**names)
        )
        copying = sql.SQL("copy {copied} ({columns}) from stdin").format(**names)
        with cursor.copy(copying) as copy:
            for row in _told(rows):
                copy.write_row(row)
        cursor.execute(
            sql.SQL(
                "insert into {table} ({columns}) select {columns} from {copied}"
                " on conflict ({unique}) do {do}"
            ).format(**names)
        )
        cursor.execute(sql.SQL("drop table {copied}").format(**names))


def as_json(value: object) -> str:
    """Return a structure as COPY takes it."""
    return "".join(_CHUNKS(value, 0))
