"""The case functions of authority and its reports, each translated to its own call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from firsthand.domain.authority import rules
from firsthand.domain.reports.rules import Counted
from firsthand.domain.reports.rules import did as difference_in_differences
from firsthand.foundation.money import Money, exponent
from firsthand.foundation.statistics import Z95

_DAY = date(2026, 1, 1)


def refund_gate(given: dict[str, Any]) -> dict[str, Any]:
    """Return what is said to each request; what goes through adds up on its order."""
    policy = replace(
        rules.DEFAULT,
        grants=(
            rules.Grant(
                role="agent", alone_minor_units=int(Decimal(str(given["limit_usd"])) * 100)
            ),
        ),
        budgets=(),
        windows=(),
    )
    worth = {
        code: rules.Rate(Decimal(str(value)), _DAY) for code, value in given["fx"].items()
    }
    rates = rules.Rates("USD", _DAY, worth, policy.rates_valid_days)
    before: dict[str, tuple[Money, ...]] = {}
    said = {}
    for request in given["requests"]:
        use = _use(request, before.get(request["order"], ()))
        decision = rules.decide(use, policy, rules.Sums(), rates)
        said[request["id"]] = _word(decision)
        if isinstance(decision, rules.Allowed):
            before[request["order"]] = (*use.given, use.amount)
    return {"decision": said}


def _use(request: dict[str, Any], before: tuple[Money, ...]) -> rules.Use:
    currency = request["ccy"]
    minor_units = Decimal(str(request["amount"])).scaleb(exponent(currency))
    flag = request.get("buyer_flag")
    return rules.Use(
        kind="refund",
        amount=Money(currency, int(minor_units)),
        given=before,
        role="agent",
        flags=frozenset({rules.Flag(flag)} if flag else ()),
        has_claim=bool(request.get("formal_claim_open")),
        has_note=bool(request["note"]),
    )


def _word(decision: rules.Decision) -> str:
    if isinstance(decision, rules.Allowed):
        return "auto"
    if isinstance(decision, rules.NeedsApproval):
        return "escalate"
    return decision.goes_to or f"blocked_{decision.grounds[0].why}"


def did(given: dict[str, Any]) -> dict[str, Any]:
    """Return by how much more the pilot changed than the others; pairs are (hits, n)."""
    names = ("pilot_pre", "pilot_post", "ctrl_pre", "ctrl_post")
    found = difference_in_differences(*(Counted(*given[name]) for name in names))
    if found is None:
        return {"did": None, "se": None, "ci95": None}
    error = (found.high - found.low) / (2 * Z95)
    return {"did": found.value, "se": error, "ci95": [found.low, found.high]}
