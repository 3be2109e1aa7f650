"""Work out the first facts in a second process, while the journal is being written.

Whoever fills an empty database knows what its journal will say before it is there. The
second process works from that and leaves the rows in files that have no names; it never
speaks to the database. The first adds them in its own transaction, so that journal and
facts are there together or not at all.
"""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import groupby
from multiprocessing.process import BaseProcess
from operator import attrgetter
from typing import IO, TYPE_CHECKING

from django.db import connection
from django.db.models.functions import Now
from psycopg import sql

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands import agent_time, day_sums, half_hours
from firsthand.domain.metrics.commands.build_facts import READER
from firsthand.domain.metrics.commands.derivation import derive_from
from firsthand.domain.metrics.commands.rows import TABLES, Table
from firsthand.domain.metrics.commands.translation import KINDS_READ
from firsthand.domain.metrics.models import Standing

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

_PIECE = 1 << 20
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class FirstFacts:
    """Facts on their way: being worked out, until they are added."""

    def __init__(self, process: BaseProcess, files: Mapping[Table, IO[bytes]]) -> None:
        self._process = process
        self._files = files

    def add(self) -> None:
        """Wait for the facts and add them, once their journal is written.

        The reader of the journal goes on behind the last entry there is: everything up to
        it must be in the facts.

        Raises:
            RuntimeError: they could not be worked out; the second process said why.
        """
        self._process.join()
        if self._process.exitcode != 0:
            raise RuntimeError("the first facts could not be worked out")
        # First: a worker that has begun already may be reading the entries before these.
        journal.locked_bookmark(READER)
        for table, file in self._files.items():
            _copy(table, file)
        half_hours.count_all()
        day_sums.count_all()
        agent_time.count_all()
        newest = journal_queries.newest()
        if newest is not None:
            journal.move_bookmark(reader=READER, to=newest)
        Standing.objects.update_or_create(
            pk=1, defaults={"version": rules.VERSION, "rebuilt_at": Now()}
        )


@contextmanager
def first_facts(entries: Iterable[Entry]) -> Iterator[FirstFacts]:
    """Have the facts of a database that has none worked out meanwhile.

    Args:
        entries: everything the journal will hold about buyers, buyer by buyer, in order of
            what happened. Read in the second process only, so a generator costs nothing
            here.
    """
    assert connection.in_atomic_block
    with ExitStack() as stack:
        files = {table: stack.enter_context(tempfile.TemporaryFile()) for table in TABLES}
        # Forked, so that nothing has to be handed over. What it inherits of the database's
        # connection it never touches, and psycopg closes it in the first process only.
        process = multiprocessing.get_context("fork").Process(
            target=_work_out, args=(entries, files), daemon=True
        )
        process.start()
        try:
            yield FirstFacts(process, files)
        finally:
            process.kill()  # Done already, unless something went wrong here.
            process.join()


def _work_out(entries: Iterable[Entry], files: Mapping[Table, IO[bytes]]) -> None:
    """Write the facts of these entries to the files, as COPY takes them."""
    read = (entry for entry in entries if entry.kind in KINDS_READ)
    for buyer_id, of_buyer in groupby(read, key=attrgetter("buyer_id")):
        derived = derive_from(of_buyer)
        if derived.unreadable:
            raise ValueError(f"buyer {buyer_id}: {derived.unreadable}")
        for table in TABLES:
            for row in derived.facts.of(table).values():
                line = "\t".join(map(_as_text, row))
                files[table].write(f"{line}\n".encode())
    for file in files.values():
        file.flush()


def _as_text(value: object) -> str:
    if value is None:
        return r"\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def _copy(table: Table, file: IO[bytes]) -> None:
    columns = [str(field.column) for field in table._meta.concrete_fields]
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    file.seek(0)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        while piece := file.read(_PIECE):
            copy.write(piece)
