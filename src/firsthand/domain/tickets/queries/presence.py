"""Who is at work, by what the tabs report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from firsthand.domain.tickets.models import FocusInterval, Ticket
from firsthand.foundation.scoping import SeesStores

RECENTLY = timedelta(minutes=15)


@dataclass(frozen=True)
class OnDuty:
    """Somebody who had a ticket in front of him a moment ago, and what he carries."""

    name: str
    open_tickets: int
    due_within_hour: int


def on_duty(person: SeesStores, *, at: datetime) -> Sequence[OnDuty]:
    """Return who worked a ticket that `person` may see in the last 15 minutes, by name."""
    visible = Ticket.objects.all().visible_to(person)
    recent = FocusInterval.objects.filter(ended_at__gt=at - RECENTLY, ended_at__lte=at)
    names = dict(
        recent.filter(ticket__in=visible)
        .values_list("person_id", "person__name")
        .distinct()
    )
    carried = {
        assignee: (open_tickets, due)
        for assignee, open_tickets, due in visible.filter(
            state=Ticket.State.OPEN, assignee_id__in=list(names)
        )
        .values_list("assignee_id")
        .annotate(
            carries=Count("pk"),
            due=Count("pk", filter=Q(reply_due_at__lte=at + timedelta(hours=1))),
        )
    }
    return sorted(
        (OnDuty(name, *carried.get(each, (0, 0))) for each, name in names.items()),
        key=lambda somebody: somebody.name,
    )
