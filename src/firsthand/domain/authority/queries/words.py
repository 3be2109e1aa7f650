"""Decisions, lacks, flags and contradictions as sentences, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from firsthand.domain.authority import rules
from firsthand.domain.authority.rules import (
    Flag,
    Missing,
    Offer,
    Problem,
    ProductProblem,
    Why,
)
from firsthand.foundation.money import Money

Facts = Mapping[str, Any]

FLAGS = {
    Flag.REPEAT_CLAIMANT: gettext_lazy("Repeat claimant"),
    Flag.HIGH_VALUE: gettext_lazy("High-value buyer"),
}
KINDS = {
    "refund": gettext_lazy("Refund"),
    "returnless_refund": gettext_lazy("Returnless refund"),
    "goodwill_credit": gettext_lazy("Goodwill credit"),
    "cancel": gettext_lazy("Cancellation"),
    "resend": gettext_lazy("Resend"),
    "return_authorisation": gettext_lazy("Return authorisation"),
    "address_change": gettext_lazy("Change of address"),
}
RISKS = {
    "low": gettext_lazy("Low"),
    "medium": gettext_lazy("Medium"),
    "high": gettext_lazy("High"),
    "critical": gettext_lazy("Critical"),
}
_TRAITS = {
    "kind": gettext_lazy("Remedy"),
    "reason": gettext_lazy("Reason"),
    "risk": gettext_lazy("Risk"),
    "channel": gettext_lazy("Channel"),
    "marketplace": gettext_lazy("Marketplace"),
    "fulfilment": gettext_lazy("Fulfilment"),
    "flag": gettext_lazy("Flag"),
    "mastery_below": gettext_lazy("Mastery below"),
}
OFFERS = {
    Offer.INSTRUCTIONS: gettext_lazy("Explain how it works"),
    Offer.PART_AND_KEEP: gettext_lazy("Part of the price back, he keeps it"),
    Offer.ALL_AND_KEEP: gettext_lazy("All of the price back, he keeps it"),
    Offer.PICK_UP: gettext_lazy("All of the price back, we have it fetched"),
    Offer.FULL_RETURN: gettext_lazy("All of the price back, he sends it back"),
}
PRODUCT_PROBLEMS = {
    ProductProblem.USAGE: gettext_lazy("It works, he could not get it to"),
    ProductProblem.SMALL_FAULT: gettext_lazy("A small fault or a missing part"),
    ProductProblem.DEFECT: gettext_lazy("It does not work"),
    ProductProblem.WRONG_ITEM: gettext_lazy("Another item than ordered"),
    ProductProblem.CHANGED_MIND: gettext_lazy("He changed his mind"),
    ProductProblem.UNSAFE: gettext_lazy("It may hurt somebody"),
}
_VALUES: Mapping[str, Mapping[Any, Any]] = {"kind": KINDS, "risk": RISKS, "flag": FLAGS}


def money(minor_units: int, currency: str) -> str:
    """Return an amount with its currency: USD 104.50."""
    return f"{currency} {Money(currency, minor_units).decimal():,f}"


def asked_for(facts: Facts) -> str:
    """Return which uses a restriction is for, in words; what it is about names itself."""
    parts = [
        _("%(trait)s: %(value)s")
        % {
            "trait": name,
            "value": _VALUES.get(trait, {}).get(facts[trait], facts[trait]),
        }
        for trait, name in _TRAITS.items()
        if trait in facts
    ]
    return " · ".join(parts) or _("Every use")


def of_ground(ground: rules.Ground, currency: str) -> str:
    """Say what stands against a use; amounts are in the policy's currency."""
    return _GROUNDS[ground.why](ground.facts, currency)


def of_decision(decision: rules.Decision, currency: str) -> list[str]:
    """Say everything that stands against a use; of one that is allowed, how far it goes."""
    if not isinstance(decision, rules.Allowed):
        return [of_ground(ground, currency) for ground in decision.grounds]
    figures = {
        "sum": money(decision.order_sum_minor_units, currency),
        "limit": money(decision.limit_minor_units, currency),
    }
    said = [_("The order comes to %(sum)s; up to %(limit)s nobody is asked.") % figures]
    if decision.left_today_minor_units is not None:
        left = money(decision.left_today_minor_units, currency)
        said.append(_("Left today: %(left)s.") % {"left": left})
    return said


