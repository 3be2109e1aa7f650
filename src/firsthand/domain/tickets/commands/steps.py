"""The steps of one ticket: add them, tick them, leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.commands.checklists import fit_steps
from firsthand.domain.tickets.models import Checklist, Step, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

MOST_ON_A_TICKET = 100


class TooManySteps(Refused):
    code = "tickets.too_many_steps"


@transaction.atomic
def add_steps(
    *,
    ticket_id: int,
    by: Person,
    at: datetime,
    checklist_id: int | None = None,
    texts: Sequence[str] = (),
) -> list[Step]:
    """Put steps on a ticket: those of a template, or typed ones.

    A template that is there already is not copied again.

    Args:
        ticket_id: the ticket.
        by: who adds them.
        at: when (UTC).
        checklist_id: the template; None: `texts` were typed.
        texts: one step each, empty ones are left out.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        Checklist.DoesNotExist: there is no such template in use.
        ChecklistUnfit: nothing was typed, or too much.
        TooManySteps: the ticket has as many as a page can show.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if checklist_id is None:
        wanted, is_mandatory = fit_steps(texts), False
    else:
        checklist = Checklist.objects.filter(archived_at=None).get(pk=checklist_id)
        wanted, is_mandatory = list(checklist.steps), checklist.is_mandatory
        if ticket.steps.filter(checklist_id=checklist_id).exists():
            return []
    if ticket.steps.count() + len(wanted) > MOST_ON_A_TICKET:
        raise TooManySteps(
            _("A ticket has %(most)d steps at most.") % {"most": MOST_ON_A_TICKET},
            fix=_("Leave some out first."),
        )
    steps = [
        Step.objects.create(
            ticket=ticket,
            checklist_id=checklist_id,
            text=text,
            is_mandatory=is_mandatory,
            added_by=by,
            added_at=at,
        )
        for text in wanted
    ]
    _ticket.will_hold_words(ticket)
    facts: dict[str, object] = {
        "checklist": checklist_id,
        "steps": [step.pk for step in steps],
    }
    _record(events.STEPS_ADDED, ticket, facts, by=by, at=at)
    return steps


@transaction.atomic
def tick_step(
    *, ticket_id: int, step_id: int, is_done: bool, by: Person, at: datetime
) -> Step:
    """Say that a step is done, or is not after all; the same again changes nothing.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        Step.DoesNotExist: this ticket has no such step.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    step = ticket.steps.get(pk=step_id)
    if (step.done_at is not None) == is_done:
        return step
    step.done_by, step.done_at = (by, at) if is_done else (None, None)
    step.save(update_fields=["done_by", "done_at"])
    kind = events.STEP_DONE if is_done else events.STEP_OPENED
    _record(kind, ticket, {"step": step_id}, by=by, at=at)
    return step


@transaction.atomic
def remove_step(*, ticket_id: int, step_id: int, by: Person, at: datetime) -> None:
    """Leave a step out; one that is mandatory only a lead leaves out.

    Raises:
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        Step.DoesNotExist: this ticket has no such step.
        NotAllowed: it is mandatory.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    step = ticket.steps.get(pk=step_id)
    if step.is_mandatory:
        require(by, Right.ASSIGN_OTHERS)
    step.delete()
    _record(events.STEP_REMOVED, ticket, {"step": step_id}, by=by, at=at)


def _record(
    kind: str, ticket: Ticket, facts: dict[str, object], *, by: Person, at: datetime
) -> None:
    _ticket.touch(ticket)
    journal.record(
        kind, subject_id=ticket.pk, at=at, by=by, about=_ticket.about(ticket), facts=facts
    )
