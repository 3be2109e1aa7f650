"""A-to-z claims and chargebacks, findings of truth and evidence packs, for programs."""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from firsthand import wiring
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Moment, storable
from firsthand.api.tickets import READ, WRITE, IdempotencyKey, TicketId, now, reader, seen
from firsthand.api.tokens import Token
from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.queries import (
    BasisKind,
    Finding,
    Line,
    Outcome,
    Source,
    State,
    Truth,
)
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Right

router = Router(tags=["claims"])
of_tickets = Router(tags=["claims"])
of_orders = Router(tags=["claims"])
EXPORT = Token(ApiToken.Scope.DATA_EXPORT)
ClaimId = Annotated[Id, Path()]
_FILE = {"schema": {"type": "string", "format": "binary"}}


def _answers(kind: str) -> dict[str, object]:
    return {"responses": {200: {"description": "The file.", "content": {kind: _FILE}}}}


_ZIP, _CSV = _answers("application/zip"), _answers("text/csv")


class CheckOut(Schema):
    """Something a defence needs: whether it is there, and whether its lack weakens it."""

    item: str
    is_there: bool
    is_lack: bool


class ClaimOut(Schema):
    """A claim or chargeback. `id` is that of the setback.

    `respond_by`: as stated by the mail or a person, null where nobody did; then
    `assumed_respond_by` may be by a published period, whose source is named. `stake` is
    what the buyer paid, in minor units of `currency`.
    """

    id: int
    kind: str
    external_id: str
    state: State
    order_id: int
    order_number: str
    store_id: int
    ticket_id: int | None
    filed_at: datetime
    respond_by: datetime | None
    source: Source | None
    read_from: str | None
    assumed_respond_by: datetime | None
    assumed_source: str | None
    answered_at: datetime | None
    answered_by_id: int | None
    outcome: Outcome | None
    decided_at: datetime | None
    denied_at: datetime | None
    currency: str
    stake_minor_units: int
    checks: list[CheckOut]
    pack_exported_at: datetime | None


class ClaimPage(Schema):
    """One page of claims; ask for the next while `has_more`."""

    items: list[ClaimOut]
    page: int
    has_more: bool


class Wanted(Schema):
    """Which claims, and which page of them."""

    state: State = State.OPEN
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class DeadlineIn(Schema):
    """By when to answer; null: that is not known after all."""

    respond_by: Moment | None


class OutcomeIn(Schema):
    """What was decided."""

    outcome: Outcome


class BasisIn(Schema):
    """What a finding rests on: a note, or what it points at on the ticket, or both."""

    kind: BasisKind
    note: Annotated[str, Field(max_length=1000), AfterValidator(storable)] = ""
    attachment: Id | None = None
    message: Id | None = None
    parcel: Id | None = None


class FindingIn(Schema):
    """What was true of what the buyer says. `seen`: the finding that stood, null for none.

    `true_reason`: the code of the true reason, where it is another than the buyer's.
    """

    truth: Truth
    true_reason: Annotated[str, Field(max_length=60), AfterValidator(storable)] | None = (
        None
    )
    note: Annotated[str, Field(max_length=4000), AfterValidator(storable)] = ""
    rests_on: Annotated[list[BasisIn], Field(max_length=20)] = []
    seen: Id | None = None


class BasisOut(Schema):
    """What a finding rests on. `scanned`: what the carrier had said by then."""

    kind: str
    note: str
    attachment_id: int | None
    message_id: int | None
    parcel_id: int | None
    scanned: dict[str, object] | None


class FindingOut(Schema):
    """One finding; `stands`: none has replaced it. `said`: the buyer's reason, by code."""

    id: int
    ticket_id: int
    order_id: int | None
    said: str
    truth: str
    true_reason: str | None
    note: str
    by_id: int
    at: datetime
    stands: bool
    rests_on: list[BasisOut]

    @staticmethod
    def resolve_said(finding: Finding) -> str:
        """Return the code of what the buyer says."""
        return finding.said.code

    @staticmethod
    def resolve_true_reason(finding: Finding) -> str | None:
        """Return the code of the true reason."""
        return finding.true_reason.code if finding.true_reason else None

    @staticmethod
    def resolve_stands(finding: Finding) -> bool:
        """Say whether none has replaced it."""
        return not hasattr(finding, "replaced_by")

    @staticmethod
    def resolve_rests_on(finding: Finding) -> list[queries.Basis]:
        """Return what it rests on."""
        return list(finding.bases.all())


class CountOut(Schema):
    """What was found where buyers said one thing: `n` findings stand, by truth."""

    said: str
    n: int
    n_known: int
    truths: dict[str, int]
    true_reasons: dict[str, int]


class Period(Schema):
    """Findings of `since` up to `until`."""

    since: Moment
    until: Moment


class PackIn(Schema):
    """What the pack holds besides: neither internal notes nor names of agents by itself."""

    with_notes: bool = False
    with_names: bool = False


@router.get("", response={200: ClaimPage, **PROBLEMS}, auth=READ)
def list_claims(
    request: HttpRequest, wanted: Annotated[Wanted, Query()]
) -> dict[str, object]:
    """List claims: open ones by when they must be answered, others the newest first."""
    at = timezone.now()
    page = queries.claims_page(reader(request), wanted.state, at=at, number=wanted.page)
    return {
        "items": [_out(line) for line in page.lines],
        "page": page.number,
        "has_more": page.has_more,
    }


