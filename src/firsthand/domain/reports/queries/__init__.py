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

REPORTS = {
    kept.name: kept
    for kept in (
        Kept(
            name="audit",
            title=_("What agents gave"),
            says=_(
                "every remedy asked for, with its note, order, buyer flags and approver"
            ),
            make=audit,
            right=Right.READ_AUDIT,
            choices=(_ORDER, Choice(name="search", title=_("Search"))),
            has_pages=True,
        ),
        Kept(
            name="near-limit",
            title=_("Amounts near the limit"),
            says=_("who gives strikingly often just what needs nobody else"),
            make=near_limit,
            right=Right.READ_FIGURES_OF_PEOPLE,
            days=90,
        ),
        Kept(
            name="refunds",
            title=_("Money given back"),
            says=_("by reason, product, agent or buyer, against what chance allows"),
            make=refunds,
            right=Right.READ_FIGURES,
            choices=(_BY,),
        ),
        Kept(
            name="escalation-cost",
            title=_("What an escalation costs"),
            says=_("time, people, contacts and claims, with and without somebody else"),
            make=cost,
            right=Right.READ_FIGURES,
        ),
        Kept(
            name="missed",
            title=_("Missed windows"),
            says=_("a claim, bad feedback or return came before anything was given"),
            make=missed,
            right=Right.READ_FIGURES_OF_PEOPLE,
        ),
        Kept(
            name="performance",
            title=_("Escalations and notes"),
            says=_("how often, how long, and whether uses of authority were written down"),
            make=performance,
            right=Right.READ_FIGURES,
        ),
        Kept(
            name="defence",
            title=_("Threatened claims"),
            says=_("what became of those resolved, and of those not"),
            make=defence,
            right=Right.READ_FIGURES,
        ),
        Kept(
            name="before-after",
            title=_("Before and after a policy"),
            says=_("first contact resolution, claims and money per order, by store"),
            make=effects,
            right=Right.READ_FIGURES,
            choices=(Choice(name="version", title=_("Version"), values=versions),),
            days=56,
        ),
    )
}
