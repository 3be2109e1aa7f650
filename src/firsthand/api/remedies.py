"""Remedies for programs: what is possible, what would happen, ask, look, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from firsthand import wiring
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Text
from firsthand.api.tickets import READ, IdempotencyKey, now, reader, seen
from firsthand.api.tokens import Token
from firsthand.domain.authority import queries as authority
from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.queries import Remedy
from firsthand.domain.remedies.rules.requests import Portion, Request

router = Router(tags=["remedies"])
# A right of its own: a program that answers tickets does not move money by that.
WRITE = Token(ApiToken.Scope.REMEDIES_WRITE)
RemedyId = Annotated[Id, Path()]
_MINOR_UNITS = Annotated[int, Field(ge=0, le=10**15)]


class PortionIn(Schema):
    """Money, or pieces, of one line; `line_number` null: of the order as a whole."""

    line_number: Annotated[int, Field(ge=1, le=32_767)] | None = None
    component: Component = Component.PRICE
    minor_units: _MINOR_UNITS = 0
    quantity: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class RemedyIn(Schema):
    """What is asked for. Without `portions` the amount is taken pro rata.

    `minor_units` of the order's `currency`: 0 where no money moves. `reason`: a code of
    the tree of reasons. `details`: the new address, for a change of address.
    """

    order: Id
    kind: Kind
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    minor_units: _MINOR_UNITS = 0
    portions: Annotated[list[PortionIn], Field(max_length=200, default_factory=list)]
    reason: Annotated[str, Field(min_length=1, max_length=60)]
    note: Text
    ticket: Id | None = None
    details: Annotated[dict[str, Text], Field(max_length=20, default_factory=dict)]


class CellOut(Schema):
    """What was paid for one line, or for shipping or tax; `left` can still be promised."""

    line_number: int | None
    component: Component
    sku: str
    captured: int
    reserved: int
    settled: int
    left: int


class KindOut(Schema):
    """One kind; `why_not` empty: it can be asked for now."""

    kind: Kind
    why_not: str


class PossibleOut(Schema):
    """The money of an order in minor units, and what can be asked for.

    `problem`: why no money of it can be promised; `over`: given beyond what was paid.
    """

    order: int
    currency: str
    captured: int
    reserved: int
    settled: int
    over: int
    left: int
    problem: str
    cells: list[CellOut]
    kinds: list[KindOut]


class PreviewOut(Schema):
    """What would happen if this were asked for now; nothing was written.

    `says`: "allowed", "needs_approval", "forbidden" or "refused". Amounts with
    `policy_currency` are in the currency of the policy; null where a rate is unknown.
    """

    says: str
    why: list[str]
    note_lacks: list[str]
    approvers: list[str]
    left_after: int
    policy_currency: str
    amount_in_policy_currency: int | None
    left_today: int | None


class PartOut(Schema):
    """What a remedy gives of one line, or of the order as a whole."""

    line_number: int | None
    component: Component
    minor_units: int
    quantity: int


class RemedyOut(Schema):
    """A remedy. `state` "unknown": nobody knows yet; it is not sent again on a guess."""

    id: int
    key: str
    order_id: int
    ticket_id: int | None
    kind: Kind
    state: str
    state_at: datetime
    state_why: str
    currency: str
    minor_units: int
    parts: list[PartOut]
    reason: str
    note: str
    requested_by_id: int
    requested_at: datetime
    needs_approval: bool
    approval_why: list[str]
    approval_by: str
    expires_at: datetime | None
    approved_by_id: int | None
    approved_at: datetime | None
    external_id: str


@router.get("", response={200: list[RemedyOut], **PROBLEMS}, auth=READ)
def list_remedies(
    request: HttpRequest,
    order: Annotated[Id | None, Query()] = None,
    ticket: Annotated[Id | None, Query()] = None,
) -> list[dict[str, object]]:
    """Return the remedies of an order, of a ticket, or of both, the newest first."""
    person = reader(request)
    if ticket is not None:
        shown = seen(person, ticket)
        order = order or shown.order_id
    if order is None:
        return []
    found = queries.remedies_of_order(person, order)
    return [_told(each) for each in found if ticket in (None, each.ticket_id)]


@router.get("/possible", response={200: PossibleOut, **PROBLEMS}, auth=READ)
def get_possible_remedies(
    request: HttpRequest, order: Annotated[Id, Query()]
) -> dict[str, object]:
    """Return what an order has left, and what can be asked for on it now."""
    person = reader(request)
    placed = _order(person, order)
    money = queries.order_money(placed)
    found = wiring.possibilities(person, placed, money)
    cells = [
        {
            "line_number": cell.line_number,
            "component": cell.component,
            "sku": cell.sku,
            "captured": cell.captured,
            "reserved": cell.reserved,
            "settled": cell.settled,
            "left": cell.free,
        }
        for cell in money.cells
    ]
    return {
        "order": placed.pk,
        "currency": money.currency,
        "captured": money.captured,
        "reserved": money.reserved,
        "settled": money.settled,
        "over": money.over,
        "left": money.left,
        "problem": money.problem,
        "cells": cells,
        "kinds": [{"kind": each.kind, "why_not": each.why_not} for each in found],
    }


@router.post("/preview", response={200: PreviewOut, **PROBLEMS}, auth=WRITE)
def preview_remedy(
    request: HttpRequest, body: RemedyIn, key: IdempotencyKey
) -> dict[str, object]:
    """Say what would happen if this were asked for now. Nothing is written."""
    person = _requester(request)
    placed = _order(person, body.order)
    found = wiring.foresee(
        _wanted(body, key),
        order=placed,
        money=queries.order_money(placed),
        by=person,
        at=timezone.now(),
    )
    standing, decision = found.prospect.standing, found.prospect.decision
    reference = standing.policy.terms.currency
    says, amount, approvers = _decided(decision)
    is_allowed = isinstance(decision, authority.Allowed)
    why = [] if is_allowed else authority.of_decision(decision, reference)
    if found.refusal:
        says = "refused"
    elif found.prospect.lacks:
        says = "forbidden"
    return {
        "says": says,
        "why": [found.refusal] if found.refusal else why,
        "note_lacks": [authority.of_lack(each) for each in found.prospect.lacks],
        "approvers": approvers,
        "left_after": found.left_after,
        "policy_currency": reference,
        "amount_in_policy_currency": amount,
        "left_today": standing.left_today_minor_units,
    }


@router.post("", response={201: RemedyOut, **PROBLEMS}, auth=WRITE)
def request_remedy(
    request: HttpRequest, body: RemedyIn, key: IdempotencyKey
) -> Status[dict[str, object]]:
    """Ask for a remedy; the same call with the same key again returns the first one.

    The header `Idempotency-Key` is a UUID of your own, made before the first try and kept
    for the next ones. It answers before anything was sent: ask again what became of it.
    """
    person = _requester(request)
    placed = _order(person, body.order)
    if body.ticket is not None:
        seen(person, body.ticket)
    wiring.require_channel(placed.store, body.kind)
    remedy = commands.request(
        request=_wanted(body, key),
        account=str(placed.store_id),
        authority=wiring.PolicyInForce(),
        **now(request),
    )
    return Status(201, _told(remedy))


@router.get("/{remedy_id}", response={200: RemedyOut, **PROBLEMS}, auth=READ)
def get_remedy(request: HttpRequest, remedy_id: RemedyId) -> dict[str, object]:
    """Return one remedy: what is known of it, and never more."""
    return _told(_shown(reader(request), remedy_id))


@router.post("/{remedy_id}/withdraw", response={200: RemedyOut, **PROBLEMS}, auth=WRITE)
def withdraw_remedy(request: HttpRequest, remedy_id: RemedyId) -> dict[str, object]:
    """Take back what has not left."""
    _shown(_requester(request), remedy_id)
    return _told(commands.withdraw(remedy_id=remedy_id, **now(request)))


def _requester(request: HttpRequest) -> Person:
    person = reader(request)
    require(person, Right.REQUEST_REMEDIES)
    return person


def _order(person: Person, order_id: int) -> Order:
    found = orders.order_for(person, order_id)
    if found is None:
        raise Http404
    return found


def _shown(person: Person, remedy_id: int) -> Remedy:
    found = queries.remedy_for(person, remedy_id)
    if found is None:
        raise Http404
    return found


def _wanted(body: RemedyIn, key: IdempotencyKey) -> Request:
    return Request(
        key=key,
        order_id=body.order,
        kind=body.kind,
        currency=body.currency,
        minor_units=body.minor_units,
        portions=tuple(
            Portion(each.line_number, each.component, each.minor_units, each.quantity)
            for each in body.portions
        ),
        reason=body.reason,
        note=body.note.strip(),
        ticket_id=body.ticket,
        details=tuple(body.details.items()),
    )


def _decided(decision: authority.Decision) -> tuple[str, int | None, list[str]]:
    if isinstance(decision, authority.Forbidden):
        return "forbidden", None, []
    if isinstance(decision, authority.NeedsApproval):
        return "needs_approval", decision.amount_minor_units, list(decision.approvers)
    return "allowed", decision.amount_minor_units, []


def _told(remedy: Remedy) -> dict[str, Any]:
    names = (
        "id", "ticket_id", "kind", "state", "state_at", "state_why", "currency",
        "minor_units", "reason", "note", "requested_by_id", "requested_at",
        "needs_approval", "approval_by", "expires_at", "approved_by_id", "approved_at",
        "external_id",
    )  # fmt: skip
    return {name: getattr(remedy, name) for name in names} | {
        "key": str(remedy.key),
        "order_id": remedy.ledger_id,
        "approval_why": [code for code in remedy.approval_why.split(",") if code],
        "parts": sorted(remedy.parts.all(), key=lambda part: part.pk),
    }
