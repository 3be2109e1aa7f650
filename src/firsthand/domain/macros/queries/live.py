"""What is known for a letter about a ticket: each variable's value, where there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from firsthand.domain.macros.rules.phrases import phrase
from firsthand.domain.macros.rules.times import slots_in_words
from firsthand.domain.macros.rules.values import Value, in_words, locale_of
from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.sla import queries as sla
from firsthand.domain.stores import queries as stores

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from firsthand.domain.orders.models import Order, OrderLine, Parcel
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_LONGEST_PRODUCT = 60


@dataclass(frozen=True)
class About:
    """All that values are read from.

    Attributes:
        order: with parcels, returns and setbacks; None where the ticket has none.
        language: of the letter.
    """

    ticket: Ticket
    order: Order | None
    person: Person
    language: str

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock the buyer is told times by: the marketplace's."""
        return ZoneInfo(self.ticket.store.time_zone)

    @property
    def currency(self) -> str:
        """Return what amounts are in: the order's currency, or else the store's."""
        return self.order.currency if self.order else self.ticket.store.currency


def about(ticket: Ticket, *, person: Person, language: str) -> About:
    """Return what there is to read values from.

    Args:
        ticket: as `tickets.queries.ticket_for` returns it.
        person: who answers.
        language: of the letter.
    """
    order = orders.order_for(person, ticket.order_id) if ticket.order_id else None
    return About(ticket, order, person, language)


def live_values(known: About, names: Iterable[str]) -> dict[str, str]:
    """Return what is known of these variables, in the buyer's words, and only that."""
    return {
        name: in_words(
            value,
            language=known.language,
            zone=known.zone,
            marketplace=known.ticket.store.marketplace,
        )
        for name, value in known_values(known, names).items()
    }


def known_values(known: About, names: Iterable[str]) -> dict[str, Value]:
    """Return what is known of these variables, as it is, and only that."""
    found = {name: _READERS[name](known) for name in names if name in _READERS}
    return {name: value for name, value in found.items() if value}


def _of_order(read: Callable[[Order], Value | None]) -> Callable[[About], Value | None]:
    return lambda known: read(known.order) if known.order else None


def _newest_parcel(known: About) -> Parcel | None:
    parcels = known.order.parcels.all() if known.order else []
    return max(parcels, key=lambda each: each.pk, default=None)


def _of_parcel(read: Callable[[Parcel], Value | None]) -> Callable[[About], Value | None]:
    def of_newest(known: About) -> Value | None:
        parcel = _newest_parcel(known)
        return read(parcel) if parcel else None

    return of_newest


def _shipped_at(known: About) -> datetime | None:
    parcel = _newest_parcel(known)
    return parcel.shipped_at if parcel else None


def _phrase(name: str) -> Callable[[About], Value | None]:
    return lambda known: phrase(name, known.language)


def _first_line(order: Order) -> OrderLine | None:
    return next(iter(order.lines.all()), None)


def _product(order: Order) -> str | None:
    """Return the first words of what was bought: titles at Amazon run to 200 signs."""
    line = _first_line(order)
    if line is None:
        return None
    title = line.title.split(",")[0].split(" - ")[0].strip()
    if len(title) <= _LONGEST_PRODUCT:
        return title
    return title[:_LONGEST_PRODUCT].rsplit(" ", 1)[0]


def _asin(order: Order) -> str | None:
    line = _first_line(order)
    return line.product.asin or None if line and line.product else None


def _scan_time(parcel: Parcel) -> datetime | None:
    return datetime.fromisoformat(parcel.scans[-1]["at"]) if parcel.scans else None


def _day(known: About, moment: datetime | None) -> date | None:
    return moment.astimezone(known.zone).date() if moment else None


def _refunded_at(known: About) -> datetime | None:
    """Return when money last went back to the buyer, as the marketplace's books say.

    Where they say nothing yet, when it told us that it carried a refund out. How much is
    typed by who answers: it may be about another one, still to come.
    """
    if known.order is None:
        return None
    posted = [each.posted_at for each in known.order.postings.all()]
    done = [
        each.state_at
        for each in remedies.remedies_of_order(known.person, known.order.pk)
        if each.state == each.State.SUCCEEDED and each.minor_units
    ]
    return max(posted or done, default=None)


def _claim_date(known: About) -> date | None:
    setbacks = known.order.setbacks.all() if known.order else []
    filed = [each.happened_at for each in setbacks if each.kind == each.Kind.CLAIM]
    return _day(known, max(filed, default=None))


def _state_in_words(known: About) -> Value | None:
    return (
        phrase(f"order_state.{known.order.state}", known.language) if known.order else None
    )


def _received(known: About) -> date | None:
    returns = known.order.returns.all() if known.order else []
    moments = [each.received_at for each in returns if each.received_at]
    return _day(known, max(moments, default=None))


def _day_of(read: Callable[[About], datetime | None]) -> Callable[[About], Value | None]:
    return lambda known: _day(known, read(known))


def _slots(known: About) -> Value | None:
    """Return when buyers of the store are answered, if it is so every day.

    Slots that cannot keep the marketplace's time are told to no buyer: the text says that
    they do.
    """
    store = known.ticket.store
    plan = sla.slots_of(store.pk)
    if plan is None or not plan.keeps(stores.reply_duty(known.ticket.channel).within):
        return None
    return slots_in_words(
        plan.minutes, plan.weekdays, zone=plan.zone, language=known.language
    )


_READERS: Mapping[str, Callable[[About], Value | None]] = {
    "buyer_name": lambda known: " ".join(known.ticket.buyer.name.split()),
    "order_id": lambda known: known.order.number if known.order else None,
    "product_short": _of_order(_product),
    "asin": _of_order(_asin),
    "shop": lambda known: known.ticket.store.name,
    "agent_sign": lambda known: known.person.name,
    "lang": lambda known: locale_of(known.language).get_display_name(),
    "reply_slots": _slots,
    "carrier": _of_parcel(lambda parcel: parcel.carrier),
    "tracking_id": _of_parcel(lambda parcel: parcel.tracking_number),
    "last_scan_time": _of_parcel(_scan_time),
    "eta": _day_of(lambda known: known.order.deliver_by if known.order else None),
    "eta_old": _day_of(lambda known: known.order.deliver_by if known.order else None),
    "expected_ship": _day_of(lambda known: known.order.ship_by if known.order else None),
    "ship_date": _day_of(_shipped_at),
    "delivery_time": _of_parcel(lambda parcel: parcel.delivered_at),
    "order_state": _state_in_words,
    "received_date": _received,
    "refund_date": _day_of(_refunded_at),
    "claim_date": _claim_date,
    "amazon_cs_path": _phrase("amazon_cs_path"),
    "amazon_returns_path": _phrase("amazon_returns_path"),
    "amazon_report_path": _phrase("amazon_report_path"),
}
