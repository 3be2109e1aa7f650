"""Ask for a remedy from the ticket's page, and take one back."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand import wiring
from firsthand.domain.authority import queries as authority
from firsthand.domain.authority.commands import NotFromHere
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import NotAllowed, require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.commands import NoSuchOrder
from firsthand.domain.remedies.queries import Remedy
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.errors import Refused
from firsthand.web.remedies import forms
from firsthand.web.remedies.lines import line_of
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import redrawn, shown_to


@deed
def ask(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Write down what was asked for. It is sent by the worker; nothing has happened yet."""
    try:
        remedy = _asked(request, ticket_id)
    except NotAllowed:
        raise
    except Refused as refusal:
        return _refused(request, refusal, ticket_id)
    response = render(request, "tickets/_done.html", {"done": _said(remedy)})
    # Accepted is said at once; thread and money ask anew by themselves, and what is being
    # written to the buyer stays as it stands.
    response.headers["HX-Trigger"] = "ticket-changed"
    return response


@deed
def withdraw(request: HttpRequest, ticket_id: int, remedy_id: int) -> HttpResponse:
    """Take back what has not left yet."""
    person = person_of(request)
    require(person, Right.REQUEST_REMEDIES)
    ticket = shown_to(person, ticket_id)
    found = queries.remedy_for(person, remedy_id)
    is_here = found is not None and (
        found.ticket_id == ticket.pk or found.ledger_id == ticket.order_id
    )
    if not is_here:
        raise Http404
    commands.withdraw(remedy_id=remedy_id, by=person, at=timezone.now())
    return redrawn(request, ticket_id, done=_("Taken back. Nothing was sent."))


def _asked(request: HttpRequest, ticket_id: int) -> Remedy:
    person = person_of(request)
    require(person, Right.REQUEST_REMEDIES)
    ticket = shown_to(person, ticket_id)
    order = orders.order_for(person, ticket.order_id) if ticket.order_id else None
    if order is None:
        raise NoSuchOrder(
            _("There is no such order in your stores."), fix=_("Reload the page.")
        )
    given = {name: str(value) for name, value in request.POST.items()}
    wanted = forms.request_of(given, queries.order_money(order), ticket)
    wiring.require_channel(order.store, wanted.kind)
    return commands.request(
        request=wanted,
        account=str(order.store_id),
        authority=wiring.PolicyInForce(),
        by=person,
        at=timezone.now(),
    )


def _said(remedy: Remedy) -> str:
    if remedy.state == State.PENDING_APPROVAL:
        who = authority.role_name(remedy.approval_by)
        return _("Asked for. It waits for approval: %(who)s.") % {"who": who}
    if remedy.state == State.APPROVED:
        return _(
            "Asked for. It is sent within seconds; the thread shows what becomes of it."
        )
    return _("Asked for before: the thread shows what became of it.")


def _refused(request: HttpRequest, refusal: Refused, ticket_id: int) -> HttpResponse:
    """Say no in the sheet, where everything typed stays."""
    context: dict[str, object] = {"refusal": refusal}
    if isinstance(refusal, NotFromHere) and refusal.goes_to == authority.COMPLIANCE:
        context |= {
            "is_for_compliance": True,
            "ticket": shown_to(person_of(request), ticket_id),
        }
    is_used = isinstance(refusal, commands.KeyTaken)
    if is_used:
        # Told before another is asked for: perhaps its answer was lost on the way.
        known = queries.remedy_with_key(person_of(request), request.POST.get("key", ""))
        context["line"] = line_of(person_of(request), known) if known else None
    response = render(request, "remedies/_refused.html", context, status=422)
    response.headers["HX-Retarget"] = "#remedy-refusal"
    response.headers["HX-Reswap"] = "innerHTML"
    if is_used:
        response.headers["HX-Trigger"] = "remedy-key-used"
    return response
