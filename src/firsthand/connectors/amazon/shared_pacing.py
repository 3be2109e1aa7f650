"""The buckets of an account, shared by all processes by way of the database."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from firsthand.connectors.amazon.judging import throttled
from firsthand.connectors.amazon.operations import Operation
from firsthand.foundation.pacing import commands
from firsthand.foundation.postgres import clock


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
