"""Amazon's fake as a stage for channels of remedies, with the methods of `sandbox.Stage`.

Plans of faults are written in the sandbox's words and told to the fake in its own.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from firsthand.connectors.amazon.client import Account, Client, Clock
from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.effects import Effect
from firsthand.connectors.amazon.fake.faults import PROCESS, TOKEN
from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
from firsthand.connectors.amazon.fake.sales import Line as Sold
from firsthand.connectors.amazon.fake.sales import Sale
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.pacing import Unpaced
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.remedies.channel import AmazonChannel, Seller
from firsthand.connectors.amazon.tokens import Credentials
from firsthand.domain.remedies.ports import Kind
from firsthand.foundation.money import Money, exponent

GERMANY = "A1PA6795UKMFR9"
PROCESSING = timedelta(minutes=4)
LAG = timedelta(hours=48)
ADDRESS = {
    "name": "N. N.",
    "addressLine1": "Teestraße 1",
    "city": "Bremen",
    "postalCode": "28195",
    "countryCode": "DE",
}
# One for all: to make a line takes longer than most tests.
LINE = Line()
_OPERATIONS = {
    "act": ("createFeed", "createFulfillmentOrder"),
    "prepare": ("createFeedDocument",),
    "poll": ("getFeed",),
    "read": ("listTransactions",),
    "token": (TOKEN,),
    "process": (PROCESS,),
}
_FAULTS = {"act=refused": "declined", "process=failed": "refused"}


class Turns:
    """Turns of one process. Answers `FeedTurns`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[str] = set()

    @contextmanager
    def taken(self, name: str) -> Iterator[bool]:
        with self._lock:
            is_ours = name not in self._held
            self._held.add(name)
        try:
            yield is_ours
        finally:
            if is_ours:
                self._held.discard(name)


@dataclass(frozen=True)
class Address:
    """Where the fake answers."""

    address: str


@dataclass(frozen=True)
class Happened:
    """One effect, as the tests of channels look at it."""

    kind: str
    minor_units: int
    at: float
    reference: str


@dataclass
class AmazonStage:
    """Amazon to try the channel on, and how to steer it.

    Attributes:
        skus: of the lines of what is sold, each for as much as the others.
    """

    fake: FakeAmazon
    whereabouts: Address
    skus: tuple[str, ...] = ("LUMO-ARC", "LUMO-DOT")
    marketplace: str = GERMANY
    turns: Turns = field(default_factory=Turns)

    keeps_references = False
    takes_first = True
    counts_what_it_lists = False
    prepares = True
    one_at_a_time = True

    def channel(self, account: str = "one") -> AmazonChannel:
        client = self.client(account)
        kinds = frozenset(Kind)
        seller = Seller(account, f"SELLER{account}", self.marketplace, kinds)
        return AmazonChannel(client, seller, turns=self.turns, now=self.fake.time.now)

    def client(self, account: str = "one") -> Client:
        credentials = Credentials(
            tokens.CLIENT_ID, tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}{account}"
        )
        return Client(
            Account(account, credentials, Place.at(self.whereabouts.address)),
            pacing=Unpaced(),
            operations=Operations.ours(),
            line=LINE,
            clock=Clock(now=self.fake.time.now, sleep=lambda _seconds: None),
        )

    def sell(
        self,
        order: str,
        *,
        currency: str = "USD",
        captured: int = 10_000,
        account: str = "one",
        state: str = "UNSHIPPED",
        wants_cancel: bool = False,
    ) -> None:
        share = captured // len(self.skus)
        prices = [captured - share * (len(self.skus) - 1), *[share] * (len(self.skus) - 1)]
        lines = tuple(
            Sold(f"item-{number}", sku, 1, Money(currency, price).decimal())
            for number, (sku, price) in enumerate(
                zip(self.skus, prices, strict=True), start=1
            )
        )
        self.fake.sales.sell(
            Sale(
                account, order, currency, lines, self.fake.time.now(), state, ADDRESS,
                wants_cancel,
            )
        )  # fmt: skip

    def go_wrong(self, plan: str) -> None:
        self.fake.plan.set(in_its_words(plan))

    def pay_outside(
        self, order: str, minor_units: int, *, currency: str = "USD", account: str = "one"
    ) -> None:
        amount = Money(currency, minor_units).decimal()
        self.fake.refund_outside(account, order, amount, currency)

    def let_time_pass(self, time: timedelta = PROCESSING + LAG) -> None:
        self.fake.time.forward(time.total_seconds())

    def truth(self, order: str, account: str = "one") -> list[Happened]:
        self.fake.settle()
        return [happened(one) for one in self.fake.effects.of(account, order)]

    def acts(self) -> int:
        return sum(self.fake.desk.arrived[name] for name in _OPERATIONS["act"])


def happened(effect: Effect) -> Happened:
    currency = effect.currency or "USD"
    minor_units = effect.amount.scaleb(exponent(currency))
    assert minor_units == int(minor_units), effect
    return Happened(
        effect.kind,
        int(minor_units),
        effect.at.timestamp(),
        effect.cause if effect.kind == "resend" else "",
    )


def in_its_words(plan: str) -> str:
    """Return a plan of the sandbox's as one of the fake's."""
    entries = [part.strip() for part in plan.split(",") if part.strip()]
    return ", ".join(written for entry in entries for written in _entries(entry))


def _entries(entry: str) -> Iterator[str]:
    found = re.fullmatch(r"([a-z]+)(@[^=]+)?=([a-z0-9_]+?)([:x~].*)?", entry)
    assert found is not None, entry
    operation, account, fault, rest = found.groups(default="")
    fault = _FAULTS.get(f"{operation}={fault}", "declined" if fault == "refused" else fault)
    for name in _OPERATIONS[operation]:
        yield f"{name}{account}={fault}{rest}"


@contextmanager
def amazon(
    *, faults: str = "", seed: int = 0, skus: tuple[str, ...] = ("LUMO-ARC", "LUMO-DOT")
) -> Iterator[AmazonStage]:
    """Have a fake of this process as a stage: there at once, gone with the block."""
    fake = FakeAmazon(
        Terms(
            is_throttled=False,
            processing=PROCESSING,
            lag=LAG,
            page_size=2,
            faults=in_its_words(faults),
            seed=seed,
        )
    )
    fake.start()
    try:
        yield AmazonStage(fake, Address(fake.address), skus)
    finally:
        fake.stop()
