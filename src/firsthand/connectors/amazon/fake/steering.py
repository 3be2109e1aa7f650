"""What a trial may ask the fake that nobody could ask Amazon: faults, the time, the truth.

Under `/_fake/`, with no token: it answers on this machine only, and holds nobody's data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlsplit

from firsthand.connectors.amazon.fake.asked import (
    Misunderstood,
    Time,
    as_json,
    moment_of,
    refusal,
    stamp,
)
from firsthand.connectors.amazon.fake.effects import Effects
from firsthand.connectors.amazon.fake.faults import Fault
from firsthand.connectors.amazon.fake.sales import Line, Sale, Sales
from firsthand.connectors.amazon.fake.throttling import Throttling
from firsthand.connectors.amazon.fake.trading import Trading
from firsthand.foundation.fault_plans import FaultPlan, WrongPlan
from firsthand.foundation.http_serving import Call, Reply

PATH = "/_fake/"


@dataclass(frozen=True)
class World:
    """What a trial may look at and change; `refund` is one by hand."""

    time: Time
    effects: Effects
    sales: Sales
    refund: Callable[[str, str, Decimal, str], None]
    trading: Trading | None = None


class Steering:
    """Answers whoever holds the trial."""

    def __init__(
        self, plan: FaultPlan[Fault], world: World, throttling: Throttling | None
    ) -> None:
        self._plan = plan
        self._time = world.time
        self._world = world
        self._throttling = throttling
        self._routes: dict[str, Callable[[Call], object]] = {
            "GET /_fake/faults": lambda _call: {"plan": plan.left()},
            "POST /_fake/faults": self._set_faults,
            "GET /_fake/clock": lambda _call: {"now": stamp(self._time.now())},
            "POST /_fake/clock": self._put_forward,
            "GET /_fake/sellers": self._sellers,
            "POST /_fake/orders": self._sell,
            "POST /_fake/refunds": self._refund,
            "GET /_fake/effects": self._truth,
            "GET /_fake/refusals": self._refusals,
        }

    def answer(self, call: Call) -> Reply:
        """Answer one call."""
        route = self._routes.get(f"{call.method} {urlsplit(call.target).path}")
        if route is None:
            return refusal("NotFound", "Known are: " + ", ".join(self._routes), 404)
        try:
            return as_json(route(call))
        except (WrongPlan, Misunderstood, ValueError, InvalidOperation) as problem:
            return refusal("InvalidInput", str(problem))
        except (KeyError, TypeError) as problem:
            return refusal("InvalidInput", f"{problem} is missing, or of another kind.")

    def _set_faults(self, call: Call) -> Mapping[str, str]:
        self._plan.set(call.body.decode())
        return {"plan": self._plan.left()}

    def _put_forward(self, call: Call) -> Mapping[str, str]:
        self._time.forward(float(json.loads(call.body or b"0")))
        return {"now": stamp(self._time.now())}

    def _sell(self, call: Call) -> Mapping[str, str]:
        """Take down an order: account, orderId, currency, items of sku and price."""
        told = json.loads(call.body or b"{}")
        lines = tuple(
            Line(
                code=f"{number:014d}",
                sku=str(item["sku"]),
                quantity=int(item.get("quantity", 1)),
                price=Decimal(str(item["price"])),
                shipping=Decimal(str(item.get("shipping", 0))),
                tax=Decimal(str(item.get("tax", 0))),
            )
            for number, item in enumerate(told["items"], start=1)
        )
        sale = Sale(
            account=str(told["account"]),
            order=str(told["orderId"]),
            currency=str(told["currency"]),
            lines=lines,
            at=self._time.now(),
            state=str(told.get("status", "UNSHIPPED")),
            address=told.get("address"),
            wants_cancel=bool(told.get("wantsCancel")),
        )
        self._world.sales.sell(sale)
        return {"orderId": sale.order}

    def _refund(self, call: Call) -> Mapping[str, str]:
        told = json.loads(call.body or b"{}")
        amount = Decimal(str(told["amount"]))
        order = str(told["orderId"])
        self._world.refund(str(told["account"]), order, amount, str(told["currency"]))
        return {"orderId": order}

    def _truth(self, call: Call) -> object:
        asked = dict(parse_qsl(urlsplit(call.target).query))
        return [
            {
                "order": one.order,
                "kind": one.kind,
                "amount": str(one.amount),
                "currency": one.currency,
                "at": stamp(one.at),
                "postedAt": stamp(one.posted_at) if one.posted_at else None,
                "feedId": one.cause,
            }
            for one in self._world.effects.of(
                asked.get("account", ""), asked.get("order", "")
            )
        ]

    def _sellers(self, call: Call) -> object:
        """Tell what an account's orders have come to, as far as anybody can know it."""
        asked = dict(parse_qsl(urlsplit(call.target).query))
        trading = self._world.trading
        at = moment_of(asked["at"]) if "at" in asked else self._time.now()
        return trading.truth(asked["account"], at) if trading else {}

    def _refusals(self, _call: Call) -> object:
        found = self._throttling.refusals if self._throttling else {}
        return [
            {"account": account, "operation": operation, "times": times}
            for (account, operation), times in sorted(found.items())
        ]