def _plainly(sentence: object) -> Callable[[Facts, str], str]:
    return lambda _facts, _currency: str(sentence)


def _rate_unknown(facts: Facts, currency: str) -> str:
    words = {
        "missing": _("There is no exchange rate from %(from)s to %(to)s."),
        "old": _("The exchange rate from %(from)s to %(to)s is too old."),
        "from_the_future": _(
            "The exchange rate from %(from)s to %(to)s is of a day to come."
        ),
    }
    return words[facts["how"]] % {"from": facts["currency"], "to": currency}


def _over_grant(facts: Facts, currency: str) -> str:
    return _(
        "The order would have been given %(sum)s in all (%(before)s before); "
        "your limit is %(most)s."
    ) % _amounts(facts, currency)


def _restricted(facts: Facts, currency: str) -> str:
    return _(
        "For “%(for)s” the limit is %(most)s; the order would come to %(sum)s."
    ) % _amounts(facts, currency)


def _over_share(facts: Facts, currency: str) -> str:
    return _(
        "For “%(for)s” at most %(percent)d %% of what was paid, which is %(most)s; "
        "the order would come to %(sum)s."
    ) % _amounts(facts, currency)


def _always_asks(facts: Facts, _currency: str) -> str:
    return _("“%(for)s” always needs approval.") % {"for": asked_for(facts)}


def _paid_unknown(facts: Facts, _currency: str) -> str:
    return _("For “%(for)s” the limit is a share of what was paid, which is not known.") % {
        "for": asked_for(facts)
    }


def _over_window(facts: Facts, currency: str) -> str:
    words = {
        "agent": _(
            "You would have given %(sum)s within %(span)s; without asking it is %(most)s."
        ),
        "buyer": _(
            "This buyer would have been given %(sum)s within %(span)s; without asking it "
            "is %(most)s."
        ),
    }
    figures = _amounts(facts, currency) | {"span": span(facts["hours"])}
    return words[facts["of"]] % figures


def span(hours: int) -> str:
    """Return a length of time in words: whole days where there are several."""
    days, rest = divmod(hours, 24)
    if days > 1 and not rest:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def _over_budget(facts: Facts, currency: str) -> str:
    words = {
        ("agent", "day"): _("Of your budget for today %(left)s are left of %(most)s."),
        ("agent", "month"): _(
            "Of your budget for this month %(left)s are left of %(most)s."
        ),
        ("team", "day"): _("Of the team’s budget for today %(left)s are left of %(most)s."),
        ("team", "month"): _(
            "Of the team’s budget for this month %(left)s are left of %(most)s."
        ),
    }
    return words[facts["of"], facts["period"]] % _amounts(facts, currency)


def _amounts(facts: Facts, currency: str) -> dict[str, Any]:
    names = ("sum", "before", "most", "left")
    said = {name: money(facts[name], currency) for name in names if name in facts}
    return {**facts, **said, "for": asked_for(facts)}


_GROUNDS: Mapping[Why, Callable[[Facts, str], str]] = {
    Why.CLAIM_DEFENCE: _plainly(
        gettext_lazy(
            "Answering a formal claim is compliance’s decision, never yours alone."
        )
    ),
    Why.CLAIM_OPEN: _plainly(
        gettext_lazy("A claim is open on this order; compliance takes it over.")
    ),
    Why.CHARGEBACK_OPEN: _plainly(
        gettext_lazy(
            "A chargeback is open on this order: it could be paid twice. Compliance takes "
            "it over."
        )
    ),
    Why.AMAZON_REFUNDS: _plainly(
        gettext_lazy("Amazon ships this order and refunds it; send the buyer there.")
    ),
    Why.NO_NOTE: _plainly(
        gettext_lazy("There is no complete note that says why; write it first.")
    ),
    Why.SETS_LIMITS: _plainly(
        gettext_lazy("You set the limits in force; somebody else has to approve.")
    ),
    Why.RATE_UNKNOWN: _rate_unknown,
    Why.OVER_GRANT: _over_grant,
    Why.RESTRICTED: _restricted,
    Why.ALWAYS_ASKS: _always_asks,
    Why.OVER_SHARE: _over_share,
    Why.PAID_UNKNOWN: _paid_unknown,
    Why.OVER_WINDOW: _over_window,
    Why.OVER_BUDGET: _over_budget,
}


