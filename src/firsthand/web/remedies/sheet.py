"""The sheet a remedy is asked for in, and what would be said to it while one types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand import wiring
from firsthand.domain.authority import queries as authority
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.queries import Remedy
from firsthand.domain.remedies.rules.states import MONEY_KINDS
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money
from firsthand.web.remedies import forms
from firsthand.web.remedies.lines import lines_of
from firsthand.web.remedies.shown import shown_for
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.ticket import shown_to

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.queries import CellMoney, OrderMoney
    from firsthand.domain.tickets.models import Ticket
    from firsthand.web.remedies.shown import Shown
    from firsthand.wiring import Foreseen

_MOST_REASONS = 8


@dataclass(frozen=True)
class Part:
    """A line, or shipping or tax, in the form."""

    cell: CellMoney
    field: str
    name: str
    paid: Money
    left: Money
    typed_left: str
    pieces: str


@require_safe
@needs(Right.READ_TICKETS)
def beside(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show the money of the ticket's order and its remedies, for an open page."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    order = _order(person, ticket)
    found = queries.remedies_beside(
        ticket_id=ticket.pk, order_id=ticket.order_id, store_id=ticket.store_id
    )
    context = {
        "ticket": ticket,
        "remedies": shown_for(person, order),
        "remedy_lines": lines_of(person, found),
        "view": request.GET.get("view", ""),
    }
    return render(request, "remedies/_beside.html", context)


@require_safe
@needs(Right.REQUEST_REMEDIES)
def sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask what is to be done for the buyer."""
    person, at = person_of(request), timezone.now()
    ticket = shown_to(person, ticket_id)
    order = _order(person, ticket)
    shown = shown_for(person, order)
    try:
        kind = _kind(request.GET.get("kind", ""), shown)
    except forms.NotAForm:
        return HttpResponseBadRequest()
    reason = ticket.reason.code if ticket.reason else ""
    given = {"kind": kind, "reason": reason, "key": str(uuid4())}
    given["all"] = f"{shown.left.decimal():f}"
    typed = request.GET.get("sum", "")
    given |= {"way": "sum", "sum": typed} if typed else {"way": "all"}
    given["note"] = beginning(reason, kind)
    parts = _parts(shown.money)
    given |= {f"pieces-{p.cell.line_number}": p.pieces for p in parts if p.pieces}
    context = {
        "ticket": ticket,
        "order": order,
        "remedies": shown,
        "kind": kind,
        "kind_name": Remedy.KindOf(kind.value).label,
        "given": given,
        "parts": parts,
        "has_money": kind in MONEY_KINDS,
        "has_pieces": kind in (Kind.RESEND, Kind.RETURN_AUTHORISATION),
        "address": _address() if kind == Kind.ADDRESS_CHANGE else [],
        "reasons": _reasons(person, ticket, ""),
        "view": request.GET.get("view", ""),
        **foretold(given, shown.money, ticket, order, person, at=at),
    }
    return render(request, "remedies/_sheet.html", context)


