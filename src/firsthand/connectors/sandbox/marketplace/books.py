"""What really happened: accounts, orders, and everything that was ever done on them."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from firsthand.connectors.sandbox.marketplace.feeds import Feed, Feeds


class Impossible(Exception):
    """The marketplace refuses, for a reason of its trade."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Wanted:
    """What somebody wants done on an order.

    Attributes:
        kind: "refund", "credit", "cancel", "resend", "return" or "address".
        minor_units: what the buyer gets by it; 0 where no money moves.
    """

    order: str
    kind: str
    currency: str
    minor_units: int
    reference: str = ""
    line_number: int | None = None


@dataclass(frozen=True)
class Effect(Wanted):
    """What was done. `at` is in seconds since the epoch, by the sandbox's own clock.

    Attributes:
        cause: "call", "twice" (the marketplace's own mistake) or "outside".
    """

    external_id: str = ""
    account: str = ""
    at: float = 0.0
    cause: str = "call"


@dataclass(frozen=True)
class Account:
    name: str
    kind: str
    secret: str


@dataclass(frozen=True)
class Order:
    """`captured_minor_units` None: whatever is wanted, the buyer had paid that much."""

    account: str
    number: str
    currency: str
    captured_minor_units: int | None


@dataclass(frozen=True)
class Manner:
    """How something is done: when it takes effect, and how often."""

    delay_seconds: float = 0.0
    times: int = 1


@dataclass(frozen=True)
class UsedKey:
    fingerprint: str
    at: float
    external_ids: tuple[str, ...]


