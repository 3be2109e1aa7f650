"""What the journal says about many buyers, in tables beside those of the facts.

They last until the transaction ends, which has to be open.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from operator import itemgetter

from django.db import connection

from firsthand.domain.journal import queries as journal
from firsthand.domain.metrics.bulk.arrays import Room
from firsthand.domain.metrics.commands.rows import TABLES, Table
from firsthand.domain.metrics.commands.translation import KINDS_READ
from firsthand.domain.metrics.many.entries import Gathered
from firsthand.domain.metrics.many.texts import facts_of, lines

# So many are held in memory together, and those of one buyer always are.
ENTRIES_AT_ONCE = 200_000
_READ_AT_ONCE = 20_000
_BUYER = itemgetter(journal.Plain._fields.index("buyer_id"))


def fresh_facts(buyers: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield some of the buyers again and again, while their facts are in the tables.

    Args:
        buyers: whose facts are worked out, in order of their ids.

    Yields:
        Those whose facts are in `fresh(...)`, and those who are left to the plain rules.
    """
    room = Room()
    for some, gathered in _portions(buyers):
        part = gathered.part()
        usual = sorted(set(some) - gathered.unusual)
        _empty_tables(usual)
        if part is not None:
            for name, table in facts_of(part, gathered.known, room):
                _copy(_MODELS[name], lines(name, table, columns(_MODELS[name]), gathered.known))
        yield usual, sorted(gathered.unusual)


def fresh(table: Table) -> str:
    """Return the name of the table beside that of the facts."""
    return f"fresh_{table._meta.db_table}"


def stored(table: Table) -> str:
    """Return SQL of the facts there are of the buyers worked out."""
    return f"(SELECT fact.* FROM {table._meta.db_table} AS fact JOIN fresh_buyer USING (buyer_id))"


def columns(table: Table) -> list[str]:
    """Return the columns of a table in the order of its model."""
    return [str(field.column) for field in table._meta.concrete_fields]


_MODELS: dict[str, Table] = {table._meta.model_name or "": table for table in TABLES}


def _portions(buyers: Sequence[int]) -> Iterator[tuple[Sequence[int], Gathered]]:
    """Yield buyers with all of their entries, not too many at once."""
    gathered, begin, last = Gathered(), 0, 0
    for read in journal.plainly_of_buyers(buyers, kinds=KINDS_READ, at_once=_READ_AT_ONCE):
        rows = read
        if gathered.entries >= ENTRIES_AT_ONCE and _BUYER(rows[-1]) != last:
            begun = bisect_right(rows, last, key=_BUYER)
            gathered.add(rows[:begun])
            end = bisect_right(buyers, last)
            yield buyers[begin:end], gathered
            gathered, begin, rows = Gathered(), end, rows[begun:]
        gathered.add(rows)
        last = _BUYER(rows[-1])
    yield buyers[begin:], gathered


def _empty_tables(buyers: Collection[int]) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"""CREATE TEMP TABLE IF NOT EXISTS {fresh(table)}
                    (LIKE {table._meta.db_table}) ON COMMIT DROP"""
            )
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS fresh_buyer (buyer_id bigint) ON COMMIT DROP"
        )
        names = ", ".join(["fresh_buyer", *map(fresh, TABLES)])
        cursor.execute(f"TRUNCATE {names}")
        with cursor.copy("COPY fresh_buyer FROM STDIN") as copy:
            copy.write("".join(f"{buyer}\n" for buyer in buyers))
        cursor.execute("ANALYZE fresh_buyer")


def _copy(table: Table, lines: memoryview) -> None:
    names = ", ".join(columns(table))
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {fresh(table)} ({names}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(lines)
        cursor.execute(f"ANALYZE {fresh(table)}")
