"""Replies that are not sent yet, or were stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from firsthand.domain.tickets.models import HeldReply

_UNSENT = (HeldReply.State.WAITING, HeldReply.State.STOPPED)


def held_replies_of(ticket_id: int) -> list[HeldReply]:
    """Return what waits on a ticket or was stopped and not looked at, oldest first.

    Whoever asks has been shown the ticket.
    """
    return list(
        HeldReply.objects.filter(ticket_id=ticket_id, state__in=_UNSENT)
        .select_related("person")
        .order_by("asked_at", "pk")
    )


def undoable_by(person_id: int, *, but: int = 0) -> list[HeldReply]:
    """Return a person's replies on other tickets that leave in seconds or were stopped."""
    return list(
        HeldReply.objects.filter(person_id=person_id, state__in=_UNSENT)
        .filter(Q(is_scheduled=False) | Q(state=HeldReply.State.STOPPED))
        .exclude(ticket_id=but)
        .select_related("ticket__buyer")
        .defer("body")
        .order_by("send_at", "pk")[:5]
    )


def tickets_held_by(person_id: int) -> set[int]:
    """Return the tickets on which a reply of this person waits to be sent."""
    waiting = HeldReply.objects.filter(person_id=person_id, state=HeldReply.State.WAITING)
    return set(waiting.values_list("ticket_id", flat=True))


class HeldStanding(NamedTuple):
    """How held replies stand: all that wait, and those whose time was long ago."""

    waiting: int
    overdue: int


def held_standing(*, at: datetime, grace: timedelta) -> HeldStanding:
    """Return how many replies are held, and how many should have left before `grace`."""
    waiting = HeldReply.objects.filter(state=HeldReply.State.WAITING)
    overdue = waiting.filter(send_at__lt=at - grace)
    return HeldStanding(waiting.count(), overdue.count())
