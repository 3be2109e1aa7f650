"""Facts written straight into their tables, for what reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from firsthand.domain.metrics.models import Contact, Course, Issue
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.desk import ticket

_numbers = count(1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def asked(
    place: Store,
    *,
    at: datetime,
    reason: str = "",
    reason_then: str | None = None,
    is_solved: bool = True,
    after: timedelta | None = HOUR,
    agent_id: int = 1,
    of: Ticket | None = None,
    channel: str = "amazon",
    times: int = 1,
) -> Ticket:
    """Write one buyer's question as facts: a contact, its issue and its ticket's course.

    `reason` is the latest tag, `reason_then` that of the resolution (the same if not
    given); `after` is how long the answer took, None for none yet; `times`, how many such
    questions the ticket has.
    """
    made = of or ticket(place, at=at, name="Jonas Brandt", gist=f"asked about {reason}")
    answered_at = None if after is None else at + after
    whose = {"buyer_id": made.buyer_id, "store_id": place.pk, "recorded_at": at}
    whose |= {"channel": channel}
    numbers = [next(_numbers) for _ in range(times)]
    issues = [
        Issue(
            opening_message_id=number, first_ticket_id=made.pk, opened_at=at,
            reason=reason if reason_then is None else reason_then, reason_now=reason,
            front_line_can_resolve=True, resolved_at=answered_at, resolver_id=agent_id,
            failed_at=None if is_solved else at + 2 * DAY, settles_at=at + 8 * DAY,
            settles_30_at=at + 31 * DAY, first_agent_id=agent_id, touches=1, contacts=1,
            **whose,
        )
        for number in numbers
    ]  # fmt: skip
    Issue.objects.bulk_create(issues)
    answer: dict[str, Any] = {"answered_at": answered_at, "reason": reason}
    answer |= {"answered_by_id": agent_id if after else None}
    answer |= {"wait_seconds": None if after is None else int(after.total_seconds())}
    Contact.objects.bulk_create(
        Contact(
            first_message_id=number, issue=issue, ticket_id=made.pk, started_at=at,
            number=1, **answer, **whose,
        )
        for number, issue in zip(numbers, issues, strict=True)
    )  # fmt: skip
    if not Course.objects.filter(ticket_id=made.pk).exists():
        Course.objects.create(
            ticket_id=made.pk, asked_at=at, times_opened_again=0, reassignments=0,
            **answer, **whose,
        )  # fmt: skip
    return made


def asked_often(place: Store, times: int, *, at: datetime, **facts: Any) -> None:
    """Write so many questions of one ticket at one moment."""
    asked(place, at=at, times=times, **facts)
