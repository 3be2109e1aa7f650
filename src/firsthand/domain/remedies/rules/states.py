"""The life of a remedy: its states, and which may follow which.

The triggers in the database are written from this table; there is no second one.
"""

from __future__ import annotations

from enum import StrEnum

from firsthand.domain.remedies.ports import Kind


class State(StrEnum):
    """Where a remedy is. What is only typed in a form is not stored and has no state."""

    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"  # May be sent; perhaps was tried and provably never arrived.
    SENDING = "sending"  # Written down, and perhaps on its way at this moment.
    TAKEN = "taken"  # The channel has it and has not decided yet.
    UNKNOWN = "unknown"  # It may have happened; nobody has looked yet.
    NEEDS_HUMAN = "needs_human"  # It may have happened; looking did not tell.
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


_S = State
ALLOWED: frozenset[tuple[State, State]] = frozenset(
    (before, after)
    for before, afters in {
        _S.PENDING_APPROVAL: (_S.APPROVED, _S.REJECTED, _S.EXPIRED, _S.CANCELLED),
        # Succeeded: an attempt given up as lost proves after all that it has happened.
        _S.APPROVED: (_S.SENDING, _S.CANCELLED, _S.EXPIRED, _S.SUCCEEDED),
        _S.SENDING: (_S.SUCCEEDED, _S.FAILED, _S.TAKEN, _S.APPROVED, _S.UNKNOWN),
        _S.TAKEN: (_S.SUCCEEDED, _S.FAILED, _S.UNKNOWN, _S.NEEDS_HUMAN),
        # Approved: the channel's own record says it did not happen. Taken: a late answer.
        _S.UNKNOWN: (
            _S.SUCCEEDED, _S.FAILED, _S.APPROVED, _S.SENDING, _S.TAKEN, _S.NEEDS_HUMAN,
        ),
        _S.NEEDS_HUMAN: (_S.SUCCEEDED, _S.FAILED),
    }.items()
    for after in afters
)  # fmt: skip
FIRST = frozenset({_S.PENDING_APPROVAL, _S.APPROVED})
# Nothing has left yet: it can still be taken back.
UNSENT = FIRST
# It has left, or may have. One of these per order, so that what a listing shows of an
# order can only be of one of them.
UNDER_WAY = frozenset({_S.SENDING, _S.TAKEN, _S.UNKNOWN, _S.NEEDS_HUMAN})
# Their money is set aside and cannot be promised twice.
RESERVING = UNSENT | UNDER_WAY
FINAL = frozenset(State) - RESERVING

MONEY_KINDS = frozenset({Kind.REFUND, Kind.RETURNLESS_REFUND, Kind.GOODWILL_CREDIT})


def may_follow(before: State, after: State) -> bool:
    """Say whether a remedy may go from one state to the other."""
    return (before, after) in ALLOWED
