"""What people have sent to buyers, as a sample that means the same every time."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import MD5, Cast

from firsthand.domain.tickets.models import Message, Ticket
from firsthand.foundation.scoping import SeesStores


class SentReply(NamedTuple):
    """One reply that a person sent."""

    message_id: int
    ticket_id: int
    body: str
    language: str
    marketplace: str
    channel: str
    role: str


def sent_replies(
    person: SeesStores, since: datetime, until: datetime, *, most: int
) -> tuple[int, list[SentReply]]:
    """Return how many replies people sent in a period, and a sample of them.

    Args:
        person: whose stores count.
        since: they were sent then or later (UTC).
        until: and before this.
        most: of the sample. Which ones goes by a hash of their numbers: spread over the
            whole period, and the same ones tomorrow.
    """
    found = Message.objects.filter(
        direction=Message.Direction.OUTBOUND,
        author__isnull=False,
        sent_at__gte=since,
        sent_at__lt=until,
        ticket__in=Ticket.objects.all().visible_to(person),
    ).exclude(body="")
    sample = found.order_by(MD5(Cast("pk", CharField())))[:most]
    rows = sample.values_list(
        "pk", "ticket_id", "body", "ticket__language", "ticket__store__marketplace",
        "ticket__store__channel", "author__role",
    )  # fmt: skip
    return found.count(), [SentReply(*row) for row in rows]