@require_safe
@needs(Right.REQUEST_REMEDIES)
def reason_choices(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """List the reasons with the words that were typed."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    context = {
        "ticket": ticket,
        "reasons": _reasons(person, ticket, request.GET.get("words", "")),
        "given": {"reason": request.GET.get("reason", "")},
    }
    return render(request, "remedies/_reasons.html", context)


@require_POST
@needs(Right.REQUEST_REMEDIES)
def preview(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say what would happen if this were asked for now. Writes nothing."""
    person, at = person_of(request), timezone.now()
    ticket = shown_to(person, ticket_id)
    order = _order(person, ticket)
    money = queries.order_money(order)
    given = {name: str(value) for name, value in request.POST.items()}
    context = {"ticket": ticket, "given": given}
    try:
        context |= foretold(given, money, ticket, order, person, at=at)
    except forms.NotAForm:
        return HttpResponseBadRequest()
    return render(request, "remedies/_preview.html", context)


def beginning(reason: str, kind: Kind) -> str:
    """Return what a note begins with in the reader's language."""
    if not reason:
        return ""
    return authority.beginning(reason, kind, language=get_language() or "en")


def foretold(
    given: Mapping[str, str],
    money: OrderMoney,
    ticket: Ticket,
    order: Order,
    person: Person,
    *,
    at: datetime,
) -> dict[str, object]:
    """Return what a preview shows of what was typed.

    Raises:
        NotAForm: the kind is one nobody knows.
    """
    kind = forms.kind_of(given.get("kind", ""))
    begins: dict[str, object] = {"beginning": beginning(given.get("reason", ""), kind)}
    try:
        wanted = forms.request_of(given, money, ticket)
    except Refused as refusal:
        return begins | {"refusal": str(refusal)}
    found = wiring.foresee(wanted, order=order, money=money, by=person, at=at)
    return begins | _words(found, Money(money.currency, wanted.minor_units))


def _words(found: Foreseen, amount: Money) -> dict[str, object]:
    standing, decision = found.prospect.standing, found.prospect.decision
    reference = standing.policy.terms.currency
    left_today = standing.left_today_minor_units
    converted = None
    if not isinstance(decision, authority.Forbidden):
        converted = decision.amount_minor_units
    grounds = []
    if not isinstance(decision, authority.Allowed):
        grounds = list(decision.grounds)
    alone = standing.policy.terms.grant(standing.use.role, standing.use.level)
    return {
        "refusal": found.refusal,
        "amount": amount,
        "converted": Money(reference, converted)
        if converted is not None and reference != amount.currency
        else None,
        "left_after": Money(amount.currency, max(0, found.left_after)),
        "left_today": None if left_today is None else Money(reference, left_today),
        "own_limit": Money(reference, alone.alone_minor_units if alone else 0),
        "is_free": isinstance(decision, authority.Allowed)
        and not (found.refusal or found.prospect.lacks),
        "is_forbidden": bool(grounds) and isinstance(decision, authority.Forbidden),
        "is_for_compliance": isinstance(decision, authority.Forbidden)
        and decision.goes_to == authority.COMPLIANCE,
        "approvers": [authority.role_name(each) for each in decision.approvers]
        if isinstance(decision, authority.NeedsApproval)
        else [],
        "grounds": [authority.of_ground(each, reference) for each in grounds],
        "lacks": [authority.of_lack(each) for each in found.prospect.lacks],
        "flags": [
            (authority.FLAGS[each.flag], authority.of_finding(each, reference))
            for each in standing.findings
        ],
    }


def _order(person: Person, ticket: Ticket) -> Order:
    found = orders.order_for(person, ticket.order_id) if ticket.order_id else None
    if found is None:
        raise Http404
    return found


def _kind(asked: str, shown: Shown) -> Kind:
    """Return the kind to begin with: the one asked for, else the first possible one."""
    if asked:
        return forms.kind_of(asked)
    return shown.first.kind if shown.first else Kind.REFUND


def _parts(money: OrderMoney) -> list[Part]:
    names = {Component.SHIPPING: _("Shipping"), Component.TAX: _("Tax")}
    lines = [each for each in money.cells if each.component == Component.PRICE]
    return [
        Part(
            cell=cell,
            field=forms.field_of(cell),
            name=cell.title or names.get(cell.component, cell.sku),
            paid=Money(money.currency, cell.captured),
            left=Money(money.currency, cell.free),
            typed_left=f"{Money(money.currency, cell.free).decimal():f}",
            # Of one line with one piece there is nothing to choose.
            pieces="1" if [each.quantity for each in lines] == [1] else "",
        )
        for cell in money.cells
    ]


def _address() -> list[tuple[str, str]]:
    names = {
        "name": _("Name"),
        "street": _("Street and number"),
        "city": _("City"),
        "region": _("State or region"),
        "postcode": _("Postcode"),
        "country": _("Country"),
    }
    return [(f"address-{name}", names[name]) for name in forms.ADDRESS]


def _reasons(person: Person, ticket: Ticket, words: str) -> list[reasons.Choice]:
    """Return the reasons to choose from: with these words, or the likeliest ones."""
    tree = reasons.taxonomy()
    found = {each.code: each for each in reasons.choices(tree)}
    wanted = words.lower().split()
    if wanted:
        fitting = [c for c in found.values() if all(word in c.words for word in wanted)]
        return fitting[:_MOST_REASONS]
    likely = [each.code for each in tickets.suggestions(person, ticket, tree)]
    own = [ticket.reason.code] if ticket.reason else []
    codes = list(dict.fromkeys([*own, *likely]))
    return [found[code] for code in codes if code in found][:_MOST_REASONS]
