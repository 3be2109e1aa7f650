"""The buckets of an account, shared by all processes by way of the database."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import DatabaseError

from firsthand.connectors.amazon.judging import throttled
from firsthand.connectors.amazon.operations import Operation
from firsthand.foundation.pacing import commands
from firsthand.foundation.postgres import clock

log = logging.getLogger("firsthand.amazon")


class SharedPacing:
    """The buckets in the database, by its clock. Answers `Pacing`.

    Args:
        account: the account that is called for; each has buckets of its own.
        now: the clock of all who share them: the database's, but in a trial.
    """

    def __init__(self, account: str, *, now: Callable[[], datetime] = clock.now) -> None:
        self._account = account
        self._now = now

    def turn(self, operation: Operation, patience: timedelta) -> timedelta:
        now = self._now()
        turn = commands.take(
            self._name(operation), operation.pace, now=now, patience=patience
        )
        if not turn.is_taken:
            raise throttled(operation, turn.at - now)
        return turn.at - now

    def refused(self, operation: Operation, wanted: timedelta) -> timedelta:
        try:
            now = self._now()
            again_at = commands.refused(
                self._name(operation),
                operation.pace,
                now=now,
                wanted=wanted,
                spread=random.random(),  # noqa: S311 -- only so that not all come at once
            )
        except DatabaseError:
            log.exception("a 429 of %s could not be noted", operation.key)
            return wanted
        return again_at - now

    def accepted(self, operation: Operation, rate: Decimal | None) -> None:
        try:
            commands.accepted(
                self._name(operation), operation.pace, now=self._now(), rate=rate
            )
        except DatabaseError:
            # The answer is there, and may be of money: it must not be lost over a count.
            log.exception("a call of %s could not be noted", operation.key)

    def _name(self, operation: Operation) -> str:
        return f"amazon/{self._account}/{operation.key}"
