"""The second port: sell, look behind the scenes, set faults, put the clock forward."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from firsthand.connectors.sandbox.marketplace.books import (
    Account,
    Books,
    Impossible,
    Manner,
    Order,
    Wanted,
)
from firsthand.connectors.sandbox.marketplace.calls import (
    Misunderstood,
    Request,
    as_json,
    part,
    refusal,
)
from firsthand.connectors.sandbox.marketplace.desk import Desk
from firsthand.connectors.sandbox.marketplace.faults import Plan
from firsthand.foundation.fault_plans import WrongPlan
from firsthand.foundation.http_serving import Reply


class SteeringDesk:
    """Answers whoever knows the secret."""

    def __init__(self, books: Books, plan: Plan, desk: Desk, secret: str) -> None:
        self._books = books
        self._plan = plan
        self._desk = desk
        self._secret = secret
        self._routes: dict[str, Callable[[Request], object]] = {
            "GET /health": lambda _: {"seed": plan.seed, "calls": len(desk.calls)},
            "POST /accounts": lambda asked: books.open_account(Account(**asked.json())),
            "POST /orders": lambda asked: books.sell(Order(**asked.json())),
            "GET /faults": lambda _: {"plan": plan.left()},
            "POST /faults": lambda asked: plan.set(part(asked.json(), "plan")),
            "POST /clock": lambda asked: books.forward(part(asked.json(), "seconds")),
            "POST /outside": self._outside,
            "GET /truth": self._truth,
            "GET /calls": lambda _: {"calls": [asdict(call) for call in list(desk.calls)]},
        }

    def answer(self, request: Request, authorization: str) -> Reply:
        """Answer one call."""
        if not hmac.compare_digest(authorization.encode(), self._secret.encode()):
            return refusal("FORBIDDEN", "Not with this secret.", 403)
        route = self._routes.get(f"{request.method} {request.path}")
        if route is None:
            return refusal("UNKNOWN", f"{request.method} {request.path}", 404)
        try:
            return as_json(route(request) or {})
        except (Misunderstood, Impossible, WrongPlan, TypeError) as problem:
            return refusal("MALFORMED", str(problem))

    def _outside(self, request: Request) -> dict[str, Any]:
        """Do something on an order as if by hand, in the marketplace's own pages."""
        given = request.json()
        account = given.pop("account")
        wanted = Wanted(**given)
        self._books.order(account, wanted.order, currency=wanted.currency)
        [effect] = self._books.do(account, [wanted], Manner(), cause="outside")
        return asdict(effect)

    def _truth(self, request: Request) -> dict[str, Any]:
        """Tell all that was done on an order: by now, and what is still to come."""
        account, order = request.query.get("account", ""), request.query.get("order", "")
        now = self._books.now()
        found = self._books.effects(account, order, before=float("inf"))
        return {
            "now": now,
            "effects": [asdict(effect) for effect in found if effect.at <= now],
            "coming": [asdict(effect) for effect in found if effect.at > now],
        }
