"""What may be sent as an invoice, and for which orders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firsthand.foundation.file_kinds import PDF, kind_of, plain_name

LARGEST_BYTES = 10_000_000  # Of what Amazon takes in one message.


class Obstacle(StrEnum):
    """Why not."""

    NOT_AMAZON = "not_amazon"
    NOT_CONNECTED = "not_connected"
    ROLE_MISSING = "role_missing"
    PENDING = "pending"
    CANCELLED = "cancelled"
    NO_FILE = "no_file"
    NOT_PDF = "not_pdf"
    TOO_LARGE = "too_large"


@dataclass(frozen=True)
class Bought:
    """What is known of an order and of the way to its marketplace.

    Attributes:
        is_connected: an account serves its store.
        may_message: the account has the role, or nobody has tried whether it does.
    """

    is_on_amazon: bool
    is_connected: bool
    may_message: bool
    is_pending: bool
    is_cancelled: bool


def obstacle_of(bought: Bought) -> Obstacle | None:
    """Return why no invoice can be sent for an order; None: Amazon can be asked."""
    checks = (
        (not bought.is_on_amazon, Obstacle.NOT_AMAZON),
        (not bought.is_connected, Obstacle.NOT_CONNECTED),
        (not bought.may_message, Obstacle.ROLE_MISSING),
        (bought.is_pending, Obstacle.PENDING),
        (bought.is_cancelled, Obstacle.CANCELLED),
    )
    return next((why for is_so, why in checks if is_so), None)


def fault_of(name: str, content: bytes) -> Obstacle | None:
    """Return why a file is no invoice; None: it can be one."""
    if not content or not plain_name(name):
        return Obstacle.NO_FILE
    if len(content) > LARGEST_BYTES:
        return Obstacle.TOO_LARGE
    return None if kind_of(plain_name(name), content, (PDF,)) else Obstacle.NOT_PDF
