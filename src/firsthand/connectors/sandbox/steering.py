"""Steer a running sandbox from outside: faults, orders, the clock, and what is true."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from firsthand.connectors.sandbox.marketplace.books import Account, Effect, Order, Wanted
from firsthand.connectors.sandbox.marketplace.running import Whereabouts
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, call

_WITHIN = timedelta(seconds=5)


class NotSteered(Exception):
    """The sandbox does not answer, or says why it does not do it."""


class Steering:
    """What stands behind the scenes of one running sandbox."""

    def __init__(self, whereabouts: Whereabouts) -> None:
        self._whereabouts = whereabouts

    def health(self) -> dict[str, Any]:
        """Return its seed, and how many calls it has had."""
        return self._tell("GET", "/health")

    def open_account(self, account: Account) -> None:
        self._tell("POST", "/accounts", asdict(account))

    def sell(self, order: Order) -> None:
        """Have an order come into being."""
        self._tell("POST", "/orders", asdict(order))

    def set_faults(self, plan: str) -> None:
        """Follow this plan from now on.

        Raises:
            NotSteered: it is none, and why.
        """
        self._tell("POST", "/faults", {"plan": plan})

    def faults_left(self) -> str:
        """Return what of the plan is still to come."""
        return str(self._tell("GET", "/faults")["plan"])

    def forward(self, time: timedelta) -> None:
        """Put the sandbox's clock forward."""
        self._tell("POST", "/clock", {"seconds": time.total_seconds()})

    def do_outside(self, account: str, wanted: Wanted) -> Effect:
        """Do something on an order as if by hand, in the marketplace's own pages."""
        return Effect(
            **self._tell("POST", "/outside", {"account": account, **asdict(wanted)})
        )

    def truth(self, account: str, order: str) -> list[Effect]:
        """Return what has really happened on an order by now, oldest first."""
        return self._effects(account, order, "effects")

    def coming(self, account: str, order: str) -> list[Effect]:
        """Return what is going to happen on it, whatever anybody does."""
        return self._effects(account, order, "coming")

    def calls(self) -> list[dict[str, str]]:
        """Return the calls it has had: operation, account, order, fault, path."""
        found: list[dict[str, str]] = self._tell("GET", "/calls")["calls"]
        return found

    def _effects(self, account: str, order: str, which: str) -> list[Effect]:
        query = urlencode({"account": account, "order": order})
        return [Effect(**each) for each in self._tell("GET", f"/truth?{query}")[which]]

    def _tell(self, method: str, target: str, content: object = None) -> dict[str, Any]:
        body = None if content is None else json.dumps(content).encode()
        try:
            response = call(
                method,
                self._whereabouts.steering + target,
                deadline=Deadline(_WITHIN),
                headers={"Authorization": self._whereabouts.secret},
                body=body,
            )
        except (NotReached, Broken) as problem:
            raise NotSteered(f"The sandbox does not answer: {problem}") from problem
        try:
            told: dict[str, Any] = json.loads(response.body)
        except ValueError as problem:
            raise NotSteered("Another program answers in the sandbox's place.") from problem
        if response.status != 200:
            raise NotSteered(told["errors"][0]["message"])
        return told
