"""A fake that runs: in threads of this process, as long as somebody holds it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from firsthand.connectors.amazon.fake import fixtures, steering
from firsthand.connectors.amazon.fake.asked import Time
from firsthand.connectors.amazon.fake.desk import Desk, Parts, StatefulAnswer
from firsthand.connectors.amazon.fake.documents import Documents
from firsthand.connectors.amazon.fake.effects import Effect, Effects
from firsthand.connectors.amazon.fake.examples import Routes
from firsthand.connectors.amazon.fake.faults import POSTINGS, Fault, plan_for
from firsthand.connectors.amazon.fake.feeds import Feeds
from firsthand.connectors.amazon.fake.finances import Finances
from firsthand.connectors.amazon.fake.invoices import Invoices
from firsthand.connectors.amazon.fake.lives import Sellers
from firsthand.connectors.amazon.fake.outbound import Outbound
from firsthand.connectors.amazon.fake.reports import Reports
from firsthand.connectors.amazon.fake.sales import Sales
from firsthand.connectors.amazon.fake.steering import Steering, World
from firsthand.connectors.amazon.fake.throttling import Throttling
from firsthand.connectors.amazon.fake.tokens import Tokens
from firsthand.connectors.amazon.fake.trading import Trading
from firsthand.connectors.amazon.fake.uploads import Uploads
from firsthand.connectors.amazon.swagger import read_models
from firsthand.foundation.http_serving import Call, Reply, Server


@dataclass(frozen=True)
class Terms:
    """How the fake is to be.

    Attributes:
        models: the folder of Amazon's model files; None: our own few examples.
        only_examples: nothing has state; as Amazon's own static sandbox.
        is_throttled: each account's rates hold, as Amazon's table has them.
        speed: how much faster than ours its time runs.
        reports: the folder with what is in reports, see `reports`.
        processing: how long a feed or a report takes.
        lag: how long after a refund the finances show it.
        page_size: how many transactions a page of the finances has.
        sellers: who is at work there; None: nobody is, but what a trial makes up.
    """

    models: Path | None = None
    reports: Path | None = None
    only_examples: bool = False
    is_throttled: bool = True
    speed: float = 1.0
    processing: timedelta = timedelta(seconds=6)
    lag: timedelta = timedelta(hours=48)
    page_size: int = 100
    sellers: Sellers | None = None
    faults: str = ""
    seed: int = field(default=0)


class FakeAmazon:
    """One fake; it answers from `start` to `stop`.

    Args:
        port: where; 0: anywhere.

    Raises:
        WrongPlan: the faults are no plan.
        WrongModel: a model cannot be read.
    """

    def __init__(self, terms: Terms = Terms(), *, port: int = 0) -> None:
        described = fixtures.described()
        if terms.models is not None:
            described = fixtures.beside(read_models(terms.models))
        self.plan = plan_for((one.name for one in described), terms.seed)
        self.plan.set(terms.faults)
        self.time = Time(terms.speed)
        self.effects = Effects()
        self.throttling = Throttling() if terms.is_throttled else None
        self._lag = terms.lag
        documents, tokens = Documents(), Tokens()
        self.sales = Sales(self.effects)
        self.trading = Trading(terms.sellers, self.sales) if terms.sellers else None
        self.invoices = Invoices(terms.sellers, documents) if terms.sellers else None
        stateful = self._stateful(terms, documents, tokens)
        parts = Parts(
            routes=Routes(described),
            tokens=tokens,
            documents=documents,
            stateful={} if terms.only_examples else stateful,
            throttling=self.throttling,
            plan=self.plan,
            time=self.time,
            is_at_work=self.trading is not None,
        )
        world = World(
            self.time, self.effects, self.sales, self.refund_outside, self.trading
        )
        self._steering = Steering(self.plan, world, self.throttling)
        self._stopping = threading.Event()
        self.desk = Desk(parts, self._stopping)
        self._server = Server(
            port, self._answer, longest_call_bytes=200_000_000, keeps_lines=True
        )

    def _stateful(
        self, terms: Terms, documents: Documents, tokens: Tokens
    ) -> Mapping[str, StatefulAnswer]:
        """Return who answers with state; sellers at work come before what a trial sells."""
        trading = self.trading
        self._feeds = Feeds(
            documents, self.effects, terms.processing, self._shows_at, self.sales
        )
        self._reports = Reports(
            documents,
            terms.reports,
            terms.processing,
            trading.report if trading else None,
        )
        others = trading.refunds if trading else None
        return {
            **self._feeds.answers,
            **Finances(self.effects, terms.page_size, others).answers,
            **self._reports.answers,
            **Outbound(self.effects).answers,
            **self.sales.answers,
            **(trading.answers if trading else {}),
            **(self.invoices.answers if self.invoices else {}),
            **Uploads(documents).answers,
            fixtures.RESTRICTED: lambda asked: tokens.restricted(asked.account, asked.now),
        }

    @property
    def address(self) -> str:
        return self._server.address

    def start(self) -> None:
        """Answer from now on."""
        self._server.start()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._stopping.set()
        self._server.stop()

    def refund_outside(
        self, account: str, order: str, amount: Decimal, currency: str
    ) -> None:
        """Refund something as if by hand, in the seller's own pages."""
        now = self.time.now()
        skus = self.sales.skus(account, order)
        code = next(iter(skus), "")
        self.effects.add(
            Effect(
                number=self.effects.next_number(),
                account=account,
                order=order,
                kind="refund",
                amount=amount,
                currency=currency,
                components=((code, "Principal", amount),),
                at=now,
                posted_at=self._shows_at(account, now),
                cause="outside",
                skus=skus,
            )
        )

    def settle(self) -> None:
        """Do what has become due by now."""
        now = self.time.now()
        self.desk.settle(now)
        self._feeds.settle(now)
        self._reports.settle(now)

    def _answer(self, call: Call) -> Reply:
        self.settle()
        if call.target.startswith(steering.PATH):
            return self._steering.answer(call)
        return self.desk.answer(call)

    def _shows_at(self, account: str, at: datetime) -> datetime | None:
        mishap = self.plan.next(POSTINGS, account, "")
        if mishap.fault is Fault.NEVER:
            return None
        if mishap.fault is Fault.LATE:
            return at + timedelta(seconds=mishap.seconds)
        return at + self._lag
