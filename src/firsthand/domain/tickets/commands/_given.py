"""With whom a locked ticket is: noted in its row, in its history and in the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Assignment, AssignmentRule, Message, Ticket
from firsthand.domain.tickets.rules.routing import Choice

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_bells: list[Callable[[], None]] = []


def ring_for_waiting(bell: Callable[[], None]) -> None:
    """Have `bell` called when a ticket waits for somebody, once committed; set once."""
    _bells[:] = [bell]


def ring(ticket: Ticket) -> None:
    """Ask for the rules to be looked at, if the ticket is nobody's and there are any."""
    if ticket.assignee_id is None and AssignmentRule.objects.in_use().exists():
        ring_now()


def ring_now() -> None:
    """Ask for the rules to be looked at."""
    for bell in _bells:
        transaction.on_commit(bell, robust=True)


@dataclass(frozen=True)
class Because:
    """Why a ticket changes hands: by whom or which rule, and what was said to it."""

    how: Assignment.How
    by: Person | None = None
    team_id: int | None = None
    rule: AssignmentRule | None = None
    choice: Choice | None = None
    reason: str = ""
    note: Message | None = None

    def facts(self) -> dict[str, object]:
        """Return what the journal keeps of it: ids, codes, counts."""
        told: dict[str, object] = {"how": str(self.how)}
        if self.rule is not None and self.choice is not None:
            told["rule"] = self.rule.pk
            told["why"] = [str(step) for step in self.choice.why]
            told["open_tickets"] = self.choice.open_tickets
        if self.team_id is not None:
            told["team"] = self.team_id
        return told | ({"reason": self.reason} if self.reason else {})


def give(ticket: Ticket, to: int | None, because: Because, *, at: datetime) -> Assignment:
    """Let somebody, or nobody, have a locked ticket."""
    came_from = ticket.assignee_id
    ticket.assignee_id, ticket.assigned_at = to, at if to is not None else None
    ticket.save(update_fields=["assignee", "assigned_at"])
    return note(ticket, because, came_from=came_from, at=at)


def note(
    ticket: Ticket, because: Because, *, came_from: int | None, at: datetime
) -> Assignment:
    """Write down that the ticket changed hands; its row says with whom it is already."""
    end(ticket, at=at)
    choice = because.choice
    made = Assignment.objects.create(
        ticket=ticket,
        how=because.how,
        person_id=ticket.assignee_id,
        team_id=because.team_id,
        came_from_id=came_from,
        by=because.by,
        rule=because.rule,
        why=[str(step) for step in choice.why] if choice is not None else [],
        open_tickets=choice.open_tickets if choice is not None else None,
        reason=because.reason,
        note=because.note,
        at=at,
    )
    journal.record(
        events.ASSIGNED,
        subject_id=ticket.pk,
        at=at,
        by=because.by,
        about=_ticket.about(ticket),
        facts={"to": ticket.assignee_id} | because.facts(),
    )
    return made


def present(ticket: Ticket) -> Assignment | None:
    """Return the present assignment; None where the ticket never changed hands."""
    return Assignment.objects.filter(ticket=ticket, ended_at=None).first()


def end(ticket: Ticket, *, at: datetime) -> None:
    """End the present assignment."""
    Assignment.objects.filter(ticket=ticket, ended_at=None).update(ended_at=at)


def take_by_answering(ticket: Ticket, *, by: Person, at: datetime) -> None:
    """Let whoever answers first have a locked ticket; the caller saves it afterwards.

    A ticket of nobody's is his; it is no change of hands, so the journal has his answer
    and nothing more. What a rule gave to another is his if that one has not answered yet.
    """
    if ticket.assignee_id is None:
        ticket.assignee, ticket.assigned_at = by, at
        end(ticket, at=at)
        return
    if ticket.assignee_id == by.pk:
        return
    given = Assignment.objects.filter(
        ticket=ticket,
        ended_at=None,
        how=Assignment.How.RULE,
        person=ticket.assignee_id,
        rule__first_reply_takes=True,
    ).first()
    if given is None or _has_answered(ticket, given):
        return
    came_from = ticket.assignee_id
    ticket.assignee, ticket.assigned_at = by, at
    because = Because(Assignment.How.REPLIED, by=by, team_id=given.team_id)
    note(ticket, because, came_from=came_from, at=at)


def _has_answered(ticket: Ticket, given: Assignment) -> bool:
    """Say whether the one it was given to has written to the buyer since then."""
    return ticket.messages.filter(
        direction=Message.Direction.OUTBOUND,
        author=given.person_id,
        recorded_at__gte=given.at,
    ).exists()
