"""What can be asked for on an order now, and in words why the rest cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.queries.figures import OrderMoney
from firsthand.domain.remedies.rules.possible import (
    Circumstances,
    Hindrance,
    Placed,
    hindrance,
    of_order,
)
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.domain.remedies.rules.states import MONEY_KINDS

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order

_OF_PIECES = frozenset({Kind.RESEND, Kind.RETURN_AUTHORISATION})
_WORDS: Mapping[Hindrance, Promise] = {
    Hindrance.NO_RIGHT: gettext_lazy("Your role does not ask for remedies."),
    Hindrance.STOPPED: gettext_lazy("Your remedies have been stopped."),
    Hindrance.NOT_CONNECTED: gettext_lazy("This store is not connected."),
    Hindrance.CHANNEL_CANNOT: gettext_lazy("The channel cannot do this."),
    Hindrance.ONLY_OWN_SHOPS: gettext_lazy("Only shops of one’s own can give credit."),
    Hindrance.ON_ITS_WAY: gettext_lazy("The order is on its way already."),
    Hindrance.NOT_PAID: gettext_lazy("The order has not been paid yet."),
    Hindrance.CHARGEBACK: gettext_lazy(
        "The buyer has called the money back by the bank: he would get it twice."
    ),
    Hindrance.FIGURES_WRONG: gettext_lazy("The figures of this order do not add up."),
    Hindrance.NOTHING_LEFT: gettext_lazy("Nothing is left to give back."),
}


@dataclass(frozen=True)
class Possible:
    """One kind of remedy; `why_not` empty: it can be asked for now."""

    kind: Kind
    why_not: str
    hindrance: Hindrance | None = None


@dataclass(frozen=True, kw_only=True)
class Around:
    """What surrounds an order, besides itself and its money.

    Attributes:
        can: what its channel can do; None where it is not connected.
        not_connected: why not, in the channel's words.
        forbidden: by kind, what the policy says to it whoever asks.
    """

    may_request: bool
    is_stopped: bool
    can: frozenset[Kind] | None
    not_connected: str = ""
    forbidden: Mapping[Kind, str]


def possible(order: Order, money: OrderMoney, around: Around) -> list[Possible]:
    """Return every kind of remedy, in one order everywhere, with what stands against it."""
    found = Circumstances(
        placed=_placed(order),
        may_request=around.may_request,
        is_stopped=around.is_stopped,
        can=around.can,
        figures_hold=not money.problem,
        left=money.left,
    )
    return [_possible(kind, hindrance(kind, found), money, around) for kind in Kind]


def _possible(
    kind: Kind, stands: Hindrance | None, money: OrderMoney, around: Around
) -> Possible:
    if stands == Hindrance.NOT_CONNECTED and around.not_connected:
        return Possible(kind, around.not_connected, stands)
    if stands == Hindrance.FIGURES_WRONG:
        return Possible(kind, money.problem, stands)
    if stands is not None:
        return Possible(kind, str(_WORDS[stands]), stands)
    return Possible(kind, around.forbidden.get(kind, ""))


def _placed(order: Order) -> Placed:
    return Placed(
        state=order.state,
        channel=order.store.channel,
        has_chargeback=any(
            each.kind == "chargeback" and each.denied_at is None
            for each in order.setbacks.all()
        ),
    )


def what_does_not_fit(request: Request, order: Order) -> str | None:
    """Say why an order cannot bear a request, whatever is left of its money."""
    return (
        _wrong_amount(request, order)
        or _wrong_portions(request)
        or _wrong_pieces(request, order)
        or _wrong_moment(request, order)
    )


def what_is_too_much(request: Request, money: OrderMoney) -> str | None:
    """Say where a request asks for more than its order has; None where it does not.

    What counts is what is found under the order's lock when it is asked for.
    """
    if request.kind not in MONEY_KINDS:
        return None
    if money.problem:
        return money.problem
    if request.minor_units > money.left:
        return _("This is more than is left of the order.")
    for each in request.portions:
        left = _left_of(each, money)
        if left is None:
            return _("This order has no such line, shipping or tax.")
        if each.minor_units > left:
            return _("This is more than is left of that part.")
    return None


def _left_of(portion: Portion, money: OrderMoney) -> int | None:
    place = portion.line_number, portion.component
    cells = money.cells
    return next((c.free for c in cells if (c.line_number, c.component) == place), None)


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
    if _names_one_twice(request.portions):
        return _("Each line is named once.")
    given = sum(each.minor_units for each in request.portions)
    if request.portions and given != request.minor_units:
        return _("The parts do not add up to the amount.")
    return None


def _names_one_twice(portions: Sequence[Portion]) -> bool:
    places = [(each.line_number, each.component) for each in portions]
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
    if request.kind == Kind.ADDRESS_CHANGE and not request.details:
        return _("There is no new address.")
    stands = of_order(request.kind, _placed(order))
    return None if stands is None else str(_WORDS[stands])
