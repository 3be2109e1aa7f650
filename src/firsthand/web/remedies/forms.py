"""What was typed into the sheet, as a request. Nothing is guessed: not even a comma."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.domain.remedies.ports import Component, Kind
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.domain.remedies.rules.states import MONEY_KINDS
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import exponent

if TYPE_CHECKING:
    from firsthand.domain.remedies.queries import CellMoney, OrderMoney
    from firsthand.domain.tickets.models import Ticket

# An address as the sandbox and the marketplaces name its parts.
ADDRESS = ("name", "street", "city", "region", "postcode", "country")
_OF_PIECES = frozenset({Kind.RESEND, Kind.RETURN_AUTHORISATION})
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_LONGEST = 200


class NotAnAmount(Refused):
    code = "remedies.not_an_amount"


class NotAForm(Refused):
    """What no browser of ours sends."""

    code = "remedies.not_a_form"


def kind_of(text: str) -> Kind:
    """Return the kind a form names; a refund where it names none.

    Raises:
        NotAForm: it is none.
    """
    try:
        return Kind(text or Kind.REFUND)
    except ValueError as problem:
        raise _not_a_form() from problem


def request_of(given: Mapping[str, str], money: OrderMoney, ticket: Ticket) -> Request:
    """Return what was typed for the order of a ticket.

    Raises:
        NotAnAmount: a number cannot be read.
        NotAForm: there is no key, or a kind nobody knows.
    """
    kind = kind_of(given.get("kind", ""))
    portions, minor_units = _asked_for(kind, given, money)
    return Request(
        key=_key(given.get("key", "")),
        order_id=money.order_id,
        kind=kind,
        currency=money.currency,
        minor_units=minor_units,
        portions=portions,
        reason=given.get("reason", "")[:60],
        note=given.get("note", "").strip(),
        ticket_id=ticket.pk,
        details=_details(kind, given),
    )


def amount_of(text: str, currency: str) -> int:
    """Return what was typed as an amount in minor units; 0 of nothing.

    Raises:
        NotAnAmount: it is no number, or has more decimals than the currency.
    """
    text = text.strip()
    if not text:
        return 0
    minor_units = _decimal(text).scaleb(exponent(currency))
    if minor_units != int(minor_units):
        raise NotAnAmount(
            _("%(currency)s has %(n)d decimals.")
            % {"currency": currency, "n": exponent(currency)}
        )
    return int(minor_units)


def field_of(cell: CellMoney) -> str:
    """Return the name of the field for a line, or for shipping or tax."""
    return f"part-{cell.line_number or 0}-{cell.component.value}"


def _asked_for(
    kind: Kind, given: Mapping[str, str], money: OrderMoney
) -> tuple[tuple[Portion, ...], int]:
    if kind in _OF_PIECES:
        return tuple(_pieces(given, money)), 0
    if kind not in MONEY_KINDS:
        return (), 0
    way = given.get("way", "all")
    if way == "parts":
        portions = tuple(_parts(given, money))
        return portions, sum(each.minor_units for each in portions)
    if way == "share":
        paid = share_of(given.get("share", "")) * money.captured / 100
        return (), int(paid.quantize(Decimal(1), ROUND_HALF_UP))
    # Of "all" the amount that was shown: the same form sent twice asks for the same.
    return (), amount_of(given.get("sum" if way == "sum" else "all", ""), money.currency)


def _parts(given: Mapping[str, str], money: OrderMoney) -> Iterator[Portion]:
    for cell in money.cells:
        minor_units = amount_of(given.get(field_of(cell), ""), money.currency)
        if minor_units:
            yield Portion(cell.line_number, cell.component, minor_units)


def _pieces(given: Mapping[str, str], money: OrderMoney) -> Iterator[Portion]:
    for cell in money.cells:
        if cell.component != Component.PRICE:
            continue
        typed = given.get(f"pieces-{cell.line_number}", "").strip()
        quantity = _decimal(typed) if typed else Decimal(0)
        if quantity != int(quantity):
            raise _not_a_number()
        if quantity:
            yield Portion(cell.line_number, cell.component, 0, int(quantity))


def share_of(text: str) -> Decimal:
    """Return what was typed as a share, in percent; 0 of nothing.

    Raises:
        NotAnAmount: it is no number, or more than 100.
    """
    share = _decimal(text.strip().removesuffix("%").strip() or "0")
    if share > 100:
        raise NotAnAmount(_("A share is at most 100 %."))
    return share


def _details(kind: Kind, given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    if kind != Kind.ADDRESS_CHANGE:
        return ()
    typed = {name: given.get(f"address-{name}", "").strip() for name in ADDRESS}
    return tuple((name, text[:_LONGEST]) for name, text in typed.items() if text)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as problem:
        raise _not_a_form() from problem


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise _not_a_number()
    return Decimal(text)


def _not_a_number() -> NotAnAmount:
    return NotAnAmount(
        _("This is not a number we can read."),
        fix=_("Write it with digits and a point: 12.50."),
    )


def _not_a_form() -> NotAForm:
    return NotAForm(_("This form is not complete."), fix=_("Open the form again."))
