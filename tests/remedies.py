"""Orders with money, requests, and a channel in memory that does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from firsthand.domain.orders.commands import record_order
from firsthand.domain.orders.models import Order
from firsthand.domain.orders.ports import Identity, LineFacts, OrderFacts
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import Surroundings
from firsthand.domain.remedies.models import Ledger, Remedy
from firsthand.domain.remedies.ports import (
    Allowed,
    Answer,
    Capabilities,
    Done,
    Instruction,
    Kind,
    NeedsApproval,
    Proposal,
    Seen,
    Taken,
    Unreadable,
)
from firsthand.domain.remedies.rules.answers import Pace
from firsthand.domain.remedies.rules.requests import Request
from firsthand.domain.stores.models import Store
from firsthand.foundation.errors import Refused
from tests.people import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LAG = timedelta(minutes=30)
ACCOUNT = "test.1"


def order(
    shop: Store,
    number: str = "302-1",
    *,
    lines: tuple[int, ...] = (700, 200),
    shipping: int = 60,
    tax: int = 40,
    total: int | None = None,
    state: str = "shipped",
    currency: str = "EUR",
) -> Order:
    """Record an order of 10.00 EUR in four cells, unless it is to be another."""
    return record_order(
        at=NOON,
        store_id=shop.pk,
        facts=OrderFacts(
            number=number,
            state=state,
            fulfilment="FBM",
            currency=currency,
            placed_at=NOON - timedelta(days=3),
            lines=tuple(
                LineFacts(
                    title=f"lamp {n}", quantity=2, price_minor_units=price, sku=f"L{n}"
                )
                for n, price in enumerate(lines, start=1)
            ),
            shipping_minor_units=shipping,
            tax_minor_units=tax,
            total_minor_units=sum(lines) + shipping + tax if total is None else total,
            buyer=(Identity("email", f"{number}@example.com"),),
            buyer_name="Jonas",
        ),
    )


def asks(placed: Order, minor_units: int = 0, **values) -> Request:
    """Return a request for a refund of this order, unless it is to be another."""
    defaults = {
        "key": uuid4(),
        "order_id": placed.pk,
        "kind": Kind.REFUND,
        "currency": placed.currency,
        "minor_units": minor_units,
        "reason": "damaged",
        "note": "The lamp came in pieces.",
    }
    return Request(**defaults | values)


@dataclass
class Judge:
    """An authority that allows up to a limit and has the rest approved."""

    limit: int = 10_000
    approver_limit: int = 1_000_000
    asked: list[Proposal] = field(default_factory=list)

    def decide(self, proposal: Proposal) -> Allowed | NeedsApproval:
        self.asked.append(proposal)
        if proposal.given + proposal.minor_units <= self.limit:
            return Allowed()
        return NeedsApproval(why="over_limit", who="lead")

    def check_approval(self, proposal: Proposal, *, by: int) -> None:
        self.asked.append(proposal)
        if proposal.minor_units > self.approver_limit:
            raise Refused("Too much for this approver.")


def requested(
    placed: Order, minor_units: int, by: Person, *, at: datetime = NOON, **values
) -> Remedy:
    """Return a remedy asked for within the limits, so approved at once."""
    judge = values.pop("judge", None) or Judge()
    account = values.pop("account", ACCOUNT)
    return commands.request(
        request=asks(placed, minor_units, **values),
        account=account,
        authority=judge,
        by=by,
        at=at,
    )


def money_of(placed: Order) -> tuple[int, int, int, int]:
    """Return what was captured, is reserved, is settled, and went over."""
    ledger = Ledger.objects.get(pk=placed.pk)
    return ledger.captured, ledger.reserved, ledger.settled, ledger.over


@dataclass
class Memory:
    """A channel in memory: every call does the next thing of its script, then "done".

    A step of the script is "ok", "lost" (done, and nobody hears of it), "nothing" (not done
    and nobody hears of it), or a function of the instruction that returns an answer. Where
    it does not name effects, it says "done" with an id that the listing does not have.
    """

    native_key: bool = False
    is_definitive: bool = False
    key_life: timedelta | None = None
    echoes: bool = False
    names_effects: bool = True
    script: list[str | Callable[[Instruction], Answer]] = field(default_factory=list)
    effects: list[Seen] = field(default_factory=list)
    calls: list[Instruction] = field(default_factory=list)
    at: datetime = NOON
    is_readable: bool = True
    asked: list[str] = field(default_factory=list)
    decides: Callable[[str, Instruction], Answer] = lambda handle, _what: Taken(handle)

    def capabilities(self) -> Capabilities:
        return Capabilities(
            kinds=frozenset(Kind),
            native_key=self.native_key,
            key_life=self.key_life,
            read_lag=LAG,
            is_definitive=self.is_definitive,
            names_effects=self.names_effects,
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        from firsthand.domain.remedies.ports import Unclear

        self.calls.append(instruction)
        step = self.script.pop(0) if self.script else "ok"
        if callable(step):
            return step(instruction)
        if step == "nothing":
            return Unclear("timed out")
        external_id = self.does(instruction)
        if step == "lost":
            return Unclear("timed out")
        return Done(external_id if self.names_effects else f"FEED-{len(self.calls)}")

    def does(self, instruction: Instruction) -> str:
        """Carry it out: once per key if keys are honoured."""
        if self.native_key:
            for seen, told in zip(self.effects, self._told, strict=False):
                if told == instruction.key:
                    return seen.external_id
        seen = Seen(
            external_id=f"R-{len(self.effects) + 1}",
            kind=instruction.kind,
            currency=instruction.currency,
            minor_units=instruction.minor_units,
            at=self.at,
            reference=instruction.key if self.echoes else "",
        )
        self.effects.append(seen)
        self._told.append(instruction.key)
        return seen.external_id

    @property
    def _told(self) -> list[str]:
        return self.__dict__.setdefault("told", [])

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        self.asked.append(handle)
        return self.decides(handle, instruction)

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        if not self.is_readable:
            raise Unreadable
        return tuple(self.effects)


@dataclass
class Desk:
    """The machine with a channel in memory and a clock of its own."""

    channel: Memory
    at: datetime = NOON
    pace: Pace = field(default_factory=Pace)

    def around(self) -> Surroundings:
        return Surroundings(
            channel_of=lambda _account: self.channel, now=lambda: self.at, pace=self.pace
        )

    def works(self, *, after: timedelta = timedelta()) -> dict[str, int]:
        """Let time pass, then do what is due."""
        self.at += after
        self.channel.at = self.at
        return dict(commands.work_due(self.around()))


def seen(external_id: str, minor_units: int, *, at: datetime = NOON, **values) -> Seen:
    """Return an effect on an order, as a channel lists it."""
    defaults = {"kind": Kind.REFUND, "currency": "EUR"}
    return Seen(
        external_id=external_id, minor_units=minor_units, at=at, **defaults | values
    )


def key(number: int) -> UUID:
    """Return a key that is the same in every run."""
    return UUID(int=number)
