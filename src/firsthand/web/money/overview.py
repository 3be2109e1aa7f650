"""What of money waits for a person, the oldest first."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand import wiring
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.queries import chain
from firsthand.web.money.lines import (
    account_names,
    incident_lines,
    remedy_lines,
    stop_lines,
)
from firsthand.web.money.words import of_wrong
from firsthand.web.shared.rights import needs, person_of

# So many lines of each list stand on the first page, and so many on its own.
FIRST, MOST = 10, 200


@require_safe
@needs(Right.SETTLE_REMEDIES, Right.STOP_REMEDIES)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what waits for people, and how books and log are."""
    by, now = person_of(request), timezone.now()
    needing = queries.needing_a_person(by).select_related("ledger__order", "store")
    incidents = queries.open_incidents(by).select_related("ledger__order", "store")
    stops = queries.standing_stops()
    context = {
        "needing": needing.count(),
        "needing_lines": remedy_lines(needing[:FIRST]),
        "unknown": queries.of_unknown_outcome(by).count(),
        "oldest": queries.oldest_unknown_since(by),
        "incidents": incidents.count(),
        "incident_lines": incident_lines(incidents.order_by("at", "pk")[:FIRST]),
        "stops": stop_lines(stops, by),
        "resting": len(queries.resting_accounts(at=now)),
        **health(now),
    }
    return render(request, "money/overview.html", context)


def health(now: datetime) -> dict[str, object]:
    """Return how books and log were found, and whether the log is signed in time."""
    since = chain.unsigned_since(wiring.audit_heads())
    verified = queries.newest_verification()
    wrong = verified.wrong if verified else []
    numbers = orders.numbers_of([order for order, _what in wrong])
    return {
        "verified": verified,
        "breaks": [(row, of_wrong(what)) for row, what in verified.breaks]
        if verified
        else [],
        "wrong": [(pk, numbers.get(pk, ""), of_wrong(what)) for pk, what in wrong],
        "signed": chain.last_signed(wiring.audit_heads()),
        "is_unsigned": since is not None and now - since > queries.UNSIGNED_AT_MOST,
    }


@require_safe
@needs(Right.SETTLE_REMEDIES, Right.STOP_REMEDIES)
def waiting(request: HttpRequest) -> HttpResponse:
    """List what needs a person, and what of unknown outcome is still looked up."""
    by = person_of(request)
    needing = queries.needing_a_person(by).select_related("ledger__order", "store")
    unknown = queries.of_unknown_outcome(by)
    context = {
        "needing": needing.count(),
        "needing_lines": remedy_lines(needing[:MOST]),
        "unknown": unknown.count(),
        "unknown_lines": remedy_lines(unknown[:MOST]),
        "most": MOST,
    }
    return render(request, "money/waiting.html", context)


@require_safe
@needs(Right.SETTLE_REMEDIES, Right.STOP_REMEDIES)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts that are left alone for a while after failures."""
    names = account_names(person_of(request))
    resting = queries.resting_accounts(at=timezone.now())
    lines = [(each, names.get(each.account, each.account)) for each in resting]
    return render(request, "money/accounts.html", {"lines": lines})
