"""What is wrong with the connections: of each cause once, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firsthand.domain.accounts import rules
from firsthand.domain.accounts.models import Flow, MarketplaceAccount, RightFound
from firsthand.domain.accounts.queries.accounts import (
    accounts,
    rights_of,
    served_by,
    stores_without_account,
)
from firsthand.domain.accounts.queries.flows import flows_of
from firsthand.domain.accounts.rules import PASSING, Problem, ProblemKind
from firsthand.foundation import secrets
from firsthand.foundation.secrets import CannotDecrypt

# What passes by itself is worth a look after so long.
_LASTS = timedelta(hours=1)
# Named after what stops something today.
_CAN_WAIT = {
    ProblemKind.NOT_TESTED,
    ProblemKind.SECRET_OLD,
    ProblemKind.PERMISSION_OLD,
    ProblemKind.SELLER_ID_MISSING,
}
# The worker plans and begins within a minute or two.
_AT_FIRST = timedelta(minutes=15)
_FIRST_END = timedelta(hours=6)
# A month before twelve are over.
_OLD = timedelta(days=335)


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong.

    Attributes:
        account: of which; None: of a store that has none.
        flows: those it stops; empty: it is the account's as a whole.
        since: when it began, where that is known.
        is_urgent: somebody should look; not so where it is likely to pass.
    """

    account: MarketplaceAccount | None
    problem: Problem
    flows: tuple[Flow, ...] = ()
    since: datetime | None = None
    is_urgent: bool = True


def complaints(*, at: datetime) -> list[Complaint]:
    """Return what is wrong with all connections, by account."""
    known = list(accounts())
    found = [one for account in known for one in complaints_of(account, at=at)]
    if known:
        # Without any account, the stores are there for their mail alone.
        found += [
            Complaint(None, Problem(ProblemKind.NO_ACCOUNT, {"store": store.name}))
            for store in stores_without_account()
        ]
    return found


def complaints_of(account: MarketplaceAccount, *, at: datetime) -> list[Complaint]:
    """Return what is wrong with one account; of one that is paused only that."""
    if account.is_paused:
        problem = Problem(ProblemKind.PAUSED)
        return [Complaint(account, problem, since=account.paused_at)]
    found = _joined(
        [*_of_secrets(account, at), *_of_test(account), *_of_flows(account, at)]
    )
    return sorted(found, key=lambda one: (not one.is_urgent, one.problem.kind in _CAN_WAIT))


def _joined(found: Sequence[Complaint]) -> list[Complaint]:
    """Return each cause once: a flow often fails of what the test found as well."""
    by_problem: dict[tuple[object, ...], Complaint] = {}
    for one in found:
        key = (one.problem.kind, *sorted(one.problem.facts.items()))
        before = by_problem.get(key)
        by_problem[key] = _both(before, one) if before is not None else one
    return list(by_problem.values())


def _both(one: Complaint, other: Complaint) -> Complaint:
    return replace(
        one,
        flows=one.flows + other.flows,
        since=min((at for at in (one.since, other.since) if at), default=None),
        is_urgent=one.is_urgent or other.is_urgent,
    )


def problems_where_it_sells(
    account: MarketplaceAccount, marketplace_ids: Mapping[str, bool]
) -> list[Problem]:
    """Return what is wrong about the marketplaces an account serves.

    Args:
        account: which.
        marketplace_ids: those the seller takes part in, each with whether its listings
            are suspended, as Amazon says.
    """
    problems = []
    for served in served_by(account):
        facts = {"marketplace": served.store.marketplace, "store": served.store.name}
        if served.marketplace_id not in marketplace_ids:
            problems.append(Problem(ProblemKind.NOT_PARTICIPATING, facts))
        elif marketplace_ids[served.marketplace_id]:
            problems.append(Problem(ProblemKind.LISTINGS_SUSPENDED, facts))
    return problems


def _of_secrets(account: MarketplaceAccount, at: datetime) -> Iterator[Complaint]:
    try:
        secrets.decrypt(account.client_secret_encrypted)
        secrets.decrypt(account.refresh_token_encrypted)
    except CannotDecrypt:
        yield Complaint(account, Problem(ProblemKind.KEY_MISSING))
    for kind, changed_at in (
        (ProblemKind.SECRET_OLD, account.client_secret_changed_at),
        (ProblemKind.PERMISSION_OLD, account.refresh_token_changed_at),
    ):
        age = at - changed_at
        if age > _OLD:
            yield Complaint(account, Problem(kind, {"days": str(age.days)}))
    if not account.seller_id:
        yield Complaint(account, Problem(ProblemKind.SELLER_ID_MISSING))
    if account.address:
        problem = Problem(ProblemKind.STAND_IN, {"address": account.address})
        yield Complaint(account, problem, is_urgent=False)


def _of_test(account: MarketplaceAccount) -> Iterator[Complaint]:
    if not served_by(account).exists():
        yield Complaint(account, Problem(ProblemKind.NO_STORES))
    if account.tested_at is None:
        yield Complaint(account, Problem(ProblemKind.NOT_TESTED))
    for found in account.test_problems:
        problem = Problem(ProblemKind(found["kind"]), found["facts"])
        if problem.kind not in {ProblemKind.ROLE_MISSING, ProblemKind.NOT_ALLOWED}:
            yield Complaint(account, problem, since=account.tested_at)
    for right in rights_of(account).filter(answer=RightFound.Answer.MISSING):
        operation = right.operation.rpartition(".")[2]
        facts = {"role": right.role, "operation": operation}
        yield Complaint(account, Problem(ProblemKind.ROLE_MISSING, facts), since=right.at)


def _of_flows(account: MarketplaceAccount, at: datetime) -> Iterator[Complaint]:
    flows = list(flows_of(account))
    if not flows and at - account.created_at > _AT_FIRST:
        yield Complaint(account, Problem(ProblemKind.NOT_PLANNED))
    for flow in flows:
        problem = _problem_of(flow, at)
        if problem is None:
            continue
        since = flow.problem_since
        lasts = since is None or at - since > _LASTS
        is_urgent = lasts or problem.kind not in PASSING
        yield Complaint(account, problem, (flow,), since, is_urgent)


def _problem_of(flow: Flow, at: datetime) -> Problem | None:
    if rules.is_stuck(heard_at=flow.heard_at, is_running=flow.is_running, at=at):
        return Problem(ProblemKind.STUCK)
    if rules.is_behind(
        next_due_at=flow.next_due_at, every=flow.every, is_running=flow.is_running, at=at
    ):
        return Problem(ProblemKind.BEHIND)
    if flow.problem is not None:
        return flow.problem
    waited = at - flow.account.created_at
    if flow.succeeded_at is None and waited > _FIRST_END:
        return Problem(ProblemKind.NEVER_SYNCED)
    return None
