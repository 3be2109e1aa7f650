"""The send gate: its rules, texts held against them, the draft of other rules."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Moment, Text
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.policies import commands, queries
from firsthand.domain.policies.models import RuleSetVersion
from firsthand.domain.policies.queries import Finding, Line
from firsthand.domain.tickets import queries as tickets
from firsthand.domain.tickets.models import Ticket
from firsthand.wiring import gate, gate_preview

router = Router(tags=["send gate"])
of_tickets = Router(tags=["send gate"])
Key = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,20}$")]


class GateMode(StrEnum):
    """What a rule does with a text it finds something in."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"
    OFF = "off"


class GateSaid(Schema):
    """A sentence in the languages of those who work here."""

    en: Annotated[str, Field(min_length=1, max_length=400)]
    zh: Annotated[str, Field(min_length=1, max_length=400)]


class GateRuleOut(Schema):
    """One rule as it holds now, and in how many attempts it was raised in 90 days.

    `was`: what it did when it came with the program.
    """

    key: str
    mode: GateMode
    was: GateMode
    message: GateSaid
    fix: GateSaid
    source: str
    also: list[str]
    scope: dict[str, list[str]]
    is_changed: bool
    is_drafted: bool
    blocked: int
    warned: int
    overridden: int


class GateFindingOut(Schema):
    """What a rule found, from `begins` to `ends` of the text; both 0: in all of it."""

    rule: str
    severity: str
    begins: int
    ends: int
    message: GateSaid
    fix: GateSaid


class GateCheckIn(Schema):
    """A text, and to whom it would go; nothing else is known of it."""

    text: Text
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    marketplace: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "US"
    channel: Literal["amazon", "own_shop"] = "amazon"
    message_type: Literal["reply", "proactive"] = "reply"


class GateTextIn(Schema):
    """A reply as it stands."""

    text: Text


class GateAllowIn(Schema):
    """A reply that may leave although rules block it, and why."""

    text: Text
    note: Annotated[str, Field(min_length=1, max_length=commands.LONGEST_NOTE)]


class GateAllowanceOut(Schema):
    """That one text may leave once on one ticket."""

    id: int
    ticket_id: int
    rules: list[str]
    at: datetime


class GateRuleIn(Schema):
    """All that is different about a rule; what is left out is as it was shipped."""

    mode: GateMode | None = None
    message: GateSaid | None = None
    fix: GateSaid | None = None
    marketplaces: Annotated[list[str], Field(max_length=40)] | None = None
    when: Annotated[list[dict[str, Any]], Field(max_length=20)] | None = None


class GateJudgedOut(Schema):
    """A reply that the draft judges otherwise."""

    ticket_id: int
    message_id: int
    rules: list[str]


class GateMacroOut(Schema):
    """A text of a macro that the draft would block."""

    macro_id: int
    language: str
    rules: list[str]


class GatePreviewOut(Schema):
    """What the draft would change; `n` replies were read of the `sent` in 90 days."""

    number: int
    changed_at: datetime
    rules: list[str]
    n_macros: int
    failing: list[GateMacroOut]
    sent: int
    n: int
    blocked: list[GateJudgedOut]
    freed: list[GateJudgedOut]


class GatePublishIn(Schema):
    """`changed_at` of the draft that was read: another one is not published."""

    changed_at: Moment


class GateVersionOut(Schema):
    """A version of the rules."""

    id: int
    number: int
    state: str


@router.get("/rules", response={200: list[GateRuleOut], **PROBLEMS}, auth=READ)
def list_gate_rules(request: HttpRequest) -> list[Line]:
    """List the rules that every text to a buyer passes."""
    return queries.lines(reader(request), at=timezone.now())


@router.get("/rules/{key}", response={200: GateRuleOut, **PROBLEMS}, auth=READ)
def get_gate_rule(request: HttpRequest, key: Key) -> Line:
    """Return one rule."""
    found = queries.line(reader(request), key, at=timezone.now())
    if found is None:
        raise RuleSetVersion.DoesNotExist
    return found


