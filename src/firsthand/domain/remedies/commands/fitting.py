"""Refuse what makes no sense, before anybody is asked whether it is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.rules.requests import Request
from firsthand.domain.remedies.rules.states import MONEY_KINDS
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order

_OWN_SHOPS = {"shop", "shopify"}
_NOT_SENT_YET = {"pending", "unshipped"}
# One that was cancelled has been paid back, or was never paid.
_PAID = {"unshipped", "shipped", "delivered", "cancelled"}
_ONLY_BEFORE_DISPATCH = {Kind.CANCEL, Kind.ADDRESS_CHANGE}
_OF_PIECES = {Kind.RESEND, Kind.RETURN_AUTHORISATION}


class DoesNotFit(Refused):
    code = "remedies.does_not_fit"


def require_fit(request: Request, order: Order) -> None:
    """Refuse a request that its order cannot bear.

    Raises:
        DoesNotFit: with the reason.
    """
    wrong = (
        _wrong_amount(request, order)
        or _wrong_portions(request)
        or _wrong_pieces(request, order)
        or _wrong_moment(request, order)
    )
    if wrong is not None:
        raise DoesNotFit(wrong, fix=_("Choose something else, or correct the form."))


def _wrong_amount(request: Request, order: Order) -> str | None:
    has_money = request.kind in MONEY_KINDS
    if request.currency != order.currency:
        return _("The order is in another currency.")
    if has_money and request.minor_units <= 0:
        return _("The amount has to be more than nothing.")
    if not has_money and request.minor_units:
        return _("With this no money is given back.")
    return None


def _wrong_portions(request: Request) -> str | None:
    if any(each.minor_units < 0 or each.quantity < 0 for each in request.portions):
        return _("No part can be less than nothing.")
    if _names_one_twice(request):
        return _("Each line is named once.")
    given = sum(each.minor_units for each in request.portions)
    if request.portions and given != request.minor_units:
        return _("The parts do not add up to the amount.")
    return None


def _names_one_twice(request: Request) -> bool:
    places = [(each.line_number, each.component) for each in request.portions]
    return len(set(places)) < len(places)


def _wrong_pieces(request: Request, order: Order) -> str | None:
    if request.kind in MONEY_KINDS:
        empty = any(each.minor_units == 0 for each in request.portions)
        return _("A part without money says nothing.") if empty else None
    bought = {line.line_number: line.quantity for line in order.lines.all()}
    for each in request.portions:
        if not 0 < each.quantity <= bought.get(each.line_number or 0, 0):
            return _("So many pieces were not bought.")
    if request.kind in _OF_PIECES and not request.portions:
        return _("Say which pieces it is about.")
    return None


def _wrong_moment(request: Request, order: Order) -> str | None:
    if request.kind in _ONLY_BEFORE_DISPATCH and order.state not in _NOT_SENT_YET:
        return _("The order is on its way already.")
    if request.kind == Kind.ADDRESS_CHANGE and not request.details:
        return _("There is no new address.")
    if request.kind == Kind.GOODWILL_CREDIT and order.store.channel not in _OWN_SHOPS:
        return _("Only shops of one’s own can give credit.")
    if request.kind in MONEY_KINDS and order.state not in _PAID:
        return _("The order has not been paid yet.")
    has_chargeback = any(
        each.kind == "chargeback" and each.denied_at is None
        for each in order.setbacks.all()
    )
    if request.kind in MONEY_KINDS and has_chargeback:
        return _("The buyer has called the money back by the bank: he would get it twice.")
    return None