def of_lack(lack: rules.Lack) -> str:
    """Say what a note lacks."""
    words = {
        Missing.EMPTY: _("Write why this is given."),
        Missing.TOO_LONG: _("Write at most %(most)d characters."),
        Missing.BLANKS_LEFT: _("Fill in what stands in brackets: %(blanks)s."),
        Missing.LANGUAGE: _("Write in Chinese or English, so that colleagues can read it."),
        Missing.TOO_SHORT: _(
            "Say more about this case: %(words)d words that say something, %(least)d are "
            "needed."
        ),
        Missing.REASON: _("Name the reason the ticket has, in your words."),
        Missing.REPEATED: _(
            "This is what you wrote for another case; say what is different here."
        ),
    }
    return words[lack.missing] % lack.facts


def of_finding(finding: rules.Finding, currency: str) -> str:
    """Say what a flag rests on: counts and channels, not which orders."""
    n, days = len(finding.counted), finding.within_days
    if finding.flag == Flag.REPEAT_CLAIMANT:
        return ngettext(
            "%(n)d claim or chargeback in %(days)d days, by: %(channels)s.",
            "%(n)d claims and chargebacks in %(days)d days, by: %(channels)s.",
            n,
        ) % {"n": n, "days": days, "channels": ", ".join(finding.channels)}
    return ngettext(
        "%(n)d order worth %(value)s in %(days)d days.",
        "%(n)d orders worth %(value)s in %(days)d days.",
        n,
    ) % {"n": n, "days": days, "value": money(finding.minor_units, currency)}


def of_contradiction(found: rules.Contradiction) -> str:
    """Say what cannot stand together in a version."""
    words = {
        Problem.OUT_OF_RANGE: _("%(what)s lies outside of %(low)d to %(high)d."),
        Problem.NOBODY_MAY: _("Nobody may give anything without asking."),
        Problem.TWICE: _("Two rows are for the same: %(row)s %(words)s."),
        Problem.UNKNOWN_WORD: _("“%(word)s” is not known."),
        Problem.HIGHER_LEVEL_LESS: _(
            "%(role)s may give less from level %(level)d on than below it."
        ),
        Problem.APPROVES_LESS_THAN_ALONE: _(
            "%(role)s may approve less for others than give without asking."
        ),
        Problem.LEADS_NOWHERE: _(
            "No role may approve any amount, so that some approvals would lead nowhere."
        ),
        Problem.RESTRICTS_NOTHING: _("This row restricts nothing: %(words)s."),
        Problem.RESTRICTS_EVERYBODY: _("A restriction of every use leaves nothing over."),
        Problem.DAY_OVER_MONTH: _("A budget for the day is more than that for the month."),
        Problem.BELOW_ONE_USE: _(
            "A budget or sum within hours is less than one use may come to."
        ),
        Problem.FLAGS_UNUSED: _(
            "Nothing is restricted for repeat claimants; they need a stricter row."
        ),
    }
    facts = dict(found.facts)
    return words[found.problem] % facts


def of_advice(advice: rules.Advice, currency: str) -> list[str]:
    """Say what to offer for a product with a problem, and what to mind."""
    best = next(cost for cost in advice.costs if cost.offer == advice.offer)
    said = [
        _("%(offer)s: about %(cost)s, %(saved)s less than a return.")
        % {
            "offer": OFFERS[advice.offer],
            "cost": money(best.minor_units, currency),
            "saved": money(advice.saved_minor_units, currency),
        }
    ]
    if advice.offer == Offer.PART_AND_KEEP:
        most = money(advice.most_for_keeping_minor_units, currency)
        said.append(
            _("Up to %(most)s for keeping it costs no more than a return.") % {"most": most}
        )
    if advice.freight_exceeds_goods:
        said.append(_("To send it back costs more than was paid for it."))
    if advice.never_discard:
        said.append(_("Never tell him to throw it away: offer to have it fetched."))
    return said
