"""Why somebody is asked to approve, in sentences for him: the limits are another's."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from firsthand.domain.authority import rules
from firsthand.domain.authority.queries.words import Facts, money, of_ground, span
from firsthand.domain.authority.rules import Why


def to_approver(ground: rules.Ground, currency: str, *, requester: str) -> str:
    """Say why a request needs approval; amounts are in the policy's currency.

    Args:
        ground: what stood against it.
        currency: the policy's.
        requester: the name of who asked for it.
    """
    said = _of_requester(ground, currency, requester)
    return of_ground(ground, currency) if said is None else said


def _of_requester(ground: rules.Ground, currency: str, requester: str) -> str | None:
    """Return the sentence about his own limits; None: it is about something else."""
    figures = {"name": requester, **_amounts(ground.facts, currency)}
    if ground.why == Why.OVER_GRANT:
        return (
            _(
                "The order would have been given %(sum)s in all (%(before)s before); "
                "%(name)s may give %(most)s without asking."
            )
            % figures
        )
    if ground.why == Why.SETS_LIMITS:
        return (
            _("%(name)s set the limits in force; somebody else has to approve.") % figures
        )
    if ground.facts.get("of") != "agent":
        return None
    if ground.why == Why.OVER_WINDOW:
        return _(
            "%(name)s would have given %(sum)s within %(span)s; without asking it is "
            "%(most)s."
        ) % (figures | {"span": span(int(ground.facts["hours"]))})
    words: Mapping[object, str] = {
        "day": _("Of the budget of %(name)s for that day %(left)s were left of %(most)s."),
        "month": _(
            "Of the budget of %(name)s for that month %(left)s were left of %(most)s."
        ),
    }
    return words[ground.facts["period"]] % figures


def _amounts(facts: Facts, currency: str) -> dict[str, str]:
    names = ("sum", "before", "most", "left")
    return {name: money(facts[name], currency) for name in names if name in facts}
