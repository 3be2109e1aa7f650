"""Do one deed to many tickets: show what would happen, do it, stop it, undo it."""

from firsthand.domain.tickets.commands.bulk._common import ring_for_bulks
from firsthand.domain.tickets.commands.bulk.running import work_bulks
from firsthand.domain.tickets.commands.bulk.showing import (
    MOST_IN_BULK,
    NothingSelected,
    TooMany,
    UnknownDeed,
    Wanted,
    forget_bulks,
    preview_bulk,
)
from firsthand.domain.tickets.commands.bulk.steering import (
    NothingToUndo,
    StillRunning,
    UndoneBefore,
    start_bulk,
    stop_bulk,
    undo_bulk,
)
from firsthand.domain.tickets.queries.whole import WholeFilter, WholeList

__all__ = [
    "MOST_IN_BULK",
    "NothingSelected",
    "NothingToUndo",
    "StillRunning",
    "TooMany",
    "UndoneBefore",
    "UnknownDeed",
    "Wanted",
    "WholeFilter",
    "WholeList",
    "forget_bulks",
    "preview_bulk",
    "ring_for_bulks",
    "start_bulk",
    "stop_bulk",
    "undo_bulk",
    "work_bulks",
]
