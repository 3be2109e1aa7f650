"""What of money waits for people, for programs: read it, stop, lift, settle, close."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import AfterValidator, Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id, Moment, storable
from firsthand.api.tickets import READ, WRITE, now, reader
from firsthand.domain.orders import queries as orders
from firsthand.domain.orders.models import Order
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.queries import (
    HandDecision,
    Incident,
    Remedy,
    Stop,
    log_words,
)
from firsthand.domain.remedies.queries import log as audit_log
from firsthand.domain.remedies.queries.story import story
from firsthand.wiring import audit_heads

router = Router(tags=["money"])
RemedyId = Annotated[Id, Path()]
_MOST = 200
_PAGE = 100
_GROUPS = f"^({'|'.join(audit_log.GROUPS)})$"
_Words = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(storable)]
_Short = Annotated[str, Field(max_length=120), AfterValidator(storable)]


class RemedyOut(Schema):
    """A remedy in doubt. Amounts are minor units; `since`: in this state."""

    id: int
    key: str
    order_id: int
    order_number: str
    store_id: int
    account: str
    kind: str
    state: str
    minor_units: int
    currency: str
    requested_by_id: int
    since: datetime

    @staticmethod
    def resolve_key(remedy: Remedy) -> str:
        """Return its idempotency key."""
        return str(remedy.key)

    @staticmethod
    def resolve_order_id(remedy: Remedy) -> int:
        """Return which order it is of."""
        return int(remedy.ledger_id)

    @staticmethod
    def resolve_order_number(remedy: Remedy) -> str:
        """Return the channel's number of the order."""
        return remedy.ledger.order.number

    @staticmethod
    def resolve_since(remedy: Remedy) -> datetime:
        """Return since when it has been in its state."""
        return remedy.state_at


class WaitingOut(Schema):
    """What is in doubt, the oldest first, 200 of each at most; `n…` counts all."""

    n_needing_person: int
    n_unknown: int
    needing_person: list[RemedyOut]
    unknown: list[RemedyOut]


class IncidentOut(Schema):
    """An incident. `found` is empty while it is open."""

    id: int
    kind: str
    order_id: int
    store_id: int
    remedy_id: int | None
    at: datetime
    facts: dict[str, object]
    closed_at: datetime | None
    closed_by_id: int | None
    found: str
    said: str

    @staticmethod
    def resolve_order_id(incident: Incident) -> int:
        """Return which order it is about."""
        return int(incident.ledger_id)


class FindingIn(Schema):
    """What was found of an incident, and what was looked at."""

    found: Incident.Found
    said: _Words


class StopIn(Schema):
    """What to stop: `name` is the account (a store's id) or the agent's id."""

    scope: Stop.Scope
    name: Annotated[str, Field(max_length=80), AfterValidator(storable)] = ""
    why: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(storable)]


class StopOut(Schema):
    """A kill switch. `stopped_by_id` null: the program."""

    id: int
    scope: str
    name: str
    why: str
    stopped_by_id: int | None
    stopped_at: datetime
    lifted_by_id: int | None
    lifted_at: datetime | None


class DecisionIn(Schema):
    """What became of a remedy; `external_id`, the channel's, only if it has happened."""

    says: HandDecision.Says
    external_id: _Short = ""
    why: _Words
    evidence: _Words


class DecisionOut(Schema):
    """What somebody says; another person confirms it by `id`."""

    id: int
    remedy_id: int
    says: str
    external_id: str
    proposed_by_id: int
    proposed_at: datetime


class CellOut(Schema):
    """What was paid for one line, or as shipping or tax, in minor units."""

    line_number: int | None
    component: str
    sku: str
    captured: int
    reserved: int
    settled: int
    free: int
    over: int


class OrderMoneyOut(Schema):
    """One order's money in minor units, with its story in the words of the language."""

    order_id: int
    order_number: str
    currency: str
    captured: int | None
    reserved: int | None
    settled: int | None
    free: int | None
    over: int | None
    cells: list[CellOut]
    incidents: list[IncidentOut]
    story: list[str]


