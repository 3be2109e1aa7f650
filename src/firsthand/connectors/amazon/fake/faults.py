"""What can go wrong with a call to the fake, or with what a call sets going."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from firsthand.foundation.fault_plans import FaultPlan, Terms

# Beside the names of all operations: what has no operation of its own.
TOKEN, UPLOAD, DOWNLOAD = "token", "upload", "download"
PROCESS = "process"  # What becomes of a feed or a report that was taken.
POSTINGS = "postings"  # When a refund shows in the finances.


class Fault(StrEnum):
    OK = "ok"
    # Any call; nothing is done.
    SLOW = "slow"
    THROTTLED = "throttled"  # 429 with Retry-After.
    THROTTLED_BARE = "throttled_bare"  # 429 without.
    DECLINED = "declined"  # 400.
    ROLE_MISSING = "role_missing"  # 403.
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 -- the name of a fault
    FAIL_500 = "fail_500"
    HTML_503 = "html_503"
    RESET = "reset"
    HANG = "hang"
    GARBLED_UNAPPLIED = "garbled_unapplied"  # 200 with a page of HTML.
    # Any call; it is done.
    APPLY_THEN_500 = "apply_then_500"
    APPLY_THEN_HTML_503 = "apply_then_html_503"
    APPLY_THEN_RESET = "apply_then_reset"  # The answer is lost.
    APPLY_THEN_HANG = "apply_then_hang"
    GARBLED = "garbled"  # 200 with a page of HTML.
    CUT_OFF = "cut_off"  # Half of the body, as if that were all.
    APPLY_LATE = "apply_late"  # 500 at once, and done a while after.
    APPLY_TWICE = "apply_twice"
    # A listing.
    STALE = "stale"  # As it was a while ago.
    PAGE_REPEATS = "page_repeats"  # It begins one entry before its place,
    PAGE_SKIPS = "page_skips"  # or one after.
    # What becomes of a feed, or of a report as far as it can.
    STUCK = "stuck"  # In progress for ever, never applied.
    STUCK_APPLIED = "stuck_applied"  # In progress for ever, and applied.
    FATAL_NONE = "fatal_none"
    FATAL_HALF = "fatal_half"
    FATAL_ALL = "fatal_all"
    CANCELLED = "cancelled"
    NO_REPORT = "no_report"  # Done and applied, and no word about it.
    REFUSED = "refused"  # Done; the report says that each message is wrong.
    HALF_REFUSED = "half_refused"
    # When a refund shows.
    LATE = "late"
    NEVER = "never"


_USUAL_SECONDS = {
    Fault.SLOW: 0.3,
    Fault.HANG: 3.0,
    Fault.APPLY_THEN_HANG: 3.0,
    Fault.THROTTLED: 2.0,
    Fault.LATE: 48 * 3600.0,
    Fault.APPLY_LATE: 30.0,
    Fault.STALE: 3600.0,
}


def plan_for(operations: Iterable[str], seed: int) -> FaultPlan[Fault]:
    """Return an empty plan for a fake with these operations."""
    names = {*operations, TOKEN, UPLOAD, DOWNLOAD, PROCESS, POSTINGS}
    return FaultPlan(Terms(names, Fault, _USUAL_SECONDS), seed)
