"""When a buyer may be asked for a review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# After delivery; as sellers report, Amazon documents it nowhere for programs.
EARLIEST, LATEST = timedelta(days=5), timedelta(days=30)


class Obstacle(StrEnum):
    """Why not."""

    NOT_AMAZON = "not_amazon"
    CANCELLED = "cancelled"
    NOT_ARRIVED = "not_arrived"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    TROUBLE = "trouble"


@dataclass(frozen=True)
class Bought:
    """What is known of an order.

    Attributes:
        arrived_at: when it came, or was to come where nobody tells; None: not known.
        has_trouble: it was sent back, claimed, rated badly, or money went back.
    """

    is_on_amazon: bool
    is_cancelled: bool
    arrived_at: datetime | None
    has_trouble: bool


def obstacle(bought: Bought, *, at: datetime) -> Obstacle | None:
    """Return why the buyer may not, or should not, be asked; None: he may."""
    if not bought.is_on_amazon:
        return Obstacle.NOT_AMAZON
    if bought.is_cancelled:
        return Obstacle.CANCELLED
    if bought.has_trouble:
        return Obstacle.TROUBLE
    if bought.arrived_at is None or bought.arrived_at > at:
        return Obstacle.NOT_ARRIVED
    if at - bought.arrived_at < EARLIEST:
        return Obstacle.TOO_EARLY
    return Obstacle.TOO_LATE if at - bought.arrived_at > LATEST else None
