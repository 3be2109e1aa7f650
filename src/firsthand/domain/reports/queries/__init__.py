"""Every report there is. Pages, the API, the command line and exports make the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from firsthand.domain.people.queries import Right
from firsthand.domain.reports.queries.asking import (
    LONGEST_DAYS,
    Asked,
    NoSuchStore,
    may_read,
    needed,
    wanted,
)
from firsthand.domain.reports.queries.audit import audit
from firsthand.domain.reports.queries.effects import effects, versions
from firsthand.domain.reports.queries.escalations import cost, missed
from firsthand.domain.reports.queries.patterns import near_limit, refunds
from firsthand.domain.reports.queries.performance import defence, performance
from firsthand.domain.reports.queries.table import (
    Cell,
    Choice,
    Column,
    Kept,
    NoSuchChoice,
    NotAPage,
    Report,
    Row,
    Wanted,
    channels_of,
    given_out,
    visible_stores,
)

__all__ = [
    "LONGEST_DAYS", "REPORTS", "Asked", "Cell", "Choice", "Column", "Kept", "NoSuchChoice",
    "NoSuchStore", "NotAPage", "Report", "Row", "Wanted", "channels_of", "given_out",
    "may_read", "needed", "visible_stores", "wanted",
]  # fmt: skip

_BY = Choice(
    name="by",
    title=_("By"),
    values=lambda _person: [
        ("reason", _("Reason")),
        ("product", _("Product")),
        ("agent", _("Agent")),
        ("buyer", _("Buyer")),
    ],
    rights={"agent": Right.READ_FIGURES_OF_PEOPLE},
)
_ORDER = Choice(
    name="order",
    title=_("Sorted"),
    values=lambda _person: [("newest", _("Newest first")), ("sample", _("As a sample"))],
)

_VERSION = Choice(name="version", title=_("Version"), values=versions)
_SEARCH = Choice(name="search", title=_("Search"))

# Name, how it is made, who may read it, title and what it says; then what only it has.
_KEPT = (
    Kept("audit", audit, Right.READ_AUDIT, _("What agents gave"),
         _("every remedy asked for, with its note, order, buyer flags and approver"),
         choices=(_ORDER, _SEARCH), has_pages=True),
    Kept("near-limit", near_limit, Right.READ_FIGURES_OF_PEOPLE,
         _("Amounts near the limit"),
         _("who gives strikingly often just what needs nobody else"), days=90),
    Kept("refunds", refunds, Right.READ_FIGURES, _("Money given back"),
         _("by reason, product, agent or buyer, against what chance allows"),
         choices=(_BY,)),
    Kept("escalation-cost", cost, Right.READ_FIGURES, _("What an escalation costs"),
         _("time, people, contacts and claims, with and without somebody else")),
    Kept("missed", missed, Right.READ_FIGURES_OF_PEOPLE, _("Missed windows"),
         _("a claim, bad feedback or return came before anything was given")),
    Kept("performance", performance, Right.READ_FIGURES, _("Escalations and notes"),
         _("how often, how long, and whether uses of authority were written down")),
    Kept("defence", defence, Right.READ_FIGURES, _("Threatened claims"),
         _("what became of those resolved, and of those not")),
    Kept("before-after", effects, Right.READ_FIGURES, _("Before and after a policy"),
         _("first contact resolution, claims and money per order, by store"),
         choices=(_VERSION,), days=56),
)  # fmt: skip
REPORTS = {kept.name: kept for kept in _KEPT}
