"""One ticket and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.models import Draft, Message, ReplyFile, Ticket, Watch
from firsthand.domain.tickets.queries.held import ANY_HELD
from firsthand.domain.tickets.queries.lineage import roots_of
from firsthand.domain.tickets.queries.views import SomebodyAtDesk
from firsthand.foundation.postgres.standing import StandingList
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_OF_OTHERS = (
    *("state", "gist", "subject", "opened_at", "queue_due_at"),
    *("store__marketplace", "store__name"),
)


def worked_by(person: Person) -> QuerySet[Ticket]:
    """Return the tickets `person` may work: of his stores, or those handed over to him."""
    visible = Ticket.objects.all().visible_to(person)
    if person.may(Right.WORK_TICKETS):
        return visible
    if person.may(Right.WORK_HANDED_OVER):
        return visible.filter(assignee=person)
    return visible.none()


def may_work(person: Person, ticket: Ticket) -> bool:
    """Say whether `person`, who sees this ticket, may work it as well."""
    is_his = ticket.assignee_id == person.pk and person.may(Right.WORK_HANDED_OVER)
    return is_his or person.may(Right.WORK_TICKETS)


def holder_of(ticket_id: int) -> Person | None:
    """Return who has the ticket that a number leads to, if his account is active."""
    root = roots_of([ticket_id])[ticket_id]
    held = Ticket.objects.filter(pk=root, assignee__is_active=True)
    ticket = held.select_related("assignee").first()
    return ticket.assignee if ticket is not None else None


def ticket_for(person: SomebodyAtDesk, ticket_id: int) -> Ticket | None:
    """Return one ticket with what it refers to, if `person` may see it.

    It knows by `is_followed` whether this person follows it, by `any_held` whether a reply
    is held on it, or by this person anywhere, and by `any_files` whether
    a file waits here for a reply.
    A merged ticket's number leads to the one it was merged into.
    """
    found = next(iter(_tickets(ticket_id, person.pk)), None)
    stores = person.visible_store_ids()
    if found is None or (stores is not None and found.store_id not in stores):
        return None
    if found.merged_into_id is None:
        return found
    return ticket_for(person, roots_of([ticket_id])[ticket_id])


@StandingList
def _tickets(ticket_id: int, person_id: int) -> QuerySet[Ticket]:
    follows = Watch.objects.filter(ticket=OuterRef("pk"), person=person_id)
    held = RawSQL(ANY_HELD, [person_id], models.BooleanField())  # noqa: S611 -- our own
    found = Ticket.objects.filter(pk=ticket_id).annotate(is_followed=Exists(follows))
    # The model names it for readers; the checker takes that for a field of the same name.
    found = found.annotate(any_held=held)  # type: ignore[no-redef]
    files = ReplyFile.objects.filter(ticket=OuterRef("pk"))
    found = found.annotate(any_files=Exists(files))  # type: ignore[no-redef]
    return found.select_related("store", "buyer", "assignee", "reason", "resolution")


def thread_of(ticket_id: int) -> list[Message]:
    """Return the messages and notes of a ticket, oldest first, with their authors."""
    return _said(ticket_id)


@StandingList
def _said(ticket_id: int) -> QuerySet[Message]:
    found = Message.objects.filter(ticket_id=ticket_id)
    return found.select_related("author").order_by("sent_at", "id")


def message_of(ticket_id: int, message_id: int) -> Message | None:
    """Return one message of a ticket. Whoever asks has been shown the ticket."""
    return Message.objects.filter(ticket_id=ticket_id, pk=message_id).first()


def drafts_of(ticket_id: int, *, person_id: int) -> dict[bool, Draft]:
    """Return what this person has begun to write here; True is the note's."""
    return {draft.is_note: draft for draft in _drafts(ticket_id, person_id)}


@StandingList
def _drafts(ticket_id: int, person_id: int) -> QuerySet[Draft]:
    return Draft.objects.filter(ticket_id=ticket_id, person_id=person_id)


def other_tickets_of_buyer(
    person: SeesStores, ticket: Ticket, *, limit: int = 6
) -> list[Ticket]:
    """Return the buyer's other tickets that `person` may see, latest first."""
    return list(
        Ticket.objects.all()
        .visible_to(person)
        .filter(buyer_id__in=orders.same_person(ticket.buyer))
        .exclude(pk=ticket.pk)
        .filter(merged_into=None)
        .select_related("store")
        .only(*_OF_OTHERS)
        .order_by("-opened_at", "-pk")[:limit]
    )


def message_ids_of(ticket_id: int) -> QuerySet[Message, int]:
    """Return the ids of a ticket's messages, for a query inside another."""
    return Message.objects.filter(ticket_id=ticket_id).values_list("pk", flat=True)
