"""What each kind of incident means, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firsthand.domain.remedies.queries import Incident
from firsthand.foundation.money import Money

Kind = Incident.Kind
_MEANS: dict[str, Promise] = {
    Kind.OVER: _("The buyer has got back more than he paid for this order."),
    Kind.OTHER_CURRENCY: _(
        "Money went back in another currency than the order’s. It stands beside the ledger:"
        " what is shown as still free may be too much."
    ),
    Kind.NOT_COUNTED: _(
        "Money went back on an order whose figures do not add up. It is counted as soon as"
        " they do; until then nothing more can be given on it."
    ),
    Kind.TWICE: _("One remedy of ours was carried out a second time by the channel."),
    Kind.AGAINST_DECISION: _(
        "Two people or the channel said that it had not happened. It has: money went back"
        " that we had written off."
    ),
    Kind.ID_USED_TWICE: _(
        "The channel answered with an id that belongs to another remedy, which proves"
        " nothing. It is not known whether this one has happened."
    ),
    Kind.FAULT: _(
        "A check of the program failed over this remedy. Its account is stopped, so that"
        " nothing more goes wrong; other accounts go on."
    ),
}
_DO: dict[str, Promise] = {
    Kind.OVER: _(
        "Compare the order with the channel’s own page. If too much was given, ask the"
        " channel or the buyer for it; if it was meant so, say why."
    ),
    Kind.OTHER_CURRENCY: _(
        "Look at the channel what it was for. Give nothing more on this order before that."
    ),
    Kind.NOT_COUNTED: _("Have the order imported again, and see that it adds up."),
    Kind.TWICE: _(
        "Open a case with the channel and claim the second payment, with both ids."
    ),
    Kind.AGAINST_DECISION: _(
        "Compare with the channel’s page what was given in all. If a second remedy was made"
        " instead, the buyer was paid twice."
    ),
    Kind.ID_USED_TWICE: _(
        "Find both at the channel, then settle the remedy by hand with its right id."
    ),
    Kind.FAULT: _(
        "Tell whoever runs the program: the log names the fault. Lift the stop of the"
        " account when it is put right."
    ),
}


# What a check of the log or of a ledger found, by its code.
_WRONG: dict[str, Promise] = {
    "gap": _("rows before it are missing"),
    "changed": _("it is not what was written"),
    "not_after": _("it does not follow the row before it"),
    "head": _("it was signed with another hash, or is gone"),
    "signature": _("a line of the signed heads is not ours"),
    "cell": _("a line of it does not hold what its remedies and facts add up to"),
    "ledger": _("the order is not the sum of its lines"),
    "parts": _("the parts of a remedy are not its amount"),
    "audit": _("a remedy is in another state than the log says"),
}


def of_wrong(what: str) -> str:
    """Return what a check found, in words."""
    return str(_WRONG.get(what, what))


@dataclass(frozen=True)
class Meaning:
    """An incident in words. `facts`: what it was raised with, each with its name."""

    means: str
    do: str
    facts: list[tuple[str, object]]


def meaning_of(incident: Incident) -> Meaning:
    """Return what an incident means and what to do."""
    return Meaning(
        str(_MEANS[incident.kind]), str(_DO[incident.kind]), _facts(incident.facts)
    )


def _facts(facts: dict[str, Any]) -> list[tuple[str, object]]:
    currency = facts.get("currency")
    found: list[tuple[str, object]] = []
    for key, label in (
        ("minor_units", _("Went back")),
        ("over_minor_units", _("Beyond what was paid")),
    ):
        if currency and facts.get(key) is not None:
            found.append((str(label), Money(currency, facts[key])))
    if facts.get("external_id"):
        found.append((str(_("The channel’s id")), facts["external_id"]))
    if facts.get("fault"):
        found.append((str(_("Fault")), facts["fault"]))
    return found
