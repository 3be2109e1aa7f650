"""What goes wrong, when: the plan that says which call to a played marketplace meets which.

A plan is written as `OPERATION[@ACCOUNT]=FAULT[:SECONDS][xTIMES|x*|~SHARE]`, with commas:

    act=apply_then_500, read=stale:30x*, act@shop-1=throttled:2, process=fatal_half~0.1

The first entry that fits a call and is not used up decides it. Without a number an entry
is for one call; `x*` is for all; `~0.1` for each with a chance of one in ten, drawn from
the seed, the call's order and its number on it: the same again in the next run, however
calls on other orders fall between.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

F = TypeVar("F", bound=StrEnum)

_ENTRY = re.compile(
    r"(?P<operation>[A-Za-z]+)(@(?P<account>[^=\s]+))?=(?P<fault>[a-z0-9_]+?)"
    r"(:(?P<seconds>[0-9.]+))?(x(?P<times>[0-9]+|\*)|~(?P<share>[0-9.]+))?"
)
_FOREVER = -1


class WrongPlan(Exception):
    """A plan cannot be read; says which part of it."""


@dataclass(frozen=True)
class Mishap(Generic[F]):
    """One fault as one call meets it; `draw`, from 0 up to 1, is this call's own chance."""

    fault: F
    seconds: float
    draw: float = field(default=0.0, compare=False)


@dataclass(frozen=True)
class Terms(Generic[F]):
    """The words of a marketplace's plans.

    Attributes:
        operations: what may go wrong.
        faults: how; it has an `ok`.
        usual_seconds: to wait, to be late, to be behind, where a plan does not say.
    """

    operations: Collection[str]
    faults: type[F]
    usual_seconds: Mapping[F, float]


@dataclass
class _Entry(Generic[F]):
    operation: str
    account: str
    mishap: Mishap[F]
    share: float
    times_left: int

    def __str__(self) -> str:
        times = "*" if self.times_left == _FOREVER else self.times_left
        often = f"~{self.share:g}" if self.share < 1 else f"x{times}"
        of = f"@{self.account}" if self.account else ""
        return f"{self.operation}{of}={self.mishap.fault}:{self.mishap.seconds:g}{often}"


class FaultPlan(Generic[F]):
    """Which call meets which fault. Safe to use in many threads."""

    def __init__(self, terms: Terms[F], seed: int = 0) -> None:
        self.seed = seed
        self._terms = terms
        self._entries: list[_Entry[F]] = []
        self._calls: Counter[str] = Counter()
        self._lock = threading.Lock()

    def set(self, text: str) -> None:
        """Follow this plan from now on; an empty one: nothing goes wrong.

        Raises:
            WrongPlan: it is not one; the one before stays.
        """
        entries = [
            _read(part.strip(), self._terms) for part in text.split(",") if part.strip()
        ]
        with self._lock:
            self._entries = entries

    def left(self) -> str:
        """Return what of the plan is still to come, as a plan."""
        with self._lock:
            return ", ".join(str(entry) for entry in self._entries if entry.times_left)

    def next(self, operation: str, account: str, order: str) -> Mishap[F]:
        """Return what this call meets, and count it."""
        with self._lock:
            call = f"{operation} {account} {order}"
            self._calls[call] += 1
            for number, entry in enumerate(self._entries):
                if entry.operation != operation or entry.account not in {"", account}:
                    continue
                if not entry.times_left:
                    continue
                draw = _drawn(f"{self.seed} {number} {call} {self._calls[call]}")
                if entry.share < 1 and draw >= entry.share:
                    continue
                if entry.times_left != _FOREVER:
                    entry.times_left -= 1
                return replace(entry.mishap, draw=draw)
        return Mishap(self._terms.faults("ok"), 0.0)


def _drawn(what: str) -> float:
    """Return a number from 0 up to 1 that depends on nothing but `what`."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8]) / 2**64


def _read(part: str, terms: Terms[F]) -> _Entry[F]:
    found = _ENTRY.fullmatch(part)
    try:
        if found is None:
            raise ValueError("it is not OPERATION=FAULT")
        if found["operation"] not in terms.operations:
            raise ValueError(f"there is no operation {found['operation']}")
        fault = terms.faults(found["fault"])
        seconds = float(found["seconds"] or terms.usual_seconds.get(fault, 0.0))
        share = float(found["share"] or 1)
        endless = found["times"] == "*" or share < 1
        times = _FOREVER if endless else int(found["times"] or 1)
        return _Entry(
            found["operation"],
            found["account"] or "",
            Mishap(fault, seconds),
            share,
            times,
        )
    except ValueError as problem:
        raise WrongPlan(f"“{part}”: {problem}.") from problem
