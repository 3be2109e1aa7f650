"""Tables taken out of the desk, in the shapes they can be brought in by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from firsthand.domain.imports.models import Case, ReasonText, Row
from firsthand.domain.imports.ports import Cell
from firsthand.domain.imports.rules.layout import NEEDS, ORDERS, REASONS, Fields
from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries as tickets
from firsthand.domain.tickets.queries import Conversation
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order, OrderLine

Exported = Iterator[list[Cell]]
TABLES: Mapping[str, Promise | str] = {
    "needs": _("Need records"),
    "reasons": _("Reasons"),
    "events": _("Event log"),
    "orders": _("Orders"),
}
EVENT_COLUMNS = (
    "case", "at", "state", "sequence", "agent", "reason1", "reason2", "reason3", "order",
    "product",
)  # fmt: skip
_STATES = {
    "tickets.message_received": "asked",
    "tickets.reply_written": "answered",
    "tickets.own_reply_copied": "answered",
    "tickets.assigned": "assigned",
    "tickets.tagged": "tagged",
    "tickets.solved": "solved",
    "tickets.reopened": "reopened",
}


def exported(table: str, *, store_ids: Sequence[int]) -> tuple[list[str], Exported]:
    """Return the heading and the rows of one of `TABLES`, read as they are asked for.

    Times are in UTC. Whoever asks has made sure that the stores may be seen.

    Args:
        table: which.
        store_ids: of these stores.
    """
    made: dict[str, Callable[[Sequence[int]], tuple[list[str], Exported]]] = {
        "needs": _needs,
        "reasons": _reasons,
        "events": _events,
        "orders": _orders,
    }
    return made[table](store_ids)


def _is_chinese() -> bool:
    return (translation.get_language() or "").startswith("zh")


def _headings(fields: Fields) -> list[str]:
    return [names[0 if _is_chinese() else 1] for names in fields.names.values()]


def _needs(store_ids: Sequence[int]) -> tuple[list[str], Exported]:
    yes, no = ("是", "否") if _is_chinese() else ("yes", "no")
    headings = _headings(NEEDS)
    texts = _ReasonTexts()

    def rows() -> Exported:
        number = 0
        for portion in tickets.conversations(store_ids):
            sent = orders.first_parcels([one.order_id for one in portion if one.order_id])
            told = _imported_facts(portion)
            for one in portion:
                number += 1
                shipped, carrier = sent.get(one.order_id or 0, (None, ""))
                said = told.get(one.ticket_id, {})
                yield [
                    number,
                    one.opened_at,
                    one.order_number,
                    shipped or said.get("shipped", ""),
                    carrier or said.get("carrier", ""),
                    *(one.products[:1] or [""]),
                    one.text,
                    yes if one.is_solved else no,
                    *texts.levels(one.reason),
                ]

    return headings, rows()


def _imported_facts(portion: Sequence[Conversation]) -> dict[int, dict[str, str]]:
    """Return what imported need records said besides, by ticket."""
    cases = {
        (source, case): ticket
        for source, case, ticket in Case.objects.filter(
            ticket_id__in=[one.ticket_id for one in portion]
        ).values_list("source_id", "case", "ticket_id")
    }
    rows = Row.objects.filter(
        source_id__in={source for source, _ in cases}, case__in=[case for _, case in cases]
    )
    return {
        cases[source, case]: facts
        for source, case, facts in rows.values_list("source_id", "case", "facts")
        if (source, case) in cases
    }


def _reasons(store_ids: Sequence[int]) -> tuple[list[str], Exported]:
    texts = _ReasonTexts()

    def rows() -> Exported:
        for portion in tickets.conversations(store_ids):
            for one in portion:
                if one.reason:
                    product = one.products[:1] or [""]
                    yield [
                        one.opened_at,
                        one.order_number,
                        *product,
                        *texts.levels(one.reason),
                    ]

    return _headings(REASONS), rows()


class _ReasonTexts:
    """What reasons are called: our own by their labels, others as their table did."""

    def __init__(self) -> None:
        tree = reasons.taxonomy()
        self._of = {
            node.code: reasons.label_of(node.labels) for node in tree.nodes.values()
        }

    def levels(self, codes: Sequence[str]) -> list[Cell]:
        """Return the three levels of a reason as people call them."""
        missing = [code for code in codes if code not in self._of]
        if missing:
            texts = ReasonText.objects.filter(code__in=missing).values_list("code", "text")
            self._of |= dict.fromkeys(missing, "") | dict(texts)
        named: list[Cell] = [self._of[code] or code for code in codes]
        return [*named, "", "", ""][:3]


def _events(store_ids: Sequence[int]) -> tuple[list[str], Exported]:
    texts = _ReasonTexts()

    def rows() -> Exported:
        for portion in tickets.conversations(store_ids):
            names = dict(
                Case.objects.filter(
                    ticket_id__in=[one.ticket_id for one in portion]
                ).values_list("ticket_id", "case")
            )
            agents = people.names_of(
                actor for one in portion for _, _, actor, _ in one.events if actor
            )
            for one in portion:
                case = names.get(one.ticket_id, f"#{one.ticket_id}")
                yield from _lines(one, case, agents, texts)

    return list(EVENT_COLUMNS), rows()


def _lines(
    one: Conversation, case: str, agents: Mapping[int, str], texts: _ReasonTexts
) -> Exported:
    told = [event for event in one.events if event[0] in _STATES]
    for sequence, (kind, at, actor, reason) in enumerate(told, start=1):
        yield [
            case,
            at,
            _STATES[kind],
            sequence,
            agents.get(actor or 0, ""),
            *texts.levels(reason),
            one.order_number,
            *(one.products[:1] or [""]),
        ]


def _orders(store_ids: Sequence[int]) -> tuple[list[str], Exported]:
    places = {place.code: place.domain for place in stores.marketplaces()}
    domains = {
        store.pk: places.get(store.marketplace, "")
        for store in stores.stores_of(Everything())
    }
    columns = [names[0] for field, names in ORDERS.names.items() if field != "buyer"]

    def rows() -> Exported:
        for order in orders.orders_of(store_ids):
            lines: list[OrderLine | None] = [*order.lines.all()] or [None]
            for line in lines:
                yield _order_row(
                    order, line, domains[order.store_id], is_first=line is lines[0]
                )

    return columns, rows()


def _order_row(
    order: Order, line: OrderLine | None, domain: str, *, is_first: bool
) -> list[Cell]:
    """Return one line of an order; what is of the whole order stands on the first."""
    parcel = next(iter(order.parcels.all()), None)
    product = line.product if line else None
    return [
        order.number,
        order.placed_at,
        order.state,
        order.fulfilment,
        domain,
        order.currency,
        line.line_number if line else "",
        product.sku if product else "",
        product.asin if product else "",
        line.title if line else "",
        line.quantity if line else "",
        _amount(order.currency, line.price_minor_units) if line else "",
        _amount(order.currency, order.tax_minor_units if is_first else 0),
        _amount(order.currency, order.shipping_minor_units if is_first else 0),
        order.ship_by or "",
        (parcel.shipped_at if parcel else None) or "",
        parcel.carrier if parcel else "",
        order.deliver_by or "",
        order.delivered_at or "",
    ]


def _amount(currency: str, minor_units: int) -> str:
    amount: Decimal = Money(currency, minor_units).decimal()
    return str(amount)
