"""Write what was read of Amazon where it belongs: to the stores an account serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from firsthand.connectors.amazon.orders import Told
from firsthand.connectors.amazon.reported import Found
from firsthand.domain.health import commands as health
from firsthand.domain.health.ports import PerformanceFacts
from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.orders.ports import (
    ClaimFacts,
    OrderFacts,
    PostingFacts,
    ReturnFacts,
    ReviewFacts,
)

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store

About = TypeVar("About", ReturnFacts, ClaimFacts, ReviewFacts, PostingFacts)


@dataclass(frozen=True)
class Served:
    """The stores of an account, by Amazon's id of their marketplace."""

    stores: Mapping[str, Store]

    @property
    def ids(self) -> list[int]:
        return [store.pk for store in self.stores.values()]

    def homes_of(self, numbers: Collection[str]) -> dict[str, int]:
        """Return the stores of those of these orders that are known."""
        return order_queries.homes_of(self.ids, numbers)


def write_orders(served: Served, told: Iterable[Told], *, at: datetime) -> Counter[str]:
    """Write orders, inside the caller's transaction; return how many of what.

    An order stays in the store it first came to, whatever marketplace is told later: it
    would else be there twice. Where no store is served for its marketplace it is left out
    and counted; a store that is added has its past read.
    """
    known = {one.facts.number: one for one in told}
    homes = served.homes_of(known)
    by_id = {store.pk: store for store in served.stores.values()}
    counts: Counter[str] = Counter()
    of_store: dict[int, list[OrderFacts]] = {}
    for number, one in known.items():
        placed = served.stores.get(one.marketplace_id)
        store = by_id[homes[number]] if number in homes else placed
        if store is None:
            counts["no_store"] += 1
            continue
        if placed is None or placed.pk != store.pk:
            counts["marketplace_switched"] += 1
        counts.update(note.split()[0] for note in one.notes)
        facts = replace(one.facts, currency=one.facts.currency or store.currency)
        of_store.setdefault(store.pk, []).append(facts)
    for store_id, some in of_store.items():
        made = orders.record_orders(store_id=store_id, orders=some, facts={}, at=at)
        counts.update({"orders": sum(made.values()), "new": made["added"]})
    return counts


def write_found(
    served: Served, found: Found, homes: Mapping[str, int], *, at: datetime
) -> Counter[str]:
    """Write what a report says of orders that are known, inside the caller's transaction.

    Args:
        served: the account's stores.
        found: of the report.
        homes: the stores of the orders, by number; what is of others is left out.
        at: now.
    """
    counts = Counter({"left_out": found.left_out} if found.left_out else {})
    for store_id in served.ids:
        returns = _of(found.returns, store_id, homes)
        claims = _of(found.claims, store_id, homes)
        reviews = _of(found.reviews, store_id, homes)
        if returns:
            made = orders.record_returns(store_id=store_id, returns=returns)
            counts.update({"returns": len(returns), "new": made["added"]})
        if claims:
            made = orders.record_claims(store_id=store_id, claims=claims)
            counts.update({"claims": made["added"]})
        if reviews:
            made = orders.record_reviews(
                store_id=store_id, reviews=reviews, facts={}, at=at
            )
            counts.update({"reviews": len(reviews), "new": made["added"]})
    if found.performance is not None:
        counts.update(_write_performance(served, found.performance, at=at))
    return counts


def _write_performance(
    served: Served, report: PerformanceFacts, *, at: datetime
) -> Counter[str]:
    made = health.import_report(
        report=report,
        stores={number: store.pk for number, store in served.stores.items()},
        reported_at=at,
        by=None,
        at=at,
    )
    told = {"judged": len(made.new) + len(made.known), "new": len(made.new)}
    return Counter({name: n for name, n in told.items() if n})


def write_postings(
    served: Served,
    postings: Sequence[PostingFacts],
    homes: Mapping[str, int],
    *,
    at: datetime,
) -> Counter[str]:
    """Write what the books say of known orders, inside the caller's transaction."""
    counts: Counter[str] = Counter()
    for store_id in served.ids:
        some = _of(postings, store_id, homes)
        if some:
            made = orders.record_postings(store_id=store_id, postings=some, at=at)
            counts.update({"postings": len(some), "new": made["added"]})
    return counts


def _of(told: Sequence[About], store_id: int, homes: Mapping[str, int]) -> list[About]:
    return [one for one in told if homes.get(one.order_number) == store_id]
