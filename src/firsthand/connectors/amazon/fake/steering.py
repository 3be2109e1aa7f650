"""What a trial may ask the fake that nobody could ask Amazon: faults, the time, the truth.

Under `/_fake/`, with no token: it answers on this machine only, and holds nobody's data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from firsthand.connectors.amazon.fake.asked import Time, as_json, refusal, stamp
from firsthand.connectors.amazon.fake.effects import Effects
from firsthand.connectors.amazon.fake.faults import Fault
from firsthand.connectors.amazon.fake.throttling import Throttling
from firsthand.foundation.fault_plans import FaultPlan, WrongPlan
from firsthand.foundation.http_serving import Call, Reply

PATH = "/_fake/"


class Steering:
    """Answers whoever holds the trial."""

    def __init__(
        self,
        plan: FaultPlan[Fault],
        time: Time,
        effects: Effects,
        throttling: Throttling | None,
    ) -> None:
        self._plan = plan
        self._time = time
        self._effects = effects
        self._throttling = throttling
        self._routes: dict[str, Callable[[Call], object]] = {
            "GET /_fake/faults": lambda _call: {"plan": plan.left()},
            "POST /_fake/faults": self._set_faults,
            "POST /_fake/clock": self._put_forward,
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
        except (WrongPlan, ValueError) as problem:
            return refusal("InvalidInput", str(problem))

    def _set_faults(self, call: Call) -> Mapping[str, str]:
        self._plan.set(call.body.decode())
        return {"plan": self._plan.left()}

    def _put_forward(self, call: Call) -> Mapping[str, str]:
        self._time.forward(float(json.loads(call.body or b"0")))
        return {"now": stamp(self._time.now())}

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
            for one in self._effects.of(asked.get("account", ""), asked.get("order", ""))
        ]

    def _refusals(self, _call: Call) -> object:
        found = self._throttling.refusals if self._throttling else {}
        return [
            {"account": account, "operation": operation, "times": times}
            for (account, operation), times in sorted(found.items())
        ]
