"""What to offer for a product with a problem, reckoned with what a return would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.authority import queries as authority
from firsthand.domain.authority.queries import Case, Offer, ProductProblem
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.ports import Component
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money
from firsthand.web.remedies.forms import amount_of, share_of
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.ticket import shown_to

if TYPE_CHECKING:
    from firsthand.domain.authority.queries import Advice
    from firsthand.domain.remedies.queries import OrderMoney

_AMOUNTS = ("paid", "return_freight", "pick_up", "handling", "worth_back", "disposal")
_SHARES = ("resale_share", "part_share", "part_accepted", "advice_helps")
# As the rule itself supposes where nobody knows better, in percent.
_SUPPOSED = {
    "resale_share": "0", "part_share": "30", "part_accepted": "50", "advice_helps": "30",
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing to type: an amount, or a share in percent."""

    name: str
    label: str
    typed: str
    is_share: bool


@dataclass(frozen=True)
class Offered:
    """One offer with what it is expected to cost, and what the buyer gets at once."""

    name: str
    cost: Money
    is_best: bool
    takes: str
    kind: str


@require_safe
@needs(Right.REQUEST_REMEDIES)
def return_loss(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Reckon what each offer costs, for the order of a ticket."""
    person = person_of(request)
    ticket = shown_to(person, ticket_id)
    order = orders.order_for(person, ticket.order_id) if ticket.order_id else None
    if order is None:
        raise Http404
    money = queries.order_money(order)
    given = {name: str(value) for name, value in request.GET.items()}
    given = {**_begun(money), **given}
    context = {
        "ticket": ticket,
        "view": request.GET.get("view", ""),
        "currency": money.currency,
        "problem": given["problem"],
        "problems": [
            (each.value, authority.PRODUCT_PROBLEMS[each]) for each in ProductProblem
        ],
        "fields": list(_fields(given)),
    }
    try:
        case = _case(given, money.currency, order.store.marketplace)
    except Refused as refusal:
        context["refusal"] = refusal
    else:
        context |= _advised(case, money.currency)
    return render(request, "remedies/_return_loss.html", context)


def _begun(money: OrderMoney) -> dict[str, str]:
    """Return what is known before anybody types: what the goods cost."""
    goods = sum(c.captured for c in money.cells if c.component == Component.PRICE)
    paid = f"{Money(money.currency, goods).decimal():f}"
    return {"problem": ProductProblem.DEFECT.value, "paid": paid, **_SUPPOSED}


def _fields(given: Mapping[str, str]) -> list[Field]:
    labels = {
        "paid": _("Paid for the goods"),
        "return_freight": _("Freight back, ours to pay"),
        "pick_up": _("To have it fetched; empty: nobody does"),
        "handling": _("To receive and look at it"),
        "worth_back": _("Worth to us if it can be sold again"),
        "disposal": _("To get rid of it if not"),
        "resale_share": _("Can be sold again, %"),
        "part_share": _("Part of the price to offer, %"),
        "part_accepted": _("Buyers who keep it for that, %"),
        "advice_helps": _("Buyers whom instructions help, %"),
    }
    return [
        Field(name, label, given.get(name, ""), is_share=name in _SHARES)
        for name, label in labels.items()
    ]


def _case(given: Mapping[str, str], currency: str, marketplace: str) -> Case:
    amounts = {name: amount_of(given.get(name, ""), currency) for name in _AMOUNTS}
    shares: dict[str, Any] = {
        name: share_of(given.get(name, "")) / Decimal(100) for name in _SHARES
    }
    try:
        problem = ProductProblem(given["problem"])
    except ValueError as wrong:
        raise Http404 from wrong
    return Case(
        problem=problem,
        marketplace=marketplace,
        paid=amounts["paid"],
        return_freight=amounts["return_freight"],
        pick_up=amounts["pick_up"] if given.get("pick_up", "").strip() else None,
        handling=amounts["handling"],
        worth_back=amounts["worth_back"],
        disposal=amounts["disposal"],
        **shares,
    )


def _advised(case: Case, currency: str) -> dict[str, object]:
    found = authority.advice(case)
    return {
        "words": authority.of_advice(found, currency),
        "offers": [
            _offered(each, minor_units, found, case, currency)
            for each, minor_units in ((c.offer, c.minor_units) for c in found.costs)
        ],
    }


def _offered(
    offer: Offer, minor_units: int, found: Advice, case: Case, currency: str
) -> Offered:
    """Return an offer; what it pays at once can be taken over into the form."""
    pays = {
        Offer.PART_AND_KEEP: int(case.part_share * case.paid),
        Offer.ALL_AND_KEEP: case.paid,
    }.get(offer, 0)
    return Offered(
        name=str(authority.OFFERS[offer]),
        cost=Money(currency, minor_units),
        is_best=offer == found.offer,
        takes=f"{Money(currency, pays).decimal():f}" if pays else "",
        kind="returnless_refund",
    )
