"""What the journal says about many buyers, in tables beside those of the facts.

The tables last until the transaction ends, which has to be open. What speaks to the
database is given a cursor: it may be another thread, while the next facts are worked out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection
from psycopg import Cursor

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics.bulk.arrays import Room
from firsthand.domain.metrics.commands.rows import TABLES, Table
from firsthand.domain.metrics.commands.translation import KINDS_READ
from firsthand.domain.metrics.many.entries import OF_PERSONS, Gathered
from firsthand.domain.metrics.many.texts import facts_of, lines

# So many are held in memory together, and those of one buyer always are.
ENTRIES_AT_ONCE = 50_000
_MODELS: dict[str, Table] = {table._meta.model_name or "": table for table in TABLES}
_buyer = itemgetter(journal.Plain._fields.index("buyer_id"))


class Facts(NamedTuple):
    """The facts of some buyers, as lines for each table.

    Attributes:
        usual: whose they are.
        unusual: buyers among them who are left to the plain rules.
        lines: as COPY takes them.
    """

    usual: list[int]
    unusual: list[int]
    lines: dict[Table, memoryview]


def get_ready() -> None:
    """Have the rules compiled, which takes half a minute once, or read from the disk.

    For before a transaction: others would wait for it.
    """
    _worked_out([1], [[_ANY]], Room())


_ANY = journal.Plain(1, "tickets.message_received", 1, 0, 0, None, 1, 1, 1, 1, "{}")


def with_fresh_facts(
    buyers: Sequence[int], compare: Callable[[Cursor[Any]], None]
) -> Iterator[Facts]:
    """Work out the facts of all of these buyers, and have each portion compared.

    Args:
        buyers: whose facts are worked out, in order of their ids.
        compare: called in another thread when the fresh facts of a portion are in their
            tables; with a cursor of our connection, which nobody else uses meanwhile.

    Yields:
        Each portion, once that is done; the connection is free then.
    """
    room = Room()
    raw = connection.connection

    def put_and_compare(facts: Facts) -> None:
        with raw.cursor() as cursor:
            _put(facts, cursor)
            compare(cursor)

    before: Facts | None = None
    with connection.wrap_database_errors, ThreadPoolExecutor(1) as beside:
        for some, entries in _portions(buyers):
            done = beside.submit(put_and_compare, before) if before else None
            facts = _worked_out(some, entries, room)
            yield from _when(done, before)
            before = facts
        if before:
            yield from _when(beside.submit(put_and_compare, before), before)


def _when(done: Future[None] | None, facts: Facts | None) -> Iterator[Facts]:
    if done is not None and facts is not None:
        done.result()
        yield facts


def fresh(table: Table) -> str:
    """Return the name of the table beside that of the facts."""
    return f"fresh_{table._meta.db_table}"


def stored(table: Table) -> str:
    """Return SQL of the facts there are of the buyers worked out."""
    return f"""(SELECT fact.* FROM {table._meta.db_table} AS fact
                  JOIN fresh_buyer USING (buyer_id))"""


def columns(table: Table) -> list[str]:
    """Return the columns of a table in the order of its model."""
    return [str(field.column) for field in table._meta.concrete_fields]


def _portions(
    buyers: Sequence[int],
) -> Iterator[tuple[Sequence[int], list[list[journal.Plain]]]]:
    """Yield buyers with all of their entries, not too many at once."""
    held: list[list[journal.Plain]] = []
    begin = size = 0
    for rows in journal.plainly_of_buyers(
        buyers, kinds=KINDS_READ | OF_PERSONS, at_once=ENTRIES_AT_ONCE // 5
    ):
        last = _buyer(rows[-1])
        # The entries of the last buyer may go on in the next rows.
        whole = bisect_right(rows, last - 1, key=_buyer)
        if size + len(rows) >= ENTRIES_AT_ONCE and whole:
            end = bisect_right(buyers, last - 1)
            yield buyers[begin:end], [*held, rows[:whole]]
            held, begin, size = [], end, 0
            rows = rows[whole:]  # noqa: PLW2901 -- the rest of them
        held.append(rows)
        size += len(rows)
    yield buyers[begin:], held


def _worked_out(
    buyers: Sequence[int], entries: Sequence[Sequence[journal.Plain]], room: Room
) -> Facts:
    gathered = Gathered()
    for some in entries:
        gathered.add(some)
    part, known = gathered.part(), gathered.known
    made: dict[Table, memoryview] = {}
    if part is not None:
        for name, table in facts_of(part, known, room):
            made[_MODELS[name]] = lines(name, table, columns(_MODELS[name]), known)
    return Facts(sorted(set(buyers) - gathered.unusual), sorted(gathered.unusual), made)


def _put(facts: Facts, cursor: Cursor[Any]) -> None:
    """Put facts into the tables, instead of what was in them."""
    cursor.execute("SET LOCAL TimeZone TO 'UTC'")
    cursor.execute(_TABLES)
    with cursor.copy("COPY fresh_buyer FROM STDIN") as copy:
        copy.write("".join(f"{buyer}\n" for buyer in facts.usual))
    for table, text in facts.lines.items():
        names = ", ".join(columns(table))
        with cursor.copy(f"COPY {fresh(table)} ({names}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text)


_NAMES = ", ".join(["fresh_buyer", *map(fresh, TABLES)])
_TABLES = "".join(
    f"CREATE TEMP TABLE IF NOT EXISTS {fresh(table)} (LIKE {table._meta.db_table})"
    " ON COMMIT DROP; "
    for table in TABLES
) + (
    "CREATE TEMP TABLE IF NOT EXISTS fresh_buyer (buyer_id bigint) ON COMMIT DROP;"
    f" TRUNCATE {_NAMES}"
)
