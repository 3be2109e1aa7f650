"""Replies that are not sent yet, or were stopped."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q

from firsthand.domain.tickets.models import HeldReply

_UNSENT = (HeldReply.State.WAITING, HeldReply.State.STOPPED)
_SHOWN = 5
# Whether a reply is held on a ticket, or by a person anywhere. The states are written out:
# a plan made for any of them could not use the indexes of these two.
ANY_HELD = """
    EXISTS (SELECT FROM tickets_heldreply
             WHERE ticket_id = tickets_ticket.id AND state IN ('waiting', 'stopped'))
    OR EXISTS (SELECT FROM tickets_heldreply
                WHERE person_id = %s AND state IN ('waiting', 'stopped'))"""


def held_replies_of(ticket_id: int) -> list[HeldReply]:
    """Return what waits on a ticket or was stopped and not looked at, oldest first.

    Whoever asks has been shown the ticket.
    """
    return list(
        HeldReply.objects.filter(ticket_id=ticket_id, state__in=_UNSENT)
        .select_related("person")
        .order_by("asked_at", "pk")
    )


def undoable_by(person_id: int) -> list[HeldReply]:
    """Return a person's replies that leave in seconds or were stopped."""
    return list(
        HeldReply.objects.filter(person_id=person_id, state__in=_UNSENT)
        .filter(Q(is_scheduled=False) | Q(state=HeldReply.State.STOPPED))
        .select_related("ticket__buyer")
        .defer("body")
        .order_by("send_at", "pk")[:_SHOWN]
    )


def held_beside(ticket_id: int, person_id: int) -> tuple[list[HeldReply], list[HeldReply]]:
    """Return `held_replies_of` a ticket and `undoable_by` a person elsewhere, in one query.

    Whoever asks has been shown the ticket; mostly it says by `any_held` that there is none.
    """
    found = (
        HeldReply.objects.filter(Q(ticket_id=ticket_id) | Q(person_id=person_id))
        .filter(state__in=_UNSENT)
        .select_related("person", "ticket__buyer")
        .order_by("asked_at", "pk")
    )
    here = [held for held in found if held.ticket_id == ticket_id]
    elsewhere = [
        held
        for held in found
        if held.ticket_id != ticket_id
        and (not held.is_scheduled or held.state == HeldReply.State.STOPPED)
    ]
    elsewhere.sort(key=lambda held: (held.send_at, held.pk))
    return here, elsewhere[:_SHOWN]


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