class Books:
    """Everything the marketplace knows, made again from its log after a crash.

    Every change is one line of the log before it counts, so that whatever was answered is
    still true after a kill. What is to happen later is written down with its time at once
    and counts from then on: nothing waits in a thread. Hold `lock` to look and then act.

    Args:
        log: the file to keep it in; None: in memory only.
        is_open_to_any: accounts and orders come into being when they are first mentioned.
    """

    def __init__(self, log: Path | None = None, *, is_open_to_any: bool = False) -> None:
        self.lock = threading.RLock()
        self.accounts: dict[str, Account] = {}
        self.feeds = Feeds()
        self._is_open_to_any = is_open_to_any
        self._orders: dict[tuple[str, str], Order] = {}
        self._effects: dict[tuple[str, str], list[Effect]] = {}
        self._keys: dict[tuple[str, str], UsedKey] = {}
        self._forward_seconds = 0.0
        self._numbered = 1000
        self._log = -1
        if log is not None:
            self._read(log)

    def now(self) -> float:
        """Return the time by the sandbox's clock, in seconds since the epoch."""
        return time.time() + self._forward_seconds

    def forward(self, seconds: float) -> None:
        """Put the clock forward."""
        self._note("clock", seconds=seconds)

    def open_account(self, account: Account) -> None:
        self._note("account", **asdict(account))

    def sell(self, order: Order) -> None:
        self._note("order", **asdict(order))

    def next_id(self, prefix: str) -> str:
        """Return an id nobody else has or will have."""
        with self.lock:
            self._note("number")
            return f"{prefix}{self._numbered}"

    def account(self, name: str, *, kind: str, secret: str) -> Account | None:
        """Return the account these credentials open."""
        with self.lock:
            found = self.accounts.get(name)
            if found is None and self._is_open_to_any and name and kind:
                found = Account(name, kind, secret)
                self.open_account(found)
        return found if found is not None and found.secret == secret else None

    def order(self, account: str, number: str, *, currency: str = "") -> Order:
        """Return an order of this account, and of no other.

        Raises:
            Impossible: it has none of this number.
        """
        with self.lock:
            found = self._orders.get((account, number))
            if found is None and self._is_open_to_any:
                found = Order(account, number, currency, None)
                self.sell(found)
            elif found is not None and not found.currency and currency:
                found = replace(found, currency=currency)
                self.sell(found)
        if found is None:
            raise Impossible("UNKNOWN_ORDER", f"There is no order {number}.")
        return found

    def check(self, account: str, wanted: Sequence[Wanted]) -> None:
        """Refuse what cannot be done on an order.

        Raises:
            Impossible: says why.
        """
        first = wanted[0]
        order = self.order(account, first.order, currency=first.currency)
        done = self._effects.get((account, order.number), [])
        if any(effect.kind == "cancel" for effect in done) and first.kind != "address":
            raise Impossible("ORDER_CANCELLED", "The order has been cancelled.")
        if first.kind not in {"refund", "credit"}:
            return
        if any(each.currency != order.currency for each in wanted):
            raise Impossible("WRONG_CURRENCY", f"The order is in {order.currency}.")
        amount = sum(each.minor_units for each in wanted)
        if amount <= 0 or any(each.minor_units < 0 for each in wanted):
            raise Impossible("NOT_AN_AMOUNT", "An amount above zero is needed.")
        paid_back = sum(effect.minor_units for effect in done)
        if (
            order.captured_minor_units is not None
            and paid_back + amount > order.captured_minor_units
        ):
            raise Impossible("MORE_THAN_CAPTURED", "The buyer has not paid that much.")

    def do(
        self,
        account: str,
        wanted: Sequence[Wanted],
        manner: Manner,
        *,
        key: str = "",
        fingerprint: str = "",
        cause: str = "call",
    ) -> list[Effect]:
        """Do it, and return what was done the first time; later times are a mistake."""
        with self.lock:
            at = self.now() + manner.delay_seconds
            effects = [
                Effect(
                    **asdict(each),
                    external_id=self.next_id("E"),
                    account=account,
                    at=at,
                    cause=cause if time_number == 0 else "twice",
                )
                for time_number in range(manner.times)
                for each in wanted
            ]
            first = effects[: len(wanted)]
            self._note(
                "effects",
                account=account,
                effects=[asdict(effect) for effect in effects],
                key=key,
                fingerprint=fingerprint,
                at=self.now(),
                external_ids=[effect.external_id for effect in first],
            )
        return first

    def used_key(self, account: str, key: str) -> UsedKey | None:
        return self._keys.get((account, key))

    def by_id(self, account: str, order: str, external_id: str) -> Effect | None:
        """Return one effect of an order, also one that is still to come."""
        found = self._effects.get((account, order), ())
        return next((each for each in found if each.external_id == external_id), None)

    def effects(
        self, account: str, order: str, *, before: float | None = None
    ) -> list[Effect]:
        """Return what had happened on an order by now, or by then, oldest first."""
        until = self.now() if before is None else before
        with self.lock:
            found = [
                effect
                for effect in self._effects.get((account, order), ())
                if effect.at <= until
            ]
        return sorted(found, key=lambda effect: effect.at)

    def keep_document(self, account: str, document: str, text: str | None) -> None:
        self._note("document", account=account, document=document, text=text)

    def keep_feed(self, feed: Feed) -> None:
        self._note("feed", **asdict(feed))

    def close(self) -> None:
        with self.lock:
            if self._log >= 0:
                os.close(self._log)
                self._log = -1

    def _note(self, what: str, **facts: Any) -> None:
        with self.lock:
            if self._log >= 0:
                line = json.dumps({"what": what, **facts}, separators=(",", ":"))
                # Outlives a kill of this process, which is what it is for; not a power cut.
                os.write(self._log, line.encode() + b"\n")
            self._take(what, facts)

    def _read(self, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = os.open(log, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        known = log.read_bytes()
        whole = known[: known.rfind(b"\n") + 1]
        # A line that was cut off had not been answered yet; it must not join the next.
        os.ftruncate(self._log, len(whole))
        for line in whole.splitlines():
            facts: dict[str, Any] = json.loads(line)
            self._take(facts.pop("what"), facts)

    def _take(self, what: str, facts: Mapping[str, Any]) -> None:
        if what == "clock":
            self._forward_seconds += facts["seconds"]
        elif what == "number":
            self._numbered += 1
        elif what == "account":
            self.accounts[facts["name"]] = Account(**facts)
        elif what == "order":
            self._orders[facts["account"], facts["number"]] = Order(**facts)
        elif what == "effects":
            self._take_effects(facts)
        elif what == "document":
            self.feeds.documents[facts["document"]] = (facts["account"], facts["text"])
        else:
            assert what == "feed", what
            self.feeds.take(Feed(**facts))

    def _take_effects(self, facts: Mapping[str, Any]) -> None:
        for each in facts["effects"]:
            effect = Effect(**each)
            self._effects.setdefault((effect.account, effect.order), []).append(effect)
        if facts["key"]:
            self._keys[facts["account"], facts["key"]] = UsedKey(
                facts["fingerprint"], facts["at"], tuple(facts["external_ids"])
            )
