"""What somebody follows, and where he was named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from firsthand.domain.tickets.models import Assignment, Mention, Message, Ticket, Watch
from firsthand.domain.tickets.queries.views import SomebodyAtDesk

# Of a list that a person has for himself, so much is shown.
MOST = 200


@dataclass(frozen=True)
class Followed:
    """A ticket somebody follows, and what is new since he looked at it."""

    ticket: Ticket
    since: datetime
    messages: int  # From the buyer or to him, by others.
    notes: int
    was_closed: bool
    changed_hands: bool

    @property
    def is_new(self) -> bool:
        """Say whether there is anything."""
        return bool(self.messages or self.notes or self.was_closed or self.changed_hands)


def followed_by(person: SomebodyAtDesk) -> Sequence[Followed]:
    """Return what `person` follows of what he may see: what has news first, then latest."""
    theirs = Q(ticket__messages__recorded_at__gt=F("looked_at")) & (
        Q(ticket__messages__author=None) | ~Q(ticket__messages__author=person.pk)
    )
    is_note = Q(ticket__messages__direction=Message.Direction.NOTE)
    passed = Assignment.objects.filter(
        ticket=OuterRef("ticket"), at__gt=OuterRef("looked_at")
    ).exclude(by=person.pk)
    seen = Ticket.objects.all().visible_to(person).filter(merged_into=None)
    watches = (
        Watch.objects.filter(person=person.pk, ticket__in=seen)
        .select_related("ticket__store", "ticket__buyer", "ticket__assignee")
        .annotate(
            n_messages=Count("ticket__messages", filter=theirs & ~is_note),
            n_notes=Count("ticket__messages", filter=theirs & is_note),
            changed_hands=Exists(passed),
        )
        .order_by("-ticket__last_message_at", "-pk")[:MOST]
    )
    found = [_followed(watch) for watch in watches]
    return sorted(found, key=lambda each: not each.is_new)


def _followed(watch: Watch) -> Followed:
    solved_at = watch.ticket.solved_at
    return Followed(
        ticket=watch.ticket,
        since=watch.since,
        messages=getattr(watch, "n_messages", 0),
        notes=getattr(watch, "n_notes", 0),
        was_closed=solved_at is not None and solved_at > watch.looked_at,
        changed_hands=getattr(watch, "changed_hands", False),
    )


def mentions_of(person: SomebodyAtDesk) -> list[Mention]:
    """Return the notes that name `person`, of tickets he may see: new ones first."""
    seen = Ticket.objects.all().visible_to(person)
    found = Mention.objects.filter(person=person.pk, note__ticket__in=seen)
    return list(
        found.select_related("note__author", "note__ticket__buyer").order_by(
            F("read_at").desc(nulls_first=True), "-at", "-pk"
        )[:MOST]
    )
