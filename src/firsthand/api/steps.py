"""What is to be done on a ticket before it is closed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Text
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Checklist, Step
from firsthand.domain.tickets.queries import checklists_for, steps_of

router = Router(tags=["steps"])
StepId = Annotated[Id, Path()]


class ChecklistOut(Schema):
    """A template that fits the ticket and is not on it yet."""

    id: int
    name: str
    steps: list[str]
    is_mandatory: bool


class StepOut(Schema):
    """One step. `is_mandatory`: the ticket is not closed while it is open."""

    id: int
    text: str
    checklist_id: int | None
    is_mandatory: bool
    added_at: datetime
    done_by_id: int | None
    done_at: datetime | None


class StepsIn(Schema):
    """A template, or without one texts of one's own."""

    checklist: Id | None = None
    texts: Annotated[list[Text], Field(max_length=30, default_factory=list)]


class TickIn(Schema):
    """Whether the step is done."""

    is_done: bool


@router.get("/{ticket_id}/steps", response={200: list[StepOut], **PROBLEMS}, auth=READ)
def list_steps(request: HttpRequest, ticket_id: TicketId) -> list[Step]:
    """Return the steps of a ticket in their order."""
    return steps_of(seen(reader(request), ticket_id).pk)


@router.get(
    "/{ticket_id}/checklists", response={200: list[ChecklistOut], **PROBLEMS}, auth=READ
)
def list_checklists(request: HttpRequest, ticket_id: TicketId) -> list[Checklist]:
    """Return the templates that fit a ticket, the closest to its reason first."""
    return checklists_for(seen(reader(request), ticket_id))


@router.post("/{ticket_id}/steps", response={201: list[StepOut], **PROBLEMS}, auth=WRITE)
def add_steps(
    request: HttpRequest, ticket_id: TicketId, body: StepsIn
) -> Status[list[Step]]:
    """Put the steps of a template on a ticket, or typed ones; a template only once."""
    steps = commands.add_steps(
        ticket_id=ticket_id, checklist_id=body.checklist, texts=body.texts, **now(request)
    )
    return Status(201, steps)


@router.post(
    "/{ticket_id}/steps/{step_id}", response={200: StepOut, **PROBLEMS}, auth=WRITE
)
def tick_step(
    request: HttpRequest, ticket_id: TicketId, step_id: StepId, body: TickIn
) -> Step:
    """Say that a step is done, or is not after all."""
    return commands.tick_step(
        ticket_id=ticket_id, step_id=step_id, is_done=body.is_done, **now(request)
    )


@router.delete("/{ticket_id}/steps/{step_id}", response={204: None, **PROBLEMS}, auth=WRITE)
def remove_step(request: HttpRequest, ticket_id: TicketId, step_id: StepId) -> Status[None]:
    """Leave a step out; a mandatory one only a lead leaves out."""
    commands.remove_step(ticket_id=ticket_id, step_id=step_id, **now(request))
    return Status(204, None)
