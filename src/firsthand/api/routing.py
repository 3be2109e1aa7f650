"""Passing on, following, mentions and assignment rules for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Text, TicketOut
from firsthand.api.tickets import READ, WRITE, TicketId, as_written, now, reader, seen
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Recipient, RuleTerms
from firsthand.domain.tickets.models import Assignment, AssignmentRule, Mention, Ticket

router = Router(tags=["tickets"])
mine = Router(tags=["tickets"])
rules = Router(tags=["assignment rules"])
RuleId = Annotated[Id, Path()]


class PassOnIn(Schema):
    """To whom, one of person and team; why; `expected`: the assignee you saw."""

    person: Id | None = None
    team: Id | None = None
    reason: Assignment.Reason
    note: Text | None = None
    expected: Id | None = None


class AssignmentOut(Schema):
    """Since when somebody, a team or nobody had the ticket, and why.

    `why`: of a rule, the preferences that decided, in their order; none: nobody else was
    there.
    """

    how: Assignment.How
    person_id: int | None
    team_id: int | None
    came_from_id: int | None
    by_id: int | None
    rule_id: int | None
    why: list[str]
    open_tickets: int | None
    reason: str
    note_id: int | None
    at: datetime
    ended_at: datetime | None


class MentionOut(Schema):
    """A note that names you."""

    note_id: int
    ticket_id: int
    at: datetime
    read_at: datetime | None

    @staticmethod
    def resolve_ticket_id(mention: Mention) -> int:
        """Return where the note stands now."""
        return mention.note.ticket_id


class FollowedOut(Schema):
    """A ticket you follow, and what others did since you had it open last."""

    ticket_id: int
    messages: int
    notes: int
    was_closed: bool
    changed_hands: bool

    @staticmethod
    def resolve_ticket_id(followed: queries.Followed) -> int:
        """Return its number."""
        return followed.ticket.pk


class RuleIn(Schema):
    """A rule: for one of store and team; `steps`: what counts, the weightiest first."""

    name: Text
    steps: Annotated[list[AssignmentRule.Preference], Field(min_length=1, max_length=5)]
    store: Id | None = None
    team: Id | None = None
    cap: Annotated[int, Field(ge=1, le=1000)] | None = None
    must_fit: bool = False
    first_reply_takes: bool = True
    position: Annotated[int, Field(ge=1, le=1000)] | None = None


class RuleOut(Schema):
    """A rule; asked in order of `position`, the first that has somebody gives."""

    id: int
    name: str
    steps: list[str]
    store_id: int | None
    team_id: int | None
    cap: int | None
    must_fit: bool
    first_reply_takes: bool
    position: int
    archived_at: datetime | None


@router.post("/{ticket_id}/pass-on", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def pass_on(request: HttpRequest, ticket_id: TicketId, body: PassOnIn) -> Ticket:
    """Give the ticket to a person or a team, with a reason."""
    ticket = commands.pass_on(
        ticket_id=ticket_id,
        to=Recipient(body.person, body.team),
        reason=body.reason,
        note=body.note or "",
        expected=body.expected,
        **now(request),
    )
    return as_written(ticket)


@router.get(
    "/{ticket_id}/assignments", response={200: list[AssignmentOut], **PROBLEMS}, auth=READ
)
def list_assignments(request: HttpRequest, ticket_id: TicketId) -> list[Assignment]:
    """Return who had the ticket one after the other, and why."""
    return queries.assignments_of(seen(reader(request), ticket_id).pk)


@router.post("/{ticket_id}/follow", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def follow(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Follow the ticket; once more changes nothing."""
    return commands.follow(ticket_id=ticket_id, **now(request))


@router.post("/{ticket_id}/unfollow", response={200: TicketOut, **PROBLEMS}, auth=WRITE)
def unfollow(request: HttpRequest, ticket_id: TicketId) -> Ticket:
    """Follow the ticket no more."""
    return commands.unfollow(ticket_id=ticket_id, **now(request))


@mine.get("/mentions", response={200: list[MentionOut], **PROBLEMS}, auth=READ)
def list_mentions(request: HttpRequest) -> list[Mention]:
    """Return the latest 200 notes that name you, new ones first."""
    return queries.mentions_of(reader(request))


@mine.get("/following", response={200: list[FollowedOut], **PROBLEMS}, auth=READ)
def list_followed(request: HttpRequest) -> list[queries.Followed]:
    """Return the tickets you follow, 200 at most, those with something new first."""
    return list(queries.followed_by(reader(request)))


@rules.get("", response={200: list[RuleOut], **PROBLEMS}, auth=READ)
def list_assignment_rules(request: HttpRequest) -> list[AssignmentRule]:
    """Return the rules of the stores you look after, in use and archived."""
    return list(queries.assignment_rules_of(_manager(request)))


@rules.post("", response={201: RuleOut, **PROBLEMS}, auth=WRITE)
def add_assignment_rule(request: HttpRequest, body: RuleIn) -> Status[AssignmentRule]:
    """Add a rule."""
    return Status(201, commands.add_rule(terms=_terms(body), **now(request)))


@rules.put("/{rule_id}", response={200: RuleOut, **PROBLEMS}, auth=WRITE)
def change_assignment_rule(
    request: HttpRequest, rule_id: RuleId, body: RuleIn
) -> AssignmentRule:
    """Change a rule; what was given by it stays where it is."""
    return commands.change_rule(rule_id=rule_id, terms=_terms(body), **now(request))


def _without_body(name: str, command: Callable[..., Any], words: str) -> None:
    """Add a call that only names the rule."""

    def call(request: HttpRequest, rule_id: RuleId) -> AssignmentRule:
        command(rule_id=rule_id, **now(request))
        return queries.assignment_rules_of(_manager(request)).get(pk=rule_id)

    call.__name__, call.__doc__ = f"{name}_assignment_rule", words
    path = "/{rule_id}/" + name
    rules.post(path, response={200: RuleOut, **PROBLEMS}, auth=WRITE)(call)


_without_body("archive", commands.archive_rule, "Give no more tickets by a rule.")
_without_body("restore", commands.restore_rule, "Give tickets by a rule again.")


def _manager(request: HttpRequest) -> Person:
    person = reader(request)
    require(person, Right.MANAGE_ROUTING)
    return person


def _terms(given: RuleIn) -> RuleTerms:
    return RuleTerms(
        name=given.name,
        steps=[str(step) for step in given.steps],
        store_id=given.store,
        team_id=given.team,
        cap=given.cap,
        must_fit=given.must_fit,
        first_reply_takes=given.first_reply_takes,
        position=given.position,
    )
