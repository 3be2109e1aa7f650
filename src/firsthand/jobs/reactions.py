"""Read the journal and do what follows from each entry, at least once.

Each reaction runs in a savepoint of its own. One that fails is parked with its error and
tried again later; the bookmark moves on, so it never holds up the others. One that ends the
whole process, twice, is parked in the same way: what begins is noted before it begins.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction

from firsthand import wiring
from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Entry
from firsthand.foundation.postgres import locks

READER = "reactions"
BATCH = 200

logger = logging.getLogger(__name__)
Reaction = Callable[[Entry], None]


def read_on(*, at: datetime) -> int:
    """React to everything written since last time; return how many entries that was."""
    with _alone():
        total = 0
        while read := _read_batch(at=at):
            total += read
    return total


def try_again(*, at: datetime) -> int:
    """Try parked entries whose pause is over; return how many succeeded."""
    with _alone():
        succeeded = 0
        while (outcome := _try_one_parked(at=at)) is not None:
            succeeded += outcome
    return succeeded


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time react: what it notes before it acts is about itself."""
    locks.hold(READER)
    try:
        yield
    except BaseException:
        connection.close()  # The session's lock goes with it: others may go on.
        raise
    locks.release(READER)


def _read_batch(*, at: datetime) -> int:
    if not queries.unread(queries.bookmark_of(READER), limit=1):
        return 0
    reading = commands.begin_reading(READER, limit=BATCH)
    with transaction.atomic():
        entries = queries.unread(commands.locked_bookmark(READER), limit=reading.limit)
        for entry in entries:
            for reaction in wiring.REACTIONS.get(entry.kind, ()):
                fault = commands.ENDED if reading.is_deadly else _fault(reaction, entry)
                if fault:
                    _park(reaction, entry, fault, at=at)
        if entries:
            commands.move_bookmark(reader=READER, to=entries[-1])
        commands.end_reading(READER, read=len(entries))
    return len(entries)


def _try_one_parked(*, at: datetime) -> bool | None:
    parked = commands.begin_try(READER, at=at)
    if parked is None:
        return None
    with transaction.atomic():
        reaction = _named(parked.reaction, parked.entry)
        # A reaction that no longer exists has nothing left to do.
        fault = _fault(reaction, parked.entry) if reaction else ""
        if fault:
            commands.try_failed(parked, error=fault)
        else:
            commands.unpark(parked)
    return not fault


def _fault(reaction: Reaction, entry: Entry) -> str:
    """Run one reaction in a savepoint; return why it failed, or nothing."""
    try:
        with transaction.atomic():
            reaction(entry)
    except (OperationalError, InterfaceError):
        raise  # The database is gone or busy: the whole batch comes again, one by one.
    except Exception as problem:
        # Whatever it was, it must not stop the reactions to other entries.
        logger.exception("%s failed on entry %s", _name(reaction), entry.pk)
        return f"{type(problem).__name__}: {problem}"
    return ""


def _park(reaction: Reaction, entry: Entry, fault: str, *, at: datetime) -> None:
    name = _name(reaction)
    commands.park(reader=READER, reaction=name, entry=entry, error=fault, at=at)


def _name(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"[-120:]


def _named(name: str, entry: Entry) -> Reaction | None:
    return next(
        (known for known in wiring.REACTIONS.get(entry.kind, ()) if _name(known) == name),
        None,
    )
