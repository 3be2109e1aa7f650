"""Find and write many rows at once, the quickest way PostgreSQL has."""

from __future__ import annotations

import io
import json.encoder as encoding
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Self

import psycopg
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.backends.utils import CursorWrapper
from psycopg import Copy, sql
from psycopg.copy import FileWriter

_ENCODER = DjangoJSONEncoder(ensure_ascii=False)
# What `_ENCODER.encode` makes anew for each value, made once: it is used for every row.
_CHUNKS = encoding.c_make_encoder(  # type: ignore[attr-defined]
    None, _ENCODER.default, encoding.encode_basestring, None, ": ", ", ", False, False, True
)


AT_ONCE = 5000  # Rows that are written beside while the next ones are made.
# The thread that writes has little to do, but at once: as long as it waits for its turn,
# so does the database. Python's own 5 ms, three times a table, cost a fifth of the rate.
_TURN_S = 0.000_2


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
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    beside = _beside.get()
    if beside is not None:
        beside.copy(statement, _told(table, columns, rows))
        return
    with connection.cursor() as cursor:
        _copy(cursor, statement, _told(table, columns, rows))


def _copy(
    cursor: CursorWrapper, statement: sql.Composed, rows: Iterable[Sequence[Any]]
) -> None:
    # What the database refuses is told at the end of the copying, where Django does not
    # make it an error of its own.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def copying_beside() -> Iterator[None]:
    """Have no `copy_in` wait within: what comes next is made while the database writes.

    Tables are written in the order they are asked for. Any other statement waits for them
    first, and so does the end; what the database refuses is raised there. References are
    checked with each table and not at the commit, when nobody else has anything to do.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with _Beside() as beside:
        token = _beside.set(beside)
        try:
            with connection.execute_wrapper(beside.wait_first):
                yield
        finally:
            _beside.reset(token)


class _Beside:
    """A thread that copies rows, one table after the other."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] = connection.connection
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._going: list[Future[None]] = []

    def __enter__(self) -> Self:
        self._before = sys.getswitchinterval()
        sys.setswitchinterval(_TURN_S)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._wait()
        finally:
            self._thread.shutdown(cancel_futures=True)
            sys.setswitchinterval(self._before)

    def copy(self, statement: sql.Composed, rows: Iterator[Sequence[Any]]) -> None:
        while some := list(islice(rows, AT_ONCE)):
            # In one piece: two threads that take turns for every row slow each other down.
            block = io.BytesIO()
            with Copy(self._connection.cursor(), writer=FileWriter(block)) as copy:
                for row in some:
                    copy.write_row(row)
            done = self._thread.submit(self._write, statement, block.getbuffer())
            self._going.append(done)

    def _write(self, statement: sql.Composed, block: memoryview) -> None:
        with self._connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(block)

    def wait_first(self, execute: Callable[..., object], *args: object) -> object:
        self._wait()
        return execute(*args)

    def _wait(self) -> None:
        going, self._going = self._going, []
        # For all, also after one that was refused: whoever takes back to a savepoint now
        # must not have the others written after that.
        wait(going)
        with connection.wrap_database_errors:
            for one in going:
                one.result()


_beside: ContextVar[_Beside | None] = ContextVar("beside", default=None)


def _told(
    table: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Iterator[Sequence[Any]]:
    """Yield rows with times as text: many rows share few of them."""
    fields = map(table._meta.get_field, columns)
    times = [n for n, one in enumerate(fields) if isinstance(one, models.DateTimeField)]
    if not times:
        yield from rows
        return
    for row in rows:
        told = list(row)
        for place in times:
            if told[place] is not None:
                told[place] = _as_text(told[place])
        yield told


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
        _copy(cursor, copying, _told(table, columns, rows))
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
