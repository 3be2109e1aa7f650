"""Returns that were asked for and that nobody has answered yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.claims.models import ReturnAnswer
from firsthand.domain.claims.queries.waiting import Waiting
from firsthand.domain.claims.rules import returns as rules
from firsthand.domain.claims.rules.returns import Asked
from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Notice, Order, OrderReturn


@dataclass(frozen=True)
class ReturnWaiting:
    """A return that has to be answered.

    Attributes:
        is_from_mail: so far only the marketplace's mail tells of it.
        ticket_id: a ticket about the order, the newest; None: there is none.
    """

    order: Order
    requested_at: datetime
    respond_by: datetime
    quantity: int | None
    reason: str
    is_from_mail: bool
    ticket_id: int | None = None


def returns_waiting(person: SeesStores, *, at: datetime) -> list[ReturnWaiting]:
    """Return what `person` may see and nobody has answered, what runs out first in front.

    Only of returns to the seller at a marketplace that says how long it waits.
    """
    since = at - rules.FOLLOWED
    found: list[tuple[Order, ReturnWaiting, Asked]] = []
    for channel in rules.PERIODS:
        reported = orders.returns_to_us(person, channel=channel, since=since)
        written = orders.returns_only_written_of(person, channel=channel, since=since)
        found += [
            (each.order, _of_report(each.order, each), _asked(each)) for each in reported
        ]
        found += [
            (order, _of_mail(order, notice), Asked(notice.sent_at))
            for order, notice in written
        ]
    order_ids = {order.pk for order, _line, asked in found if asked.waits}
    some = _waiting(found, posted=orders.last_posted(order_ids))
    about = tickets.tickets_of_orders({each.order.pk for each in some})
    with_tickets = [
        ReturnWaiting(
            **{**vars(each), "ticket_id": max(about.get(each.order.pk, ()), default=None)}
        )
        for each in some
    ]
    return sorted(with_tickets, key=lambda each: (each.respond_by, each.order.pk))


def returns_near(person: SeesStores, *, at: datetime) -> Waiting:
    """Count those that run out within a day or have run out, with the nearest time."""
    near = [
        each.respond_by
        for each in returns_waiting(person, at=at)
        if each.respond_by <= at + rules.NEAR
    ]
    return Waiting(len(near), min(near, default=None))


def returns_due(
    order: Order, notices: Sequence[Notice], *, at: datetime
) -> datetime | None:
    """Return by when the returns asked for on an order have to be answered; None: none has.

    Args:
        order: with its returns; whoever asks has been shown it.
        notices: what the marketplace wrote about it.
        at: the present (UTC).
    """
    since = at - rules.FOLLOWED
    if order.fulfilment != order.Fulfilment.FBM:
        return None
    backs = [one for one in order.returns.all() if one.requested_at >= since]
    # They do not know their order: it is not asked for again.
    found = [(order, _of_report(order, one), _asked(one)) for one in backs]
    if not order.returns.all():
        mails = [one for one in notices if one.kind == one.Kind.RETURN]
        newest = max((one for one in mails if one.sent_at >= since),
                     key=lambda one: one.sent_at, default=None)  # fmt: skip
        if newest is not None:
            found.append((order, _of_mail(order, newest), Asked(newest.sent_at)))
    if order.store.channel not in rules.PERIODS:
        return None
    posted = max((one.posted_at for one in order.postings.all()), default=None)
    some = _waiting(found, posted={order.pk: posted} if posted else {})
    return min((one.respond_by for one in some), default=None)


def _waiting(
    found: Sequence[tuple[Order, ReturnWaiting, Asked]], *, posted: Mapping[int, datetime]
) -> list[ReturnWaiting]:
    """Return those of these that wait, by all that is known of their orders.

    `posted`: when the marketplace's books last showed money back on them.
    """
    open_ones = [each for each in found if each[2].waits]
    if not open_ones:
        return []
    order_ids = {order.pk for order, _line, _asked in open_ones}
    answers = ReturnAnswer.objects.filter(order_id__in=order_ids)
    answered = dict(answers.values_list("order_id", "at"))
    given_back = [remedies.last_given_back(order_ids), posted]
    return [
        line
        for order, line, asked in open_ones
        if Asked(
            asked.requested_at,
            answered_at=answered.get(order.pk),
            given_back_at=max(
                (at for known in given_back if (at := known.get(order.pk))), default=None
            ),
        ).waits
    ]


def _asked(back: OrderReturn) -> Asked:
    return Asked(back.requested_at, back.status, back.received_at)


def _of_report(order: Order, back: OrderReturn) -> ReturnWaiting:
    return ReturnWaiting(
        order,
        back.requested_at,
        _due(back.requested_at, order),
        back.quantity,
        back.reason_text,
        is_from_mail=False,
    )


def _of_mail(order: Order, notice: Notice) -> ReturnWaiting:
    return ReturnWaiting(
        order,
        notice.sent_at,
        _due(notice.sent_at, order),
        notice.quantity,
        notice.reason_text,
        is_from_mail=True,
    )


def _due(requested_at: datetime, order: Order) -> datetime:
    due = rules.respond_by(requested_at, channel=order.store.channel)
    return due or requested_at
