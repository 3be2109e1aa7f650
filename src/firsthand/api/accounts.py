"""Accounts at marketplaces, for programs: how they are; test, pause, resume, hurry them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, now
from firsthand.api.tokens import caller
from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.wiring import amazon, amazon_testing

router = Router(tags=["connections"])
AccountId = Annotated[Id, Path()]


class TroubleOut(Schema):
    """One thing that is wrong. `kind` does not change with language or version."""

    kind: str
    what: str
    fix: str
    flows: list[str]
    since: datetime | None
    is_urgent: bool


class FlowOut(Schema):
    """One kind of data that is read again and again. `lag_seconds` null: not known yet."""

    name: str
    part: str
    is_running: bool
    succeeded_at: datetime | None
    next_due_at: datetime
    newest_at: datetime | None
    lag_seconds: float | None
    counts: dict[str, int]
    failures: int


class RightOut(Schema):
    """What Amazon lets us do: `answer` is granted, missing or unknown."""

    role: str
    answer: str
    at: datetime


class UseOut(Schema):
    """How much of what Amazon allows of one operation is used up, 0 to 1."""

    operation: str
    share_used: float
    free_at: datetime


class AccountOut(Schema):
    """An account, and how its connection is. Secrets are in no answer."""

    id: int
    name: str
    channel: str
    region: str
    seller_id: str
    store_ids: list[int]
    paused_at: datetime | None
    tested_at: datetime | None
    troubles: list[TroubleOut]
    flows: list[FlowOut]
    rights: list[RightOut]
    throttle_use: list[UseOut]


@router.get("", response={200: list[AccountOut], **PROBLEMS}, auth=READ)
def list_connections(request: HttpRequest) -> list[AccountOut]:
    """List the accounts, by name, each with what is wrong, what is read, what it may do."""
    at = timezone.now()
    return [_out(account, at) for account in queries.accounts_of(_manager(request))]


@router.get("/{account_id}", response={200: AccountOut, **PROBLEMS}, auth=READ)
def get_connection(request: HttpRequest, account_id: AccountId) -> AccountOut:
    """Return one account."""
    return _out(_seen(request, account_id), timezone.now())


@router.post("/{account_id}/test", response={200: AccountOut, **PROBLEMS}, auth=WRITE)
def test_connection(request: HttpRequest, account_id: AccountId) -> AccountOut:
    """Ask Amazon for something of each role; nothing is changed there. Takes seconds."""
    account = _seen(request, account_id)
    amazon_testing.test_account(account, **now(request))
    return _out(_seen(request, account_id), timezone.now())


@router.post("/{account_id}/pause", response={200: AccountOut, **PROBLEMS}, auth=WRITE)
def pause_connection(request: HttpRequest, account_id: AccountId) -> AccountOut:
    """Let an account rest; twice is as once."""
    account = _seen(request, account_id)
    return _out(
        commands.pause_account(account_id=account.pk, **now(request)), timezone.now()
    )


@router.post("/{account_id}/resume", response={200: AccountOut, **PROBLEMS}, auth=WRITE)
def resume_connection(request: HttpRequest, account_id: AccountId) -> AccountOut:
    """Set an account to work again; twice is as once."""
    account = _seen(request, account_id)
    return _out(
        commands.resume_account(account_id=account.pk, **now(request)), timezone.now()
    )


@router.post("/{account_id}/hurry", response={200: AccountOut, **PROBLEMS}, auth=WRITE)
def hurry_connection(request: HttpRequest, account_id: AccountId) -> AccountOut:
    """Have all that an account reads be due now."""
    account = _seen(request, account_id)
    commands.hurry_flows(account_id=account.pk, at=timezone.now())
    return _out(account, timezone.now())


def _manager(request: HttpRequest) -> Person:
    person = caller(request).person
    require(person, Right.MANAGE_STORES)
    return person


def _seen(request: HttpRequest, account_id: int) -> MarketplaceAccount:
    return queries.accounts_of(_manager(request)).get(pk=account_id)


def _out(account: MarketplaceAccount, at: datetime) -> AccountOut:
    return AccountOut(
        id=account.pk,
        name=account.name,
        channel=account.channel,
        region=account.region,
        seller_id=account.seller_id,
        store_ids=[one.store_id for one in queries.served_by(account)],
        paused_at=account.paused_at,
        tested_at=account.tested_at,
        troubles=[_trouble(one) for one in queries.complaints_of(account, at=at)],
        flows=[_flow(flow, at) for flow in queries.flows_of(account)],
        rights=[
            RightOut(role=one.role, answer=one.answer, at=one.at)
            for one in queries.rights_of(account)
        ],
        throttle_use=[
            UseOut(operation=use.operation, share_used=use.share, free_at=use.free_at)
            for use in amazon.throttle_use(account, at=at)
        ],
    )


def _trouble(complaint: queries.Complaint) -> TroubleOut:
    words = queries.words_of(complaint.problem)
    return TroubleOut(
        kind=complaint.problem.kind,
        what=words.what,
        fix=words.fix,
        flows=[str(flow) for flow in complaint.flows],
        since=complaint.since,
        is_urgent=complaint.is_urgent,
    )


def _flow(flow: queries.Flow, at: datetime) -> FlowOut:
    lag: timedelta | None = queries.lag_of(flow, at=at)
    return FlowOut(
        name=flow.name,
        part=flow.part,
        is_running=flow.is_running,
        succeeded_at=flow.succeeded_at,
        next_due_at=flow.next_due_at,
        newest_at=flow.newest_at,
        lag_seconds=lag.total_seconds() if lag is not None else None,
        counts=flow.counts,
        failures=flow.failures,
    )
