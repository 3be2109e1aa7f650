"""Whose turn it is to hand in a feed: one at a time of each account and type.

So a feed whose answer was lost is the only one that can have come into being meanwhile,
and Amazon's listing of feeds can say a little of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.db import DatabaseError, connection

from firsthand.foundation.postgres import locks

log = logging.getLogger("firsthand.amazon")


class FeedTurns(Protocol):
    """Gives the turn to one process at a time."""

    def taken(self, name: str) -> AbstractContextManager[bool]:
        """Hold the turn of this name; False: somebody else has it, or nobody can know."""
        ...


class SharedTurns:
    """Turns of all processes: locks of the database session. Answers `FeedTurns`."""

    @contextmanager
    def taken(self, name: str) -> Iterator[bool]:
        lock = f"amazon.feed.{name}"
        try:
            is_ours = locks.try_hold(lock)
        except DatabaseError:
            log.exception("no turn for a feed can be had")
            yield False
            return
        try:
            yield is_ours
        finally:
            if is_ours:
                _give_back(lock)


def _give_back(lock: str) -> None:
    """Give a lock back, if need be with its session: an answer must not be lost over it."""
    try:
        locks.release(lock)
    except DatabaseError:
        log.exception("the turn for a feed goes with its session")
        connection.close()
