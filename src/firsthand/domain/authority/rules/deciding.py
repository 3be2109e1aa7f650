"""The decision: may somebody give this on his own word, who else may, or nobody at all.

Every ground is collected, not the first one only: whoever approves has to see them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import floor

from firsthand.domain.authority.rules.rates import Rates, rounded_up
from firsthand.domain.authority.rules.terms import RISKS, Period, Restriction, Terms
from firsthand.domain.authority.rules.uses import PAYING, Reckoned, Sums, Use

COMPLIANCE = "compliance"


class Why(StrEnum):
    """What stands against a use."""

    # Nobody may do it from here.
    CLAIM_DEFENCE = "claim_defence"
    CLAIM_OPEN = "claim_open"
    CHARGEBACK_OPEN = "chargeback_open"
    AMAZON_REFUNDS = "amazon_refunds"
    NO_NOTE = "no_note"
    # Somebody else has to approve it.
    RATE_UNKNOWN = "rate_unknown"
    OVER_GRANT = "over_grant"
    RESTRICTED = "restricted"
    ALWAYS_ASKS = "always_asks"
    OVER_SHARE = "over_share"
    PAID_UNKNOWN = "paid_unknown"
    OVER_WINDOW = "over_window"
    OVER_BUDGET = "over_budget"
    SETS_LIMITS = "sets_limits"


# What compliance has to take over; the agent alone never does.
FOR_COMPLIANCE = frozenset({Why.CLAIM_DEFENCE, Why.CLAIM_OPEN, Why.CHARGEBACK_OPEN})


@dataclass(frozen=True)
class Ground:
    """One thing that stands against a use, with the figures it is said by."""

    why: Why
    facts: Mapping[str, str | int]


@dataclass(frozen=True)
class Allowed:
    """He may. Minor units of the policy's currency, rounded against him.

    Attributes:
        limit_minor_units: the lowest that holds for this order in all.
        order_sum_minor_units: what the order will have been given.
        amount_minor_units: what this use takes from budgets.
        left_today_minor_units, left_this_month_minor_units: of the tightest budget, after
            this use; None without one.
    """

    limit_minor_units: int
    order_sum_minor_units: int
    amount_minor_units: int
    left_today_minor_units: int | None
    left_this_month_minor_units: int | None


@dataclass(frozen=True)
class NeedsApproval:
    """Somebody else has to approve it.

    Attributes:
        amount_minor_units, order_sum_minor_units: None where a rate is unknown.
        approvers: the roles that may approve so much, those with the least authority first.
        escalates_to: who is next where the first of them does not answer; may be nobody.
    """

    grounds: tuple[Ground, ...]
    amount_minor_units: int | None
    order_sum_minor_units: int | None
    approvers: tuple[str, ...]
    escalates_to: tuple[str, ...]


@dataclass(frozen=True)
class Forbidden:
    """It is not done from here, whoever asks.

    Attributes:
        goes_to: the role that takes it over; empty where there is nothing to take over.
    """

    grounds: tuple[Ground, ...]
    goes_to: str


Decision = Allowed | NeedsApproval | Forbidden


def decide(use: Use, terms: Terms, sums: Sums, rates: Rates) -> Decision:
    """Return what may be done, by the policy `terms` in force.

    Amounts are compared exactly; where a rate is missing, too old or of a day to come,
    nothing is assumed and somebody has to look.
    """
    forbidden = tuple(_forbidden(use))
    if forbidden:
        for_compliance = any(ground.why in FOR_COMPLIANCE for ground in forbidden)
        return Forbidden(forbidden, COMPLIANCE if for_compliance else "")
    reckoned, grounds = _reckoned(use, rates)
    grounds += _about_the_user(use, terms)
    if reckoned is not None:
        grounds += _over_amounts(use, terms, reckoned)
        grounds += _over_sums(reckoned.amount, sums)
    if reckoned is None or grounds:
        return _needs_approval(tuple(grounds), terms, reckoned)
    return _allowed(use, terms, sums, reckoned)


def is_split(decision: Decision) -> bool:
    """Say whether a use passes a limit only with what its order was given before."""
    if not isinstance(decision, NeedsApproval):
        return False
    return any(
        ground.why == Why.OVER_GRANT
        and int(ground.facts["before"]) > 0
        and int(ground.facts["sum"]) - int(ground.facts["before"])
        <= int(ground.facts["most"])
        for ground in decision.grounds
    )


def approvers(terms: Terms, order_sum_minor_units: int | None) -> tuple[str, ...]:
    """Return the roles that may approve an order's sum, the least authority first.

    Args:
        terms: the policy.
        order_sum_minor_units: None: nobody knows; only who may approve anything then.
    """
    most: dict[str, float] = {}
    for grant in terms.grants:
        limit = grant.approves_minor_units
        if _covers(limit, order_sum_minor_units):
            reach = float("inf") if limit is None else limit
            most[grant.role] = min(reach, most.get(grant.role, reach))
    return tuple(sorted(most, key=lambda role: (most[role], role)))


def may_approve(
    terms: Terms, *, role: str, level: int, order_sum_minor_units: int | None
) -> bool:
    """Say whether somebody's own limit covers what an order will have been given."""
    grant = terms.grant(role, level)
    return grant is not None and _covers(grant.approves_minor_units, order_sum_minor_units)