class RowOut(Schema):
    """A row of the audit log. `who` null: the program."""

    seq: int
    at: datetime
    what: str
    who: str | None
    order_id: int | None
    order_number: str
    words: str


class LogPage(Schema):
    """Rows, the newest first; ask again with `before` for older ones. `n` counts all."""

    n: int
    items: list[RowOut]
    before: int | None


class WrongOut(Schema):
    """Something that is not as it has to be: which row or order, and what."""

    number: int
    what: str


class CheckOut(Schema):
    """How log and ledgers were found. `breaks`: by row; `wrong`: by order."""

    at: datetime
    rows: int
    heads: int
    ledgers: int
    remedies: int
    is_right: bool
    breaks: list[WrongOut]
    wrong: list[WrongOut]

    @staticmethod
    def resolve_breaks(found: queries.Verification) -> list[WrongOut]:
        """Return the rows of the log that are broken."""
        return [WrongOut(number=n, what=what) for n, what in found.breaks]

    @staticmethod
    def resolve_wrong(found: queries.Verification) -> list[WrongOut]:
        """Return the orders whose ledger is wrong."""
        return [WrongOut(number=n, what=what) for n, what in found.wrong]


class LogWanted(Schema):
    """What to look for in the audit log; `actor` 0 is the program."""

    group: Annotated[str, Field(pattern=_GROUPS)] = ""
    actor: Annotated[int, Field(ge=0, lt=2**63)] | None = None
    subject: Annotated[str, Field(max_length=80), AfterValidator(storable)] = ""
    since: Moment | None = None
    until: Moment | None = None
    before: Id | None = None


@router.get("/waiting", response={200: WaitingOut, **PROBLEMS}, auth=READ)
def list_money_waiting(request: HttpRequest) -> dict[str, object]:
    """Return what needs a person, and what is still looked up."""
    person = _with(request, Right.SETTLE_REMEDIES)
    needing = queries.needing_a_person(person).select_related("ledger__order")
    unknown = queries.of_unknown_outcome(person)
    return {
        "n_needing_person": needing.count(),
        "n_unknown": unknown.count(),
        "needing_person": list(needing[:_MOST]),
        "unknown": list(unknown[:_MOST]),
    }


@router.get("/orders/{order_id}", response={200: OrderMoneyOut, **PROBLEMS}, auth=READ)
def get_order_money(
    request: HttpRequest, order_id: Annotated[Id, Path()]
) -> dict[str, object]:
    """Return one order's ledger and story; sums are null where nobody has touched it."""
    person = reader(request)
    order = orders.order_for(person, order_id)
    if order is None:
        raise Order.DoesNotExist
    money = queries.money_of_order(person, order_id)
    ledger = money.ledger
    return {
        "order_id": order.pk,
        "order_number": order.number,
        "currency": ledger.currency if ledger else order.currency,
        **{
            name: getattr(ledger, name) if ledger else None
            for name in ("captured", "reserved", "settled", "free", "over")
        },
        "cells": list(ledger.cells.all()) if ledger else [],
        "incidents": money.incidents,
        "story": story(order_id, at=timezone.now()),
    }


@router.post(
    "/remedies/{remedy_id}/decisions", response={201: DecisionOut, **PROBLEMS}, auth=WRITE
)
def decide_by_hand(
    request: HttpRequest, remedy_id: RemedyId, body: DecisionIn
) -> Status[HandDecision]:
    """Say what became of a remedy that needs a person; another has to confirm it."""
    _seen(request, remedy_id)
    decision = commands.propose_by_hand(remedy_id=remedy_id, **body.dict(), **now(request))
    return Status(201, decision)


