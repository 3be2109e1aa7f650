"""What goes wrong, when: faults by name, and the plan that says which call meets which.

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
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Operation(StrEnum):
    """What a call is for, whatever the kind of marketplace."""

    TOKEN = "token"  # noqa: S105 -- to be let in
    PREPARE = "prepare"  # A step before the one that counts, without effect.
    ACT = "act"  # The one call that has an effect, or sets one going.
    POLL = "poll"  # To ask what became of it.
    READ = "read"  # To list what was done.
    PROCESS = "process"  # Not a call: what the marketplace does with what it has taken.


class Fault(StrEnum):
    OK = "ok"
    # Any call.
    SLOW = "slow"
    THROTTLED = "throttled"  # 429 with Retry-After.
    THROTTLED_BARE = "throttled_bare"  # 429 without.
    REFUSED = "refused"  # 400, as if it were against a rule.
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 -- the name of a fault
    FAIL_500 = "fail_500"  # Nothing applied.
    HTML_503 = "html_503"
    RESET = "reset"
    HANG = "hang"
    GARBLED = "garbled"  # 200, applied, and the answer says something else or nothing.
    # Calls with an effect.
    APPLY_THEN_500 = "apply_then_500"
    APPLY_THEN_RESET = "apply_then_reset"
    APPLY_THEN_HANG = "apply_then_hang"
    APPLY_LATE = "apply_late"  # 504 at once, applied after a while.
    APPLY_TWICE = "apply_twice"
    GARBLED_UNAPPLIED = "garbled_unapplied"
    # Listings.
    STALE = "stale"
    PAGE_REPEATS = "page_repeats"
    PAGE_SKIPS = "page_skips"
    # What becomes of something taken.
    FAILED = "failed"  # Refused in the end, and nothing applied.
    STUCK = "stuck"  # In progress for ever, never applied.
    STUCK_APPLIED = "stuck_applied"  # In progress for ever, and applied.
    FATAL_NONE = "fatal_none"
    FATAL_HALF = "fatal_half"
    FATAL_ALL = "fatal_all"
    CANCELLED = "cancelled"
    NO_REPORT = "no_report"  # Done, applied, and the report cannot be read.
    HALF_REFUSED = "half_refused"  # Done; the report says that half of it failed.


# Seconds, where the plan does not say: to wait, to be late, to be behind, to come back in.
_USUAL_SECONDS = {
    Fault.SLOW: 0.3,
    Fault.HANG: 3.0,
    Fault.APPLY_THEN_HANG: 3.0,
    Fault.APPLY_LATE: 1.0,
    Fault.STALE: 30.0,
    Fault.THROTTLED: 2.0,
}
_ENTRY = re.compile(
    r"(?P<operation>[a-z]+)(@(?P<account>[^=\s]+))?=(?P<fault>[a-z0-9_]+?)"
    r"(:(?P<seconds>[0-9.]+))?(x(?P<times>[0-9]+|\*)|~(?P<share>[0-9.]+))?"
)
_FOREVER = -1


class WrongPlan(Exception):
    """A plan cannot be read; says which part of it."""


@dataclass(frozen=True)
class Mishap:
    """One fault as one call meets it; `draw`, from 0 up to 1, is this call's own chance."""

    fault: Fault
    seconds: float
    draw: float = field(default=0.0, compare=False)


FINE = Mishap(Fault.OK, 0.0)


@dataclass
class _Entry:
    operation: Operation
    account: str
    mishap: Mishap
    share: float
    times_left: int

    def __str__(self) -> str:
        times = "*" if self.times_left == _FOREVER else self.times_left
        often = f"~{self.share:g}" if self.share < 1 else f"x{times}"
        of = f"@{self.account}" if self.account else ""
        return f"{self.operation}{of}={self.mishap.fault}:{self.mishap.seconds:g}{often}"


@dataclass
class Plan:
    """Which call meets which fault. Safe to use in many threads."""

    seed: int = 0
    _entries: list[_Entry] = field(default_factory=list)
    _calls: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def set(self, text: str) -> None:
        """Follow this plan from now on; an empty one: nothing goes wrong.

        Raises:
            WrongPlan: it is not one; the one before stays.
        """
        entries = [_read(part.strip()) for part in text.split(",") if part.strip()]
        with self._lock:
            self._entries = entries

    def left(self) -> str:
        """Return what of the plan is still to come, as a plan."""
        with self._lock:
            return ", ".join(str(entry) for entry in self._entries if entry.times_left)

    def next(self, operation: Operation, account: str, order: str) -> Mishap:
        """Return what this call meets, and count it."""
        with self._lock:
            call = f"{operation} {account} {order}"
            self._calls[call] += 1
            for number, entry in enumerate(self._entries):
                if entry.operation != operation or entry.account not in {"", account}:
                    continue
                if not entry.times_left:
                    continue
                draw = drawn(f"{self.seed} {number} {call} {self._calls[call]}")
                if entry.share < 1 and draw >= entry.share:
                    continue
                if entry.times_left != _FOREVER:
                    entry.times_left -= 1
                return replace(entry.mishap, draw=draw)
        return FINE


def drawn(what: str) -> float:
    """Return a number from 0 up to 1 that depends on nothing but `what`."""
    return int.from_bytes(hashlib.sha256(what.encode()).digest()[:8]) / 2**64


def _read(part: str) -> _Entry:
    found = _ENTRY.fullmatch(part)
    try:
        if found is None:
            raise ValueError("it is not OPERATION=FAULT")
        fault = Fault(found["fault"])
        seconds = float(found["seconds"] or _USUAL_SECONDS.get(fault, 0.0))
        share = float(found["share"] or 1)
        endless = found["times"] == "*" or share < 1
        times = _FOREVER if endless else int(found["times"] or 1)
        return _Entry(
            Operation(found["operation"]),
            found["account"] or "",
            Mishap(fault, seconds),
            share,
            times,
        )
    except ValueError as problem:
        raise WrongPlan(f"“{part}”: {problem}.") from problem
