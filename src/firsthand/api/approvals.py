"""What waits for approval, and the answers to it, for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field

from firsthand import wiring
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, reader
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.foundation.errors import Refused
from firsthand.wiring import approvals
from firsthand.wiring.approvals import Shown, Waiting

router = Router(tags=["approvals"])
ApprovalId = Annotated[Id, Path()]
_HASH = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_WORD = Annotated[str, Field(min_length=1, max_length=500)]


class ApproveIn(Schema):
    """Exactly what is approved: the `request_hash` of the request as it was shown."""

    request_hash: _HASH


class RejectIn(Schema):
    """Why not; told to whoever asked."""

    why: _WORD


class OneOfMany(Schema):
    """One request of several, with the hash of what was shown."""

    id: Id
    request_hash: _HASH


class BulkIn(Schema):
    """Several requests to approve; each is decided on its own."""

    requests: Annotated[list[OneOfMany], Field(min_length=1, max_length=100)]


class RequestOut(Schema):
    """A request. Amounts are minor units of `currency`; 0 where no money moves.

    `hindrance` says why the token's person cannot approve it; null: he or she can.
    """

    id: int
    key: str
    request_hash: str
    state: str
    kind: str
    store_id: int
    order_number: str
    ticket_id: int | None
    minor_units: int
    currency: str
    reason: str
    note: str
    verdict: str
    requested_by_id: int
    requested_at: datetime
    why: list[str]
    asked_role: str
    asks_next_at: datetime | None
    expires_at: datetime | None
    approved_by_id: int | None
    hindrance: str | None


class ShownOut(Schema):
    """A request with the money of its order, and what the channel is told."""

    request: RequestOut
    paid_minor_units: int
    before_minor_units: int
    left_after_minor_units: int
    flags: list[str]
    story: list[str]
    told: list[tuple[str, str]]


class ResultOut(Schema):
    """What became of one request of several."""

    id: int
    approved: bool
    code: str
    message: str


@router.get("", response={200: list[RequestOut], **PROBLEMS}, auth=READ)
def list_approvals(request: HttpRequest) -> list[RequestOut]:
    """List what waits, what runs out first in front; at most 100."""
    person = _approver(request)
    return [_out(each) for each in approvals.waiting(person, at=timezone.now())]


@router.post("/bulk", response={200: list[ResultOut], **PROBLEMS}, auth=WRITE)
def approve_requests(request: HttpRequest, given: BulkIn) -> list[ResultOut]:
    """Approve several, each on its own; one that is refused holds up no other."""
    by = _approver(request)
    return [_result(by, each) for each in given.requests]


@router.get("/{approval_id}", response={200: ShownOut, **PROBLEMS}, auth=READ)
def get_approval(request: HttpRequest, approval_id: ApprovalId) -> ShownOut:
    """Show one request, waiting or decided."""
    return _shown_out(_shown(request, approval_id))


@router.post("/{approval_id}/approve", response={200: RequestOut, **PROBLEMS}, auth=WRITE)
def approve_request(
    request: HttpRequest, approval_id: ApprovalId, given: ApproveIn
) -> RequestOut:
    """Approve exactly this request; said again, it is once."""
    _shown(request, approval_id)
    _approve(_approver(request), approval_id, given.request_hash)
    return _out(_shown(request, approval_id).waiting)


@router.post("/{approval_id}/reject", response={200: RequestOut, **PROBLEMS}, auth=WRITE)
def reject_request(
    request: HttpRequest, approval_id: ApprovalId, given: RejectIn
) -> RequestOut:
    """Reject a request; its money is free again."""
    _shown(request, approval_id)
    by = _approver(request)
    commands.reject(remedy_id=approval_id, why=given.why, by=by, at=timezone.now())
    return _out(_shown(request, approval_id).waiting)


def _approver(request: HttpRequest) -> Person:
    person = reader(request)
    require(person, Right.APPROVE_REMEDIES)
    return person


def _shown(request: HttpRequest, approval_id: int) -> Shown:
    shown = approvals.shown(_approver(request), approval_id, at=timezone.now())
    if shown is None:
        raise Http404
    return shown


def _approve(by: Person, remedy_id: int, request_hash: str) -> Remedy:
    return commands.approve(
        remedy_id=remedy_id,
        request_hash=request_hash,
        authority=wiring.PolicyInForce(),
        by=by,
        at=timezone.now(),
    )


def _result(by: Person, one: OneOfMany) -> ResultOut:
    try:
        _approve(by, one.id, one.request_hash)
    except Refused as refusal:
        return ResultOut(id=one.id, approved=False, code=refusal.code, message=str(refusal))
    return ResultOut(id=one.id, approved=True, code="", message="")


def _out(line: Waiting) -> RequestOut:
    remedy = line.remedy
    same = (
        "id", "request_hash", "state", "kind", "store_id", "ticket_id", "minor_units",
        "currency", "reason", "note", "verdict", "requested_by_id", "requested_at",
        "asks_next_at", "expires_at", "approved_by_id",
    )  # fmt: skip
    return RequestOut(
        **{name: getattr(remedy, name) for name in same},
        key=str(remedy.key),
        order_number=remedy.ledger.order.number,
        why=list(line.why),
        asked_role=remedy.approval_by,
        hindrance=line.hindrance.why if line.hindrance else None,
    )


def _shown_out(shown: Shown) -> ShownOut:
    return ShownOut(
        request=_out(shown.waiting),
        paid_minor_units=shown.paid.minor_units,
        before_minor_units=shown.before.minor_units,
        left_after_minor_units=shown.left_after.minor_units,
        flags=[f"{name}: {evidence}" for name, evidence in shown.flags],
        story=list(shown.story),
        told=list(shown.told),
    )
