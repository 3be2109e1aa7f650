"""How often each operation may be called: an account's buckets, shared by all processes."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from firsthand.connectors.amazon.judging import throttled
from firsthand.connectors.amazon.operations import Operation
from firsthand.foundation.pacing import commands
from firsthand.foundation.postgres import clock


class Pacing(Protocol):
    """Who says when a call may be made."""

    def turn(self, operation: Operation, patience: timedelta) -> timedelta:
        """Take a turn and return how long to wait for it.

        Raises:
            Throttled: it would be longer than `patience`; none was taken.
        """

    def refused(self, operation: Operation, wanted: timedelta) -> timedelta:
        """Note that Amazon took a call for one too many; return when there is a turn."""

    def accepted(self, operation: Operation, rate: Decimal | None) -> None:
        """Note that a call was taken, and the rate that holds where Amazon told it."""


class SharedPacing:
    """The buckets in the database, by its clock. Answers `Pacing`.

    Args:
        account: the account that is called for; each has buckets of its own.
    """

    def __init__(self, account: str) -> None:
        self._account = account

    def turn(self, operation: Operation, patience: timedelta) -> timedelta:
        now = clock.now()
        turn = commands.take(
            self._name(operation), operation.pace, now=now, patience=patience
        )
        if not turn.is_taken:
            raise throttled(operation, turn.at - now)
        return turn.at - now

    def refused(self, operation: Operation, wanted: timedelta) -> timedelta:
        now = clock.now()
        again_at = commands.refused(
            self._name(operation),
            operation.pace,
            now=now,
            wanted=wanted,
            spread=random.random(),  # noqa: S311 -- only so that not all come at once
        )
        return again_at - now

    def accepted(self, operation: Operation, rate: Decimal | None) -> None:
        commands.accepted(self._name(operation), operation.pace, now=clock.now(), rate=rate)

    def _name(self, operation: Operation) -> str:
        return f"amazon/{self._account}/{operation.key}"


class Unpaced:
    """Every call at once, for a fake that does not count them. Answers `Pacing`."""

    def turn(self, operation: Operation, patience: timedelta) -> timedelta:  # noqa: ARG002 -- the port's
        return timedelta(0)

    def refused(self, operation: Operation, wanted: timedelta) -> timedelta:  # noqa: ARG002 -- the port's
        return wanted

    def accepted(self, operation: Operation, rate: Decimal | None) -> None:
        pass
