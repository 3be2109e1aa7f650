"""Accounts in memory that keep their own books of what really happened, by their own clock.

What an account can do is in its name, as in `market`. Each call does the next thing of the
script; what nobody wrote goes well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    Instruction,
    Kind,
    NotSent,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)
from tests.people import NOON

LAG = timedelta(minutes=30)
# What a call can come to. "Taken" is said now, and decided when somebody asks.
STEPS = (
    "ok", "lost", "nothing", "declined", "throttled", "unreached", "garbage", "late",
    "twice", "dies_before", "dies_after", "cut", "taken", "taken_failed", "taken_fatal",
    "taken_for_ever",
)  # fmt: skip
_HAPPENS_NOT = {"nothing", "declined", "throttled", "unreached", "dies_before"}


class SenderDies(BaseException):
    """Nobody catches it: whoever was sending is gone, and so is its session."""


@dataclass
class Clock:
    """The true time, and what our own clock makes of it."""

    true: datetime = NOON
    behind: timedelta = timedelta()

    @property
    def ours(self) -> datetime:
        return self.true - self.behind


@dataclass(frozen=True)
class Effect:
    """One thing that really happened to an order; without a key, at the channel's desk."""

    seen: Seen
    order: str
    key: str


@dataclass
class Place:
    """One account at a marketplace."""

    name: str
    clock: Clock
    script: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    is_readable: bool = True
    by_its_own: Counter[str] = field(default_factory=Counter)
    _taken: dict[str, tuple[str, str]] = field(default_factory=dict)

    def capabilities(self) -> Capabilities:
        return Capabilities(
            kinds=frozenset(Kind),
            native_key=self.name == "key",
            key_life=timedelta(hours=6) if self.name == "key" else None,
            read_lag=LAG,
            is_definitive=self.name == "definitive",
            names_effects=self.name != "feed",
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        step = self.script.pop(0) if self.script else "ok"
        if step == "twice" and self.name != "key":
            self.by_its_own[instruction.key] += 1
            self._happens(instruction, self.clock.true)
        if step.startswith("taken"):
            return self._takes(instruction, step)
        if step not in _HAPPENS_NOT:
            delay = within if step == "late" else timedelta()
            effect = self._happens(instruction, self.clock.true + delay)
            if step in {"ok", "twice", "cut"}:
                return self._tells(step, effect)
        if step.startswith("dies"):
            raise SenderDies
        return self._says_otherwise(step)

    def _tells(self, step: str, effect: Effect) -> Answer:
        if step == "cut":
            connection.close()
        return Done(self._names(effect))

    def _says_otherwise(self, step: str) -> Answer:
        if step == "garbage":
            raise ValueError("{id: 7")
        if step == "declined":
            return Declined("no")
        if step in {"throttled", "unreached"}:
            again = timedelta(minutes=3) if step == "throttled" else None
            return NotSent(step, again_after=again)
        return Unclear("timed out")

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        step, external_id = self._taken[handle]
        if not self.is_readable:
            raise Unreadable
        if step == "taken_for_ever":
            return Taken(handle)
        if step == "taken_failed":
            return Declined("no")
        return Unclear("FATAL") if step == "taken_fatal" else Done(external_id)

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        if not self.is_readable:
            raise Unreadable
        return tuple(self.shown(order_number, lag=LAG))

    def shown(self, order_number: str, *, lag: timedelta = timedelta()) -> Iterator[Seen]:
        """Yield what happened to an order, as far as it can be seen by now."""
        for effect in self.effects:
            if effect.order == order_number and effect.seen.at + lag <= self.clock.true:
                yield effect.seen

    def pays_at_its_desk(self, order: str, minor_units: int, currency: str) -> None:
        seen = self._seen(Kind.REFUND, currency, minor_units, self.clock.true)
        self.effects.append(Effect(seen, order, ""))

    def happened(self, key: str) -> list[Seen]:
        return [effect.seen for effect in self.effects if effect.key == key]

    def _takes(self, instruction: Instruction, step: str) -> Answer:
        handle = f"{self.name}-handle-{len(self._taken)}"
        done = ""
        if step in {"taken", "taken_fatal"}:
            done = self._names(self._happens(instruction, self.clock.true))
        self._taken[handle] = (step, done)
        return Taken(handle)

    def _happens(self, told: Instruction, at: datetime) -> Effect:
        if self.name == "key":
            for effect in self.effects:
                if effect.key == told.key:
                    return effect
        seen = self._seen(told.kind, told.currency, told.minor_units, at)
        self.effects.append(Effect(seen, told.order_number, told.key))
        return self.effects[-1]

    def _seen(self, kind: Kind, currency: str, minor_units: int, at: datetime) -> Seen:
        external_id = f"{self.name}-{len(self.effects) + 1}"
        return Seen(external_id, kind, currency, minor_units, at)

    def _names(self, effect: Effect) -> str:
        """Return the id it answers with: a feed's is not the one it lists by."""
        named = effect.seen.external_id
        return named if self.capabilities().names_effects else f"doc-{named}"
