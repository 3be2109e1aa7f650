"""Cases, histories, and what makes one ticket or one buyer of two."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from firsthand.api.case_schemas import (
    CaseOut,
    JoinIn,
    MergeIn,
    PartIn,
    SplitIn,
    TimelineOut,
)
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import TicketOut
from firsthand.api.tickets import READ, WRITE, TicketId, as_written, now, reader, seen
from firsthand.domain.claims.queries import returns_due
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries import case_of, timeline_of
from firsthand.foundation.money import Money

router = Router(tags=["cases"])


@router.get("/{ticket_id}/case", response={200: CaseOut, **PROBLEMS}, auth=READ)
def get_case(request: HttpRequest, ticket_id: TicketId) -> dict[str, object]:
    """Return everything of the ticket's buyer about its order, over all channels."""
    person = reader(request)
    case = case_of(person, seen(person, ticket_id))
    return {
        "order_number": case.order_number,
        "deadline": case.deadline,
        "tickets": case.tickets,
        "returns": list(case.order.returns.all()) if case.order else [],
        "setbacks": list(case.order.setbacks.all()) if case.order else [],
        "notices": [
            {
                "kind": notice.kind,
                "sent_at": notice.sent_at,
                "refund": notice.refund,
                "quantity": notice.quantity,
                "reason": notice.reason_text,
                "tracking_number": notice.tracking_number,
            }
            for notice in case.notices
        ],
        "postings": [
            {
                "kind": posting.kind,
                "amount": Money(posting.currency, posting.minor_units),
                "posted_at": posting.posted_at,
                "refund_id": posting.refund_id,
                "status": posting.status,
            }
            for posting in (case.order.postings.all() if case.order else ())
        ],
        "answer_returns_by": returns_due(case.order, case.notices, at=timezone.now())
        if case.order
        else None,
    }


@router.get("/{ticket_id}/timeline", response={200: TimelineOut, **PROBLEMS}, auth=READ)
def get_timeline(request: HttpRequest, ticket_id: TicketId) -> dict[str, object]:
    """Return what the ticket's buyer bought, asked and got."""
    person = reader(request)
    timeline = timeline_of(person, seen(person, ticket_id))
    lines = [
        {
            "at": line.at,
            "what": line.what,
            "store": line.store,
            "order_number": line.order.number if line.order else "",
            "ticket_id": line.ticket.pk if line.ticket else None,
        }
        for line in timeline.lines
    ]
    return vars(timeline) | {"lines": lines}


@router.post("/{ticket_id}/merge", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def merge(request: HttpRequest, ticket_id: TicketId, body: MergeIn) -> Ticket:
    """Make another ticket of the same buyer a part of this one; both numbers stay."""
    merged = commands.merge(ticket_id=body.other, into=ticket_id, **now(request))
    return as_written(merged)


@router.post("/{ticket_id}/unmerge", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def unmerge(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Part the merged ticket of this number from the one it was merged into."""
    return as_written(commands.unmerge(ticket_id=ticket_id, **now(request)))


@router.post("/{ticket_id}/split", response={201: TicketOut, **PROBLEMS}, auth=WRITE)
def split(request: HttpRequest, ticket_id: TicketId, body: SplitIn) -> Status[Ticket]:
    """Begin a ticket with some messages of this one; the same again begins no other."""
    new = commands.split(ticket_id=ticket_id, message_ids=body.messages, **now(request))
    return Status(201, as_written(new))


@router.post("/{ticket_id}/unsplit", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def unsplit(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Put a ticket that was split off back; return the one it came from."""
    return as_written(commands.unsplit(ticket_id=ticket_id, **now(request)))


@router.post("/{ticket_id}/join-buyer", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def join_buyer(request: HttpRequest, ticket_id: TicketId, body: JoinIn) -> Ticket:
    """Say that the buyer of another ticket is the same person as this one's."""
    commands.join_buyers(
        ticket_id=ticket_id, other_ticket_id=body.other_ticket, **now(request)
    )
    return seen(reader(request), ticket_id)


@router.post("/{ticket_id}/part-buyer", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def part_buyer(request: HttpRequest, ticket_id: TicketId, body: PartIn) -> Ticket:
    """Take back that a buyer is the same person as this ticket's."""
    commands.part_buyers(ticket_id=ticket_id, buyer_id=body.buyer, **now(request))
    return seen(reader(request), ticket_id)
