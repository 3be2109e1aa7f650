"""What the fake has really done on orders, whatever it told anybody."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import count


@dataclass(frozen=True)
class Effect:
    """One thing done on an order.

    Attributes:
        kind: refund, cancel or resend.
        amount: of a refund, to the buyer, in major units of the currency.
        components: the parts of the amount: by item and type.
        posted_at: from when the finances show it; None: never.
        cause: the feed it came by, or the seller's own number of a parcel; `outside` for
            what was done in the seller's own pages.
        skus: of the lines it is about, by their codes.
    """

    number: str
    account: str
    order: str
    kind: str
    amount: Decimal
    currency: str
    components: tuple[tuple[str, str, Decimal], ...]
    at: datetime
    posted_at: datetime | None
    cause: str
    skus: Mapping[str, str] = field(default_factory=dict)


class Effects:
    """All of them, in the order they were done. Safe to use in many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: list[Effect] = []
        self._numbers = count(1)

    def next_number(self) -> str:
        with self._lock:
            return f"amzn1:crow:refund-{next(self._numbers)}"

    def add(self, effect: Effect) -> None:
        with self._lock:
            self._done.append(effect)

    def of(self, account: str, order: str = "") -> list[Effect]:
        """Return what was done on one of an account's orders, or on all."""
        with self._lock:
            return [
                one
                for one in self._done
                if one.account == account and order in {"", one.order}
            ]
