"""Write the journal of a desk without a desk: one line per thing that happened."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction

from firsthand.domain.journal import commands as journal
from tests.people import NOON

_numbers = count(1000)


class Someone:
    """An agent, as far as the journal is concerned."""

    def __init__(self, pk: int) -> None:
        self.pk = pk


LIN, MAYA = Someone(1), Someone(2)


class Story:
    """What happens to one buyer in one store. Hours count from noon of the first day."""

    def __init__(self, buyer: int, store: int = 1) -> None:
        self.buyer, self.store = buyer, store

    def write(
        self, happened: str, /, hours: float, *, subject: int | None = None,
        ticket: int | None = None, by: Someone | None = None, **facts: Any,
    ) -> int:  # fmt: skip
        subject = next(_numbers) if subject is None else subject
        about = journal.About(store_id=self.store, buyer_id=self.buyer, ticket_id=ticket)
        with transaction.atomic():
            journal.record(
                happened,
                subject_id=subject,
                at=NOON + timedelta(hours=hours),
                by=by,
                about=about,
                facts=facts,
            )
        return subject

    def asks(self, hours: float, *, ticket: int = 1, **facts: Any) -> int:
        facts = {"order_id": 7, "asins": [], "nature": "question", "reason": None, **facts}
        return self.write("tickets.message_received", hours, ticket=ticket, **facts)

    def hears(
        self, hours: float, *, ticket: int = 1, by: Someone = LIN, kind: str = "resolution"
    ) -> int:
        return self.write("tickets.reply_written", hours, ticket=ticket, by=by, kind=kind)
