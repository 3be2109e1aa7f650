"""What can go wrong with a call; how a plan of it is written: `foundation.fault_plans`."""

from __future__ import annotations

from enum import StrEnum

from firsthand.foundation import fault_plans


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


_USUAL_SECONDS = {
    Fault.SLOW: 0.3,
    Fault.HANG: 3.0,
    Fault.APPLY_THEN_HANG: 3.0,
    Fault.APPLY_LATE: 1.0,
    Fault.STALE: 30.0,
    Fault.THROTTLED: 2.0,
}
Mishap = fault_plans.Mishap[Fault]
FINE = Mishap(Fault.OK, 0.0)


class Plan(fault_plans.FaultPlan[Fault]):
    """Which call meets which fault. Safe to use in many threads."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__(
            fault_plans.Terms(frozenset(Operation), Fault, _USUAL_SECONDS), seed
        )