def fits(restriction: Restriction, use: Use) -> bool:
    """Say whether a restriction is for such a use."""
    alike = ("kind", "channel", "marketplace", "fulfilment")
    if any(getattr(restriction, n) not in ("", getattr(use, n)) for n in alike):
        return False
    if restriction.reason and not f"{use.reason}.".startswith(f"{restriction.reason}."):
        return False
    if restriction.risk and not _is_as_risky(use.risk, restriction.risk):
        return False
    if restriction.flag and restriction.flag not in use.flags:
        return False
    return restriction.mastery_below is None or use.mastery < restriction.mastery_below


def _is_as_risky(risk: str, least: str) -> bool:
    return risk in RISKS and RISKS.index(risk) >= RISKS.index(least)


def _covers(limit: int | None, order_sum: int | None) -> bool:
    return limit is None or (order_sum is not None and 0 < limit >= order_sum)


def never(
    *, kind: str, channel: str, fulfilment: str, has_claim: bool, has_chargeback: bool
) -> tuple[Why, ...]:
    """Return why nobody does this for an order from here, whoever asks; empty: it goes."""
    by_amazon = channel == "amazon" and fulfilment == "FBA"
    stands = {
        Why.CLAIM_OPEN: has_claim,
        Why.CHARGEBACK_OPEN: has_chargeback,
        Why.AMAZON_REFUNDS: by_amazon and kind in PAYING,
    }
    return tuple(why for why, is_so in stands.items() if is_so)


def _forbidden(use: Use) -> Iterator[Ground]:
    if use.is_defence:
        yield Ground(Why.CLAIM_DEFENCE, {})
    for why in never(
        kind=use.kind,
        channel=use.channel,
        fulfilment=use.fulfilment,
        has_claim=use.has_claim,
        has_chargeback=use.has_chargeback,
    ):
        yield Ground(why, {})
    if not use.has_note:
        yield Ground(Why.NO_NOTE, {})


def _reckoned(use: Use, rates: Rates) -> tuple[Reckoned | None, list[Ground]]:
    """Return the use in the policy's currency, or why that cannot be done."""
    amounts = [use.amount, *use.given, *filter(None, [use.order_total])]
    unknown = {each.currency: rates.unknown(each.currency) for each in amounts}
    grounds = [
        Ground(Why.RATE_UNKNOWN, {"currency": currency, "how": str(how)})
        for currency, how in unknown.items()
        if how is not None
    ]
    if grounds:
        return None, grounds
    amount = rates.exact(use.amount)
    given = sum(map(rates.exact, use.given), Fraction(0))
    paid = rates.exact(use.order_total) if use.order_total else None
    return Reckoned(amount, given + amount, paid), []