@router.put("/rules/{key}", response={200: GateVersionOut, **PROBLEMS}, auth=WRITE)
def change_gate_rule(request: HttpRequest, key: Key, body: GateRuleIn) -> RuleSetVersion:
    """Write into the draft what is different about a rule; nothing: as it was shipped."""
    given = body.dict(exclude_none=True)
    mode = given.pop("mode", None)
    fields = given | ({"severity": mode.value} if mode is not None else {})
    return commands.change_rule(key=key, fields=fields, **now(request))


@router.post("/check", response={200: list[GateFindingOut], **PROBLEMS}, auth=READ)
def check_text(request: HttpRequest, body: GateCheckIn) -> list[dict[str, object]]:
    """Say what the rules find in a text; nothing is kept."""
    reader(request)
    commands.refuse_too_long(body.text)
    outgoing = queries.Outgoing(**body.dict())
    spoken = queries.spoken_in(body.text)
    rules = queries.in_force().rules
    return _told(queries.findings(outgoing, rules, also_in=spoken))


@router.get("/draft", response={200: GatePreviewOut, **PROBLEMS}, auth=READ)
def preview_gate_draft(request: HttpRequest) -> dict[str, object]:
    """Say which macros and which of the replies sent in 90 days the draft would block."""
    person = reader(request)
    require(person, Right.WRITE_POLICIES)
    draft = queries.draft()
    if draft is None:
        raise RuleSetVersion.DoesNotExist
    shown = gate_preview.preview(draft, person, at=timezone.now())
    failing = [
        {"macro_id": one.macro.macro_id, "language": one.language, "rules": one.rules}
        for one in shown.failing
    ]
    told = {"number": draft.number, "changed_at": draft.changed_at, "failing": failing}
    return vars(shown) | told


@router.post("/draft/publish", response={200: GateVersionOut, **PROBLEMS}, auth=WRITE)
def publish_gate_draft(request: HttpRequest, body: GatePublishIn) -> RuleSetVersion:
    """Have texts judged by the draft from now on; somebody else wrote it."""
    return gate_preview.publish(seen_at=body.changed_at, **now(request))


@router.delete("/draft", response={204: None, **PROBLEMS}, auth=WRITE)
def discard_gate_draft(request: HttpRequest) -> Status[None]:
    """Throw the draft away."""
    commands.discard(**now(request))
    return Status(204, None)


@of_tickets.post(
    "/{ticket_id}/replies/check",
    response={200: list[GateFindingOut], **PROBLEMS},
    auth=READ,
)
def check_reply(
    request: HttpRequest, ticket_id: TicketId, body: GateTextIn
) -> list[dict[str, object]]:
    """Say what the rules would say of a reply if it left now; nothing is kept."""
    person = reader(request)
    typed = gate.check_typed(seen(person, ticket_id), person, body.text, at=timezone.now())
    return _told(typed.findings)


@of_tickets.post(
    "/{ticket_id}/replies/allow", response={201: GateAllowanceOut, **PROBLEMS}, auth=WRITE
)
def allow_reply(
    request: HttpRequest, ticket_id: TicketId, body: GateAllowIn
) -> Status[Any]:
    """Let one text leave once on a ticket although rules block it."""
    person = reader(request)
    require(person, Right.OVERRIDE_POLICIES)
    ticket = seen(person, ticket_id)
    if not tickets.may_work(person, ticket):
        raise Ticket.DoesNotExist
    made = gate.allow(ticket, person, body.text, note=body.note, at=timezone.now())
    return Status(201, made)


def _told(found: tuple[Finding, ...]) -> list[dict[str, object]]:
    return [
        {
            "rule": one.rule,
            "severity": one.severity,
            "begins": one.start,
            "ends": one.end,
            "message": one.message,
            "fix": one.fix,
        }
        for one in found
    ]