@router.get("/counts", response={200: list[CountOut], **PROBLEMS}, auth=READ)
def count_findings(
    request: HttpRequest, period: Annotated[Period, Query()]
) -> list[queries.SaidAndFound]:
    """Count what was found against what buyers said, the most first."""
    person = reader(request)
    return queries.found_versus_said(person, since=period.since, until=period.until)


@router.get("/findings", response=PROBLEMS, auth=EXPORT, openapi_extra=_CSV)
def export_findings(request: HttpRequest) -> HttpResponseBase:
    """Give out every finding as CSV: codes and numbers, no words; times are UTC."""
    person = reader(request)
    require(person, Right.EXPORT_DATA)
    lines = wiring.csv_lines(queries.COLUMNS, queries.table(person))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


@router.get("/{claim_id}", response={200: ClaimOut, **PROBLEMS}, auth=READ)
def get_claim(request: HttpRequest, claim_id: ClaimId) -> ClaimOut:
    """Return one claim with the checklist of its defence."""
    return _shown(request, claim_id)


@router.put("/{claim_id}/deadline", response={200: ClaimOut, **PROBLEMS}, auth=WRITE)
def set_claim_deadline(
    request: HttpRequest, claim_id: ClaimId, body: DeadlineIn
) -> ClaimOut:
    """Enter by when it must be answered, as the marketplace states it."""
    commands.set_deadline(setback_id=claim_id, respond_by=body.respond_by, **now(request))
    return _shown(request, claim_id)


@router.post("/{claim_id}/answered", response={200: ClaimOut, **PROBLEMS}, auth=WRITE)
def mark_claim_answered(request: HttpRequest, claim_id: ClaimId) -> ClaimOut:
    """Note that the defence was sent. For compliance."""
    commands.mark_answered(setback_id=claim_id, **now(request))
    return _shown(request, claim_id)


@router.post("/{claim_id}/outcome", response={200: ClaimOut, **PROBLEMS}, auth=WRITE)
def decide_claim(request: HttpRequest, claim_id: ClaimId, body: OutcomeIn) -> ClaimOut:
    """Note what was decided. For compliance; lost may become won by an appeal."""
    commands.decide(setback_id=claim_id, outcome=body.outcome, **now(request))
    return _shown(request, claim_id)


@of_tickets.get(
    "/{ticket_id}/findings", response={200: list[FindingOut], **PROBLEMS}, auth=READ
)
def list_findings(request: HttpRequest, ticket_id: TicketId) -> list[Finding]:
    """Return all that was found on a ticket, the newest first."""
    return queries.findings_of(seen(reader(request), ticket_id).pk)


@of_tickets.post(
    "/{ticket_id}/findings", response={201: FindingOut, **PROBLEMS}, auth=WRITE
)
def add_finding(
    request: HttpRequest, ticket_id: TicketId, key: IdempotencyKey, body: FindingIn
) -> Status[Finding]:
    """Say what was true. The same key again returns the first finding."""
    return Status(201, _found(request, ticket_id, key, body))


def _found(request: HttpRequest, ticket_id: int, key: UUID, body: FindingIn) -> Finding:
    found = commands.Found(
        truth=body.truth,
        true_reason=body.true_reason or "",
        note=body.note,
        rests_on=tuple(
            commands.Rests(
                kind=each.kind,
                note=each.note,
                attachment_id=each.attachment,
                message_id=each.message,
                parcel_id=each.parcel,
            )
            for each in body.rests_on
        ),
    )
    finding = commands.find(
        ticket_id=ticket_id, found=found, seen=body.seen, key=key, **now(request)
    )
    return next(
        each for each in queries.findings_of(finding.ticket_id) if each.pk == finding.pk
    )


@of_orders.post(
    "/{order_id}/evidence-pack", response=PROBLEMS, auth=EXPORT, openapi_extra=_ZIP
)
def export_evidence_pack(
    request: HttpRequest, order_id: Annotated[Id, Path()], body: PackIn
) -> FileResponse:
    """Give out all evidence of an order as a zip; who took it is noted."""
    choice = queries.Choice(with_notes=body.with_notes, with_names=body.with_names)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    try:
        commands.export_pack(file, order_id=order_id, choice=choice, **now(request))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, filename="evidence.zip", content_type="application/zip")


def _shown(request: HttpRequest, claim_id: int) -> ClaimOut:
    line = queries.claim_for(reader(request), claim_id, at=timezone.now())
    if line is None:
        raise Http404
    return _out(line)


def _out(line: Line) -> ClaimOut:
    claim, setback, assumed = line.claim, line.setback, line.assumed
    return ClaimOut(
        id=setback.pk,
        kind=setback.kind,
        external_id=setback.external_id,
        state=line.state,
        order_id=line.order.pk,
        order_number=line.order.number,
        store_id=line.order.store_id,
        ticket_id=line.ticket_id,
        filed_at=setback.happened_at,
        respond_by=line.respond_by,
        source=Source(claim.source) if claim and claim.source else None,
        read_from=claim.read_from or None if claim else None,
        assumed_respond_by=assumed.respond_by if assumed else None,
        assumed_source=assumed.source if assumed else None,
        answered_at=claim.answered_at if claim else None,
        answered_by_id=claim.answered_by_id if claim else None,
        outcome=Outcome(claim.outcome) if claim and claim.outcome else None,
        decided_at=claim.decided_on if claim else None,
        denied_at=setback.denied_at,
        currency=line.stake.currency,
        stake_minor_units=line.stake.minor_units,
        checks=[
            CheckOut(item=each.item, is_there=each.is_there, is_lack=each.is_lack)
            for each in line.checks
        ],
        pack_exported_at=line.pack.at if line.pack else None,
    )
