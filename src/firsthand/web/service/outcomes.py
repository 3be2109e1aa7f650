"""What the units of a figure can come to, in words: the tabs over its tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from firsthand.domain.metrics.model import Metric, Share, Wait

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_Words = tuple["_StrPromise", "_StrPromise"]  # Of those with the mark, and those without.
_SOLVED: _Words = (_("Solved"), _("Not solved"))
_IN_TIME: _Words = (_("In time"), _("Late"))
_BACK: _Words = (_("The buyer came back"), _("The buyer did not come back"))
_HARMED: _Words = (
    _("Claim, chargeback or bad rating"),
    _("No claim, chargeback or bad rating"),
)
_PASSED_UP: _Words = (_("Passed up"), _("Not passed up"))
_DEFECT: _Words = (_("With a defect"), _("Without a defect"))
_LATE_SHIPPED: _Words = (_("Shipped late"), _("Shipped in time"))
_UNHAPPY: _Words = (_("Dissatisfied"), _("Not dissatisfied"))
_UNCLAIMED: _Words = (_("No claim"), _("Claimed"))
_SHARES: Mapping[str, _Words] = {
    "fcr.issues_7d": _SOLVED,
    "fcr.issues_30d": _SOLVED,
    "fcr.one_touch": (_("One reply was enough"), _("One reply was not enough")),
    "fcr.net_7d": _SOLVED,
    "fcr.any_order_7d": _SOLVED,
    "fcr.macro_7d": _SOLVED,
    "fcr.recontact_7d": _BACK,
    "fcr.harm_30d": _HARMED,
    "contacts.repeat_share": (_("Asked again"), _("Asked for the first time")),
    "speed.first_reply_4h": _IN_TIME,
    "speed.replied_24h": _IN_TIME,
    "speed.reopened_7d": _BACK,
    "work.tag_coverage": (_("Tagged to the third level"), _("Not tagged so far down")),
    "work.not_reopened": (_("Stayed solved"), _("Opened again")),
    "work.straight_through": (
        _("One pair of hands, solved once"),
        _("Passed on or opened again"),
    ),
    "work.promise_kept": (_("Kept"), _("Broken")),
    "speed.promise_kept": _IN_TIME,
    "promise.kept": (_("Kept"), _("Broken")),
    "work.other_share": (_("Another reason"), _("A reason of the list")),
    "work.not_reassigned": (_("Never passed on"), _("Passed on")),
    "fcr.empowered_7d": _SOLVED,
    "escalation.rate": _PASSED_UP,
    "escalation.voluntary": _PASSED_UP,
    "escalation.forced": _PASSED_UP,
    "authority.note_compliance": (_("Note complete"), _("Note not complete")),
    "authority.over_limit": (_("Over the limit"), _("Within the limit")),
    "authority.split": (_("Over the limit with what came before"), _("Not split")),
    "refunds.rate": (_("Money given back"), _("No money given back")),
    "claims.none_after_answer": _UNCLAIMED,
    "claims.none_after_silence": _UNCLAIMED,
    "health.odr": _DEFECT,
    "health.odr_feedback": _DEFECT,
    "health.odr_claims": _DEFECT,
    "health.odr_chargebacks": _DEFECT,
    "health.cancelled": (_("Cancelled by us"), _("Not cancelled by us")),
    "health.valid_tracking": (_("Scanned"), _("Not scanned")),
    "health.late_response": (_("Late"), _("In time")),
    "health.return_dissatisfaction": (_("Nobody dealt with it in time"), _("In time")),
    "health.customer_experience": _DEFECT,
    "health.service_dissatisfaction": _UNHAPPY,
    "health.service_rating": (_("Satisfied"), _("Not satisfied")),
    "health.buyer_dissatisfaction": _UNHAPPY,
    "health.buyer_dissatisfaction_strict": _UNHAPPY,
    "orders.late_shipment": _LATE_SHIPPED,
    "tickets.complaints": (_("With a complaint"), _("Without a complaint")),
    "tickets.praise": (_("With praise"), _("Without praise")),
}
_ALL = _("All")


def outcomes_of(metric: Metric) -> Mapping[str, _StrPromise]:
    """Return the outcomes by which the tickets of a metric can be told apart.

    What may want a look stands first. Where nothing can be told apart there is only "all".
    """
    if isinstance(metric, Share):
        hit, miss = _SHARES[metric.key]
        split = [("hit", hit), ("miss", miss)]
        split = split if metric.better == "lower" else split[::-1]
        running = _("Not certain yet")
    elif isinstance(metric, Wait) and metric.targets:
        split = [("miss", _("Beyond the target")), ("hit", _("Within the target"))]
        running = _("Still waiting")
    else:
        return {"all": _ALL}
    return {split[0][0]: split[0][1], "running": running, **dict(split[1:]), "all": _ALL}
