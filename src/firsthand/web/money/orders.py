"""The money of one order: its story, its ledger, every attempt."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.queries import OrderBooks, Remedy
from firsthand.domain.remedies.queries.story import story
from firsthand.foundation.money import Money
from firsthand.web.money.lines import amount_of, incident_lines
from firsthand.web.money.voice import VOICE
from firsthand.web.shared.rights import needs, person_of


@dataclass(frozen=True)
class Sums:
    """One line of the ledger. `what`: a line's number and SKU, or what of the order."""

    what: str
    component: str
    captured: Money
    reserved: Money
    settled: Money
    free: Money
    over: Money


@require_safe
@needs(Right.READ_TICKETS)
def order_money(request: HttpRequest, order_id: int) -> HttpResponse:
    """Tell what became of one order's money."""
    by = person_of(request)
    order = orders.order_for(by, order_id)
    if order is None:
        raise Http404
    money = queries.money_of_order(by, order_id)
    context = {
        "order": order,
        "paid": Money(order.currency, order.total_minor_units),
        "story": story(order_id, at=timezone.now(), voice=VOICE),
        "money": money,
        "sums": sums_of(money),
        "whole": whole_of(money),
        "remedies": [(each, amount_of(each)) for each in money.remedies],
        "outside": [
            (each, Money(each.currency, each.minor_units)) for each in money.outside
        ],
        "incidents": incident_lines(money.incidents),
        "may_settle": by.may(Right.SETTLE_REMEDIES),
        "needs_person": Remedy.State.NEEDS_HUMAN,
    }
    return render(request, "money/order.html", context)


def sums_of(money: OrderBooks) -> list[Sums]:
    """Return the cells of a ledger, lines first."""
    if money.ledger is None:
        return []
    cells = sorted(
        money.ledger.cells.all(), key=lambda cell: (cell.line_number is None, cell.pk)
    )
    return [
        _sums(cell, money.ledger.currency, f"{cell.line_number} {cell.sku}".strip())
        if cell.line_number is not None
        else _sums(cell, money.ledger.currency, "")
        for cell in cells
    ]


def whole_of(money: OrderBooks) -> Sums | None:
    """Return the order in all; None where nobody has touched its money."""
    if money.ledger is None:
        return None
    return _sums(money.ledger, money.ledger.currency, "")


def _sums(of: queries.Ledger | queries.Cell, currency: str, what: str) -> Sums:
    return Sums(
        what=what,
        component=of.component if isinstance(of, queries.Cell) else "",
        captured=Money(currency, of.captured),
        reserved=Money(currency, of.reserved),
        settled=Money(currency, of.settled),
        free=Money(currency, of.free),
        over=Money(currency, of.over),
    )
