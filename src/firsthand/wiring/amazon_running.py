"""Have the flows of our accounts at Amazon run when they are due."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.flows import plans
from firsthand.domain.accounts import commands as accounts
from firsthand.domain.accounts import queries as account_queries
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.foundation.postgres import clock
from firsthand.wiring import amazon
from firsthand.wiring.amazon_flows import work

# How long a turn is waited for; one that is further away is taken when it is there.
LONGEST_WAIT = timedelta(seconds=2)
_MOST_DUE, _SIDE_BY_SIDE = 1000, 4


@dataclass(frozen=True)
class Surroundings:
    """What flows run in: clients that do not wait long, and the clock."""

    client_of: Callable[[MarketplaceAccount], Client]
    now: Callable[[], datetime]


def surroundings() -> Surroundings:
    """Return those of a worker."""
    return Surroundings(
        lambda account: amazon.client_of(account).waiting_at_most(LONGEST_WAIT), clock.now
    )


def plan(*, at: datetime) -> int:
    """Have each account have the flows it should have; return how many are new."""
    return sum(
        accounts.plan_flows(
            account_id=account.pk,
            planned=plans.planned(
                [place.code for place in account_queries.marketplaces_of(account)]
            ),
            at=at,
        )
        for account in account_queries.accounts()
    )


def run_due(around: Surroundings, *, within: timedelta) -> Counter[str]:
    """Run the flows that are due, each account's one after the other; return how they went.

    Accounts are run side by side, a few at a time: a slow one holds up no other.

    Args:
        around: what they run in.
        within: no flow is begun after so long.
    """
    due: dict[int, list[int]] = {}
    for flow in account_queries.due_flows(at=around.now(), limit=_MOST_DUE):
        due.setdefault(flow.account_id, []).append(flow.pk)
    until = time.monotonic() + within.total_seconds()
    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="amazon") as pool:
        went = pool.map(lambda some: _run(some, around, until), due.values())
        return sum(went, Counter[str]())


def _run(flow_ids: Sequence[int], around: Surroundings, until: float) -> Counter[str]:
    """Run flows of one account, in a thread of its own with its own session."""
    went: Counter[str] = Counter()
    try:
        for flow_id in flow_ids:
            if time.monotonic() >= until:
                break
            went[run(flow_id, around)] += 1
    finally:
        connection.close()
    return went


def run(flow_id: int, around: Surroundings) -> str:
    """Run one flow if it is due; return how that went: see `accounts.run_flow`."""
    return accounts.run_flow(
        flow_id=flow_id,
        work=lambda run: work(run, client_of=around.client_of, now=around.now),
        problem_of=lambda refusal: amazon.problem_of(refusal, at=around.now()),
        now=around.now,
    )
