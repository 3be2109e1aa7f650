"""Uses, terms and rates in the plainest shape, for tests of authority."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from firsthand.domain.authority import rules
from firsthand.domain.authority.rules import DEFAULT, Rate, Rates, Sums, Terms, Use
from firsthand.foundation.money import Money

TODAY = date(2026, 3, 2)
WORTH = {"EUR": Decimal("1.1"), "JPY": Decimal("0.0068")}


def usd(minor_units: int) -> Money:
    return Money("USD", minor_units)


def use(minor_units: int = 2_000, currency: str = "USD", **values: Any) -> Use:
    """Return a refund an agent wants to make, with a complete note."""
    plain: dict[str, Any] = {
        "kind": "refund",
        "amount": Money(currency, minor_units),
        "role": "agent",
        "channel": "amazon",
        "marketplace": "US",
        "fulfilment": "FBM",
        "has_note": True,
    }
    return Use(**plain | values)


def rates(on: date = TODAY, today: date = TODAY, **worth: Decimal) -> Rates:
    known = {code: Rate(value, on) for code, value in (worth or WORTH).items()}
    return Rates("USD", today, known, DEFAULT.rates_valid_days)


def terms(**values: Any) -> Terms:
    """Return the terms that come with the program, changed."""
    return replace(DEFAULT, **values)


NOTHING_ELSE = terms(restrictions=(), budgets=(), windows=())


def decide(
    what: Use, policy: Terms = DEFAULT, sums: Sums | None = None, at: Rates | None = None
) -> rules.Decision:
    return rules.decide(what, policy, sums or Sums(), at or rates())


def why(decision: rules.Decision) -> list[str]:
    """Return the grounds, or nothing of what is allowed."""
    if isinstance(decision, rules.Allowed):
        return []
    return [str(ground.why) for ground in decision.grounds]
