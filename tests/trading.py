"""Sellers at work at the fake of Amazon, an account of one, and its flows run by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from firsthand.connectors.amazon.fake.lives import Sellers
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Planned
from firsthand.domain.accounts.models import Flow
from firsthand.domain.accounts.queries import region_of
from firsthand.domain.stores.models import Store
from firsthand.foundation.postgres import locks
from firsthand.wiring.amazon_flows import work
from firsthand.wiring.amazon_running import Surroundings, run
from tests.accounts import account
from tests.connectors.amazon.playing import client_at, operations_called, playing
from tests.people import store

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Trial:
    """A seller, his stores here, and the fake he trades at."""

    fake: FakeAmazon
    sellers: Sellers
    stores: tuple[Store, ...]
    around: Surroundings

    @property
    def now(self) -> datetime:
        return self.fake.time.now()

    def truth(self, at: datetime | None = None) -> dict[str, dict[str, str]]:
        trading = self.fake.trading
        assert trading is not None
        return trading.truth("shop", at or self.now)

    def flow(self, name: str, part: str = "") -> Flow:
        """Return a flow of the account, due now; made where there is none."""
        (of,) = {one.account for one in Flow.objects.all()} or {self._account()}
        planned = [Planned(name, HOUR, part)]
        commands.plan_flows(account_id=of.pk, planned=planned, at=self.now)
        flow = Flow.objects.get(name=name, part=part)
        Flow.objects.filter(pk=flow.pk).update(next_due_at=self.now)
        return flow

    def repeat(self, flow: Flow, times: int) -> Counter[str]:
        """Run a flow so often, due or not; return what it counted in all."""
        counts: Counter[str] = Counter()
        for _time in range(times):
            self.fake.time.forward(60)
            Flow.objects.filter(pk=flow.pk).update(next_due_at=self.now)
            counts.update(self.run(flow).counts)
        return counts

    def die(self, flow: Flow) -> None:
        """Run a flow as one whose fault nobody catches."""
        begun = commands.begin_flow(flow_id=flow.pk, at=self.now)
        assert begun is not None
        try:
            work(begun, client_of=self.around.client_of, now=self.around.now)
        finally:
            locks.release(f"accounts/flow/{flow.pk}")

    def searches(self) -> int:
        return operations_called(self.fake).count("searchOrders")

    def _account(self) -> Any:
        region = region_of(self.stores[0].marketplace)
        assert region is not None
        return account(*self.stores, region=region)

    def run(self, flow: Flow, *, times: int = 1) -> Flow:
        """Run a flow whenever it is due, at most so often; the fake's clock goes along."""
        for _time in range(times):
            self.went = run(flow.pk, self.around)
            flow.refresh_from_db()
            wait = (flow.next_due_at - self.now).total_seconds()
            if wait > HOUR.total_seconds() / 2:
                break
            self.fake.time.forward(max(wait, 0) + 0.001)
        return flow


@contextmanager
def trading(
    *countries: str,
    faults: str = "",
    a_day: int = 3,
    seed: int = 1,
    odd_share: float = 0.02,
) -> Iterator[Trial]:
    """Run a seller on these marketplaces, whose orders began twelve days ago."""
    places = countries or ("DE",)
    today = datetime.now(UTC).date()
    sellers = Sellers(
        {"shop": places}, a_day=a_day, began_on=today, seed=seed, odd_share=odd_share
    )
    with playing(faults, sellers=sellers) as fake:
        client = client_at(fake.address)
        around = Surroundings(lambda _account: client, fake.time.now)
        yield Trial(fake, sellers, tuple(store(country) for country in places), around)
