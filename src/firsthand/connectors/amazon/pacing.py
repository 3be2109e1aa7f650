"""Who says how often each operation may be called."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from firsthand.connectors.amazon.operations import Operation


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


class Unpaced:
    """Every call at once, for a fake that does not count them. Answers `Pacing`."""

    def turn(self, operation: Operation, patience: timedelta) -> timedelta:  # noqa: ARG002 -- the port's
        return timedelta(0)

    def refused(self, operation: Operation, wanted: timedelta) -> timedelta:  # noqa: ARG002 -- the port's
        return wanted

    def accepted(self, operation: Operation, rate: Decimal | None) -> None:
        pass
