"""How long a marketplace waits until a return that was asked for is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# By channel of the store. Amazon's help page for sellers (Return Dissatisfaction Rate,
# 201887610): authorised, refunded or closed within 48 hours.
PERIODS = {"amazon": timedelta(hours=48)}
# What was asked for longer ago is lost or settled; a report would have said so.
FOLLOWED = timedelta(days=16)
NEAR = timedelta(hours=24)
_UNDECIDED = "pending"


@dataclass(frozen=True)
class Asked:
    """A return that was asked for on an order.

    Attributes:
        status: in the marketplace's words; empty: nobody has told.
        received_at: when it came back to us.
        answered_at: when somebody said that he has answered.
        given_back_at: when money last went back on the order.
    """

    requested_at: datetime
    status: str = ""
    received_at: datetime | None = None
    answered_at: datetime | None = None
    given_back_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Say whether it has to be answered, as far as anything is known of it."""
        if self.status and not self.status.lower().startswith(_UNDECIDED):
            return False
        done = (self.received_at, self.answered_at, self.given_back_at)
        return not any(at is not None and at >= self.requested_at for at in done)


def respond_by(requested_at: datetime, *, channel: str) -> datetime | None:
    """Return by when to answer as far as published; None: of this channel nothing is."""
    period = PERIODS.get(channel)
    return requested_at + period if period is not None else None
