"""How often each flow of an account runs, so that no published rate is used up.

Every operation has a bucket of its own per account. One call of orders or finances is for
all marketplaces of it, one report for one of them: the more marketplaces, the rarer these.
Half of what is allowed is left to people, to what is done by hand, to catching up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from firsthand.connectors.amazon import reports
from firsthand.connectors.amazon.operations import Operations
from firsthand.domain.accounts.commands import Planned
from firsthand.domain.accounts.queries import FlowName

ONCE_FOR_ALL = {
    # One call each at rest: a half of what searching for orders allows.
    FlowName.ORDERS: timedelta(minutes=6),
    # Two pages each: the other half but for a tenth, as long as it lasts.
    FlowName.BACK_FILL: timedelta(minutes=15),
    FlowName.PARCELS: timedelta(minutes=10),
    FlowName.FINANCES: timedelta(hours=1),
    # Both ask for nothing where nothing waits to be sent.
    FlowName.INVOICES: timedelta(minutes=10),
    FlowName.SOLICITATIONS: timedelta(minutes=10),
}
EACH_MARKETPLACE = {
    FlowName.RETURNS_FBA: timedelta(hours=2),
    FlowName.RETURNS_FBM: timedelta(hours=2),
    FlowName.FEEDBACK: timedelta(hours=6),
    FlowName.GAPS: timedelta(hours=12),
    # Amazon counts anew once a day, at no hour it has promised.
    FlowName.HEALTH: timedelta(hours=8),
}
_SHARE = 0.5


def planned(codes: Sequence[str]) -> list[Planned]:
    """Return the flows of an account that serves these marketplaces, by their letters."""
    slower = _slower(len(codes))
    once = [Planned(str(name), every) for name, every in ONCE_FOR_ALL.items()]
    return once + [
        Planned(str(name), every * slower, code)
        for name, every in EACH_MARKETPLACE.items()
        for code in sorted(codes)
    ]


def reports_an_hour(marketplaces: int) -> float:
    """Return how many reports are asked for in an hour, on average."""
    slower = _slower(marketplaces)
    hour = timedelta(hours=1)
    return sum(marketplaces * (hour / (every * slower)) for every in _every())


def _slower(marketplaces: int) -> int:
    """Return by how much reports are to be rarer to stay within their share."""
    rate = Operations.ours().named(reports.CREATE).rate
    allowed = float(rate) * 3600 * _SHARE
    wanted = sum(marketplaces * (timedelta(hours=1) / every) for every in _every())
    return max(1, -int(-wanted // allowed))


def _every() -> Sequence[timedelta]:
    return tuple(EACH_MARKETPLACE.values())
