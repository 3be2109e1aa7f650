"""Look something up in the audit log. The newest rows first, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies.models import AuditRow, Remedy
from firsthand.foundation.scoping import Everything

MACHINE = 0  # As who acted: no person has this number.
# What can be looked for: words for people, and how the kinds of such rows begin or end.
GROUPS: dict[str, tuple[Promise, Q]] = {
    "remedies": (_("Steps of remedies"), Q(what__startswith="remedy.")),
    "refused": (_("Refusals and failed attempts"), Q(what__endswith=".refused")),
    "approvals": (
        _("Approvals and denials"),
        Q(what__in=("remedy.approved", "remedy.rejected"), actor_id__isnull=False),
    ),
    "by_hand": (_("Decisions by hand"), Q(what__startswith="remedies.decision_")),
    "stops": (_("Stops"), Q(what__startswith="remedies.stop")),
    "incidents": (_("Incidents"), Q(what__startswith="incident.")),
    "claims": (_("Claims"), Q(what__startswith="claim")),
    "outside": (_("Refunds made elsewhere"), Q(what__startswith="outside.")),
    "policy": (
        _("Policy, rates and roles"),
        Q(what__startswith="authority.") | Q(what__startswith="people."),
    ),
}


@dataclass(frozen=True)
class Wanted:
    """What to look for; whatever is empty is not asked about.

    Attributes:
        group: a key of `GROUPS`.
        actor_id: who did it; `MACHINE` is the program.
        subject: an order's number, or the subject itself: a key, a number.
        since: not before (UTC).
        until: before (UTC).
    """

    group: str = ""
    actor_id: int | None = None
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def rows(wanted: Wanted) -> QuerySet[AuditRow]:
    """Return the rows that fit, the newest first."""
    found = AuditRow.objects.order_by("-seq")
    if wanted.group in GROUPS:
        found = found.filter(GROUPS[wanted.group][1])
    if wanted.actor_id is not None:
        found = found.filter(actor_id=wanted.actor_id or None)
    if wanted.subject.strip():
        found = found.filter(_about(wanted.subject.strip()))
    if wanted.since is not None:
        found = found.filter(at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(at__lt=wanted.until)
    return found


def _about(subject: str) -> Q:
    """Return what is about an order of this number, or about exactly this subject."""
    found = Q(subject=subject)
    for order_id in orders.orders_numbered(Everything(), subject):
        keys = Remedy.objects.filter(ledger_id=order_id).values_list("key", flat=True)
        found |= Q(subject__in=[str(key) for key in keys])
        found |= Q(facts__regex=rf'"order": {order_id}[,}}]')
    return found