@router.post(
    "/remedies/{remedy_id}/decisions/{decision_id}/confirm",
    response={200: RemedyOut, **PROBLEMS},
    auth=WRITE,
)
def confirm_by_hand(
    request: HttpRequest, remedy_id: RemedyId, decision_id: Annotated[Id, Path()]
) -> Remedy:
    """Confirm what somebody else said, which settles the remedy."""
    _seen(request, remedy_id)
    return commands.confirm_by_hand(
        remedy_id=remedy_id, decision_id=decision_id, **now(request)
    )


@router.get("/incidents", response={200: list[IncidentOut], **PROBLEMS}, auth=READ)
def list_incidents(
    request: HttpRequest, state: Annotated[Literal["open", "closed"], Query()] = "open"
) -> list[Incident]:
    """Return incidents, the newest first, 200 at most."""
    person = _with(request, Right.SETTLE_REMEDIES)
    is_open = state == "open"
    found = queries.open_incidents if is_open else queries.closed_incidents
    return list(found(person)[:_MOST])


@router.post(
    "/incidents/{incident_id}/close", response={200: IncidentOut, **PROBLEMS}, auth=WRITE
)
def close_incident(
    request: HttpRequest, incident_id: Annotated[Id, Path()], body: FindingIn
) -> Incident:
    """Close an incident with what was found, for good."""
    person = _with(request, Right.SETTLE_REMEDIES)
    if queries.incident_for(person, incident_id) is None:
        raise Incident.DoesNotExist
    return commands.close_incident(
        incident_id=incident_id, found=body.found, said=body.said, **now(request)
    )


@router.get("/stops", response={200: list[StopOut], **PROBLEMS}, auth=READ)
def list_stops(request: HttpRequest) -> list[Stop]:
    """Return the kill switches that are on."""
    _with(request, Right.STOP_REMEDIES)
    return queries.standing_stops()


@router.post("/stops", response={201: StopOut, **PROBLEMS}, auth=WRITE)
def stop_remedies(request: HttpRequest, body: StopIn) -> Status[Stop]:
    """Send nothing more for an account, of an agent, or at all."""
    _with(request, Right.STOP_REMEDIES)
    return Status(201, commands.stop(**body.dict(), **now(request)))


@router.post("/stops/{stop_id}/lift", response={200: StopOut, **PROBLEMS}, auth=WRITE)
def lift_stop(request: HttpRequest, stop_id: Annotated[Id, Path()]) -> Stop:
    """Let remedies be sent again."""
    _with(request, Right.STOP_REMEDIES)
    if queries.stop_numbered(stop_id) is None:
        raise Stop.DoesNotExist
    return commands.lift(stop_id=stop_id, **now(request))


@router.get("/audit", response={200: LogPage, **PROBLEMS}, auth=READ)
def list_audit_rows(request: HttpRequest, wanted: Query[LogWanted]) -> dict[str, object]:
    """Return rows of the audit log in words."""
    _with(request, Right.READ_AUDIT)
    found = audit_log.rows(
        audit_log.Wanted(
            group=wanted.group,
            actor_id=wanted.actor,
            subject=wanted.subject,
            since=wanted.since,
            until=wanted.until,
        )
    )
    page = found.filter(seq__lt=wanted.before) if wanted.before else found
    rows = list(page[: _PAGE + 1])
    return {
        "n": found.count(),
        "items": log_words.lines(rows[:_PAGE]),
        "before": rows[_PAGE - 1].seq if len(rows) > _PAGE else None,
    }


@router.post("/audit/check", response={200: CheckOut, **PROBLEMS}, auth=WRITE)
def check_audit(request: HttpRequest) -> queries.Verification:
    """Check every row of the log and every ledger now."""
    _with(request, Right.READ_AUDIT)
    return commands.verify(audit_heads(), **now(request))


def _with(request: HttpRequest, right: Right) -> Person:
    person = reader(request)
    require(person, right)
    return person


def _seen(request: HttpRequest, remedy_id: int) -> None:
    person = _with(request, Right.SETTLE_REMEDIES)
    if queries.remedy_for(person, remedy_id) is None:
        raise Remedy.DoesNotExist
