"""How many claims are to be answered, and by when the next one has to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from firsthand.domain.claims.models import Reminder
from firsthand.domain.claims.queries.lists import State, in_state
from firsthand.domain.claims.rules.periods import PERIODS
from firsthand.domain.orders import queries as orders
from firsthand.foundation.scoping import Everything, SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Setback


@dataclass(frozen=True)
class Waiting:
    """Claims that nobody has answered.

    Attributes:
        n: how many.
        due_at: the nearest deadline, stated or else assumed; None where none is known.
    """

    n: int
    due_at: datetime | None


def claims_waiting(person: SeesStores, *, at: datetime) -> Waiting:
    """Count the claims that somebody may see and nobody has answered."""
    found = _open(person, at).annotate(due_at=_deadline())
    counted = found.aggregate(n=Count("pk"), nearest=Min("due_at"))
    return Waiting(counted["n"], counted["nearest"])


def near_their_deadline(
    *, at: datetime, since: timedelta
) -> list[tuple[Setback, datetime]]:
    """Return the open claims whose deadline is ahead or not over for long, with it.

    Args:
        at: the present (UTC).
        since: how long after its deadline a claim is still among them.
    """
    found = _open(Everything(), at).annotate(due_at=_deadline())
    near = found.filter(due_at__gt=at - since).order_by("due_at", "pk")
    return [(each, each.due_at) for each in near]


def reminders_of(setback_id: int) -> Sequence[Reminder]:
    """Return how its holders were reminded of a claim, the earliest first."""
    return list(Reminder.objects.filter(setback_id=setback_id).order_by("at", "pk"))


def _open(person: SeesStores, at: datetime) -> QuerySet[Setback]:
    return in_state(orders.claims_against(person), State.OPEN, at).order_by()


def _deadline() -> Coalesce:
    """Return the deadline in SQL: as stated, or else as the published period says."""
    assumed = [
        When(
            kind=kind,
            order__store__channel=channel,
            then=ExpressionWrapper(
                F("happened_at") + Value(period, output_field=DurationField()),
                output_field=DateTimeField(),
            ),
        )
        for (kind, channel), period in PERIODS.items()
    ]
    return Coalesce("claim__respond_by", Case(*assumed), output_field=DateTimeField())
