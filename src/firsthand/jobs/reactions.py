"""Read the journal and do what follows from each entry, at least once.

Each reaction runs in a savepoint of its own. One that fails is parked with its error and
tried again later; the bookmark moves on, so it never holds up the others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from firsthand import wiring
from firsthand.domain.journal import commands, queries
from firsthand.domain.journal.models import Entry

READER = "reactions"
BATCH = 200

logger = logging.getLogger(__name__)
Reaction = Callable[[Entry], None]


def read_on(*, at: datetime) -> int:
    """React to everything written since last time; return how many entries that was."""
    total = 0
    while read := _read_batch(at=at):
        total += read
    return total


def try_again(*, at: datetime) -> int:
    """Try parked entries whose pause is over; return how many succeeded."""
    succeeded = 0
    while (outcome := _try_one_parked(at=at)) is not None:
        succeeded += outcome
    return succeeded


def _read_batch(*, at: datetime) -> int:
    with transaction.atomic():
        entries = queries.unread(commands.locked_bookmark(READER), limit=BATCH)
        for entry in entries:
            for reaction in wiring.REACTIONS.get(entry.kind, ()):
                _attempt(reaction, entry, at=at)
        if entries:
            commands.move_bookmark(reader=READER, to=entries[-1])
    return len(entries)


def _try_one_parked(*, at: datetime) -> bool | None:
    with transaction.atomic():
        parked = commands.locked_parked(READER, at=at)
        if parked is None:
            return None
        reaction = _named(parked.reaction, parked.entry)
        # A reaction that no longer exists has nothing left to do.
        done = reaction is None or _attempt(reaction, parked.entry, at=at)
        if done:
            commands.unpark(parked)
        return done


def _attempt(reaction: Reaction, entry: Entry, *, at: datetime) -> bool:
    """Run one reaction in a savepoint; park the entry if it fails. Say whether it went."""
    try:
        with transaction.atomic():
            reaction(entry)
    except (OperationalError, InterfaceError):
        raise  # The database is gone or busy: nobody's fault, the whole batch comes again.
    except Exception as problem:
        # Whatever it was, it must not stop the reactions to other entries.
        logger.exception("%s failed on entry %s", _name(reaction), entry.pk)
        commands.park(
            reader=READER,
            reaction=_name(reaction),
            entry=entry,
            error=f"{type(problem).__name__}: {problem}",
            at=at,
        )
        return False
    return True


def _name(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__qualname__}"[-120:]


def _named(name: str, entry: Entry) -> Reaction | None:
    return next(
        (known for known in wiring.REACTIONS.get(entry.kind, ()) if _name(known) == name),
        None,
    )