def _about_the_user(use: Use, terms: Terms) -> list[Ground]:
    """Return what stands against it whatever it comes to."""
    grounds = [Ground(Why.SETS_LIMITS, {})] if use.sets_limits else []
    return grounds + [
        Ground(Why.ALWAYS_ASKS, each.asked())
        for each in terms.restrictions
        if each.always_asks and fits(each, use)
    ]


def _over_amounts(use: Use, terms: Terms, reckoned: Reckoned) -> list[Ground]:
    """Return each limit of an order that this use would pass."""
    if not reckoned.amount:
        return []
    grant = terms.grant(use.role, use.level)
    alone = grant.alone_minor_units if grant else 0
    grounds = []
    if reckoned.order_sum > alone:
        grounds.append(Ground(Why.OVER_GRANT, _figures(reckoned, alone)))
    for each in terms.restrictions:
        if fits(each, use):
            grounds += _over_restriction(each, reckoned)
    return grounds


def _over_restriction(restriction: Restriction, reckoned: Reckoned) -> Iterator[Ground]:
    asked = restriction.asked()
    most, share = restriction.most_minor_units, restriction.most_share
    if most is not None and reckoned.order_sum > most:
        yield Ground(Why.RESTRICTED, asked | _figures(reckoned, most))
    if share is not None and reckoned.paid is None:
        yield Ground(Why.PAID_UNKNOWN, asked)
    elif share is not None and reckoned.paid is not None:
        allowed = Fraction(share) * reckoned.paid
        if reckoned.order_sum > allowed:
            percent = {"percent": floor(share * 100)}
            figures = _figures(reckoned, floor(allowed))
            yield Ground(Why.OVER_SHARE, asked | percent | figures)


def _over_sums(amount: Fraction, sums: Sums) -> list[Ground]:
    """Return each budget and each sum within hours that this use would pass."""
    taken = rounded_up(amount)
    if not taken:
        return []
    over_windows = [
        Ground(
            Why.OVER_WINDOW,
            {
                "of": window.of,
                "hours": window.hours,
                "sum": before + taken,
                "most": window.most_minor_units,
            },
        )
        for window, before in sums.windows
        if before + taken > window.most_minor_units
    ]
    return over_windows + [
        Ground(
            Why.OVER_BUDGET,
            {
                "of": spent.of,
                "period": spent.period,
                "left": spent.left_minor_units,
                "most": spent.most_minor_units,
            },
        )
        for spent in sums.budgets
        if taken > spent.left_minor_units
    ]


def _figures(reckoned: Reckoned, most: int) -> dict[str, str | int]:
    before = reckoned.order_sum - reckoned.amount
    return {
        "sum": rounded_up(reckoned.order_sum),
        "before": rounded_up(before),
        "most": most,
    }


def _needs_approval(
    grounds: tuple[Ground, ...], terms: Terms, reckoned: Reckoned | None
) -> NeedsApproval:
    order_sum = rounded_up(reckoned.order_sum) if reckoned else None
    able = approvers(terms, order_sum)
    amount = rounded_up(reckoned.amount) if reckoned else None
    return NeedsApproval(grounds, amount, order_sum, able, able[1:])


def _allowed(use: Use, terms: Terms, sums: Sums, reckoned: Reckoned) -> Allowed:
    grant = terms.grant(use.role, use.level)
    limits = [grant.alone_minor_units if grant else 0]
    for each in terms.restrictions:
        if not fits(each, use):
            continue
        if each.most_minor_units is not None:
            limits.append(each.most_minor_units)
        if each.most_share is not None and reckoned.paid is not None:
            limits.append(floor(Fraction(each.most_share) * reckoned.paid))
    taken = rounded_up(reckoned.amount)
    return Allowed(
        limit_minor_units=min(limits),
        order_sum_minor_units=rounded_up(reckoned.order_sum),
        amount_minor_units=taken,
        left_today_minor_units=_left(sums, Period.DAY, taken),
        left_this_month_minor_units=_left(sums, Period.MONTH, taken),
    )


def _left(sums: Sums, period: Period, taken: int) -> int | None:
    left = [each.left_minor_units for each in sums.budgets if each.period == period]
    return min(left) - taken if left else None
