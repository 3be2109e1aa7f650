"""What the pages show of an account, each thing computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from firsthand.domain.accounts import queries
from firsthand.domain.accounts.queries import (
    Complaint,
    Flow,
    MarketplaceAccount,
    Problem,
    ProblemKind,
    RightFound,
)
from firsthand.wiring import amazon


@dataclass(frozen=True)
class State:
    """How an account or a flow is: the kind of its mark, and words."""

    mark: str
    words: str


@dataclass(frozen=True)
class Line:
    """One account in the list of all."""

    account: MarketplaceAccount
    state: State
    marketplaces: Sequence[str]
    synced_at: datetime | None
    lag: timedelta | None
    next_at: datetime | None
    complaint: Complaint | None
    words: Any


@dataclass(frozen=True)
class FlowLine:
    """One flow of an account."""

    flow: Flow
    name: str
    state: State
    lag: timedelta | None
    counts: str


def line_of(account: MarketplaceAccount, *, at: datetime) -> Line:
    """Return what the list of accounts shows of one."""
    flows = list(queries.flows_of(account))
    complaints = queries.complaints_of(account, at=at)
    worst = complaints[0] if complaints else None
    ended = [flow.succeeded_at for flow in flows if flow.succeeded_at]
    lags = [lag for flow in flows if (lag := queries.lag_of(flow, at=at)) is not None]
    due = [flow.next_due_at for flow in flows if not flow.is_running]
    return Line(
        account,
        state_of(account, complaints),
        [place.code for place in queries.marketplaces_of(account)],
        max(ended, default=None),
        max(lags, default=None),
        min(due, default=None) if not account.is_paused else None,
        worst,
        queries.words_of(worst.problem) if worst else None,
    )


def state_of(account: MarketplaceAccount, complaints: Sequence[Complaint]) -> State:
    """Return how an account is, in one mark."""
    if account.is_paused:
        return State("open", _("Paused"))
    if any(one.is_urgent for one in complaints):
        return State("bad", _("Needs somebody"))
    if any(one.flows for one in complaints):
        return State("watch", _("Being tried again"))
    return State("good", _("At work"))


def page_of(account: MarketplaceAccount, *, at: datetime) -> dict[str, Any]:
    """Return all that the page of one account shows."""
    complaints = queries.complaints_of(account, at=at)
    rights = list(queries.rights_of(account))
    return {
        "account": account,
        "state": state_of(account, complaints),
        "served": queries.served_by(account),
        "complaints": [
            {
                "it": one,
                "words": queries.words_of(one.problem),
                "flows": [queries.flow_words(flow.name, flow.part) for flow in one.flows],
            }
            for one in complaints
        ],
        "flows": [_flow_line(flow, at) for flow in queries.flows_of(account)],
        "rights": [
            {"it": one, "mark": _MARKS[one.answer], "why": queries.role_words(one.role)}
            for one in rights
        ],
        "uses": amazon.throttle_use(account, at=at),
        "steps": _steps(account, complaints, rights),
    }


_MARKS: Mapping[str, str] = {
    RightFound.Answer.GRANTED: "good",
    RightFound.Answer.MISSING: "bad",
    RightFound.Answer.UNKNOWN: "open",
}


def _flow_line(flow: Flow, at: datetime) -> FlowLine:
    return FlowLine(
        flow,
        queries.flow_words(flow.name, flow.part),
        _state_of_flow(flow),
        queries.lag_of(flow, at=at),
        queries.count_words(flow.counts),
    )


def _state_of_flow(flow: Flow) -> State:
    problem: Problem | None = flow.problem
    if flow.is_running:
        return State("good", _("Running"))
    if problem is not None:
        return State("bad" if problem.needs_person else "watch", _("Failing"))
    if flow.succeeded_at is None:
        return State("open", _("Not begun yet"))
    return State("good", _("Waits for its turn"))


def _steps(
    account: MarketplaceAccount,
    complaints: Sequence[Complaint],
    rights: Sequence[RightFound],
) -> list[tuple[str, str, bool]]:
    """Return the steps to an account at work: words, route, whether it is done."""
    kinds = {one.problem.kind for one in complaints}
    of_test = {one["kind"] for one in account.test_problems} - {
        ProblemKind.NOT_PARTICIPATING,
        ProblemKind.LISTINGS_SUSPENDED,
    }
    return [
        (
            _("Choose the stores it serves"),
            "settings_connection_stores",
            ProblemKind.NO_STORES not in kinds or account.is_paused,
        ),
        (
            _("Enter the seller id, for refunds"),
            "settings_connection_change",
            bool(account.seller_id),
        ),
        (
            _("Test it, and add the roles that are missing"),
            "",
            account.tested_at is not None
            and not of_test
            and all(one.answer != RightFound.Answer.MISSING for one in rights),
        ),
    ]
