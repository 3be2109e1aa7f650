"""Ask for a review; send it once. Each function is one decision or one step."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.solicitations import events, rules
from firsthand.domain.solicitations.models import ReviewRequest
from firsthand.domain.solicitations.rules import Bought, Obstacle
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

State = ReviewRequest.State
# Whoever was sending for so long has died.
_LONGEST_SENDING = timedelta(minutes=15)


class NotToBeAsked(Refused):
    code = "solicitations.not_to_be_asked"


class AskedBefore(Refused):
    code = "solicitations.asked_before"


_OBSTACLES: Mapping[Obstacle, tuple[Promise, Promise]] = {
    Obstacle.NOT_AMAZON: (
        gettext_lazy("Only Amazon asks for reviews in a seller’s name."),
        gettext_lazy("Ask the buyer yourself, where the marketplace allows it."),
    ),
    Obstacle.CANCELLED: (
        gettext_lazy("The order was cancelled."),
        gettext_lazy("Nothing was bought that could be rated."),
    ),
    Obstacle.TROUBLE: (
        gettext_lazy("Something went wrong with this order."),
        gettext_lazy("Whoever sent it back or complained should not be asked."),
    ),
    Obstacle.NOT_ARRIVED: (
        gettext_lazy("It is not known that the order has arrived."),
        gettext_lazy("Ask from five to thirty days after it has."),
    ),
    Obstacle.TOO_EARLY: (
        gettext_lazy("The order has been there for less than five days."),
        gettext_lazy("Ask from five to thirty days after it has come."),
    ),
    Obstacle.TOO_LATE: (
        gettext_lazy("The order came more than thirty days ago."),
        gettext_lazy("Amazon sends no request any more."),
    ),
}


@transaction.atomic
def ask_for_review(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Have the marketplace ask the buyer of a ticket's order for a review.

    Args:
        ticket_id: a ticket about the order.
        by: who wants it.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NotToBeAsked: there is no order, or the buyer should not be asked about it.
        AskedBefore: that was done, whatever came of it.
    """
    require(by, Right.WORK_TICKETS)
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is None:
        raise ObjectDoesNotExist
    order = orders.order_for(by, ticket.order_id) if ticket.order_id else None
    if order is None:
        raise NotToBeAsked(
            _("The ticket is about no order that is known."),
            fix=_("Link the order to the ticket first."),
        )
    found = rules.obstacle(_bought(order), at=at)
    if found is not None:
        message, fix = _OBSTACLES[found]
        raise NotToBeAsked(str(message), fix=str(fix))
    _request, is_new = ReviewRequest.objects.get_or_create(
        order=order,
        defaults={
            "store_id": order.store_id, "asked_by": by, "asked_at": at, "state_at": at,
        },
    )  # fmt: skip
    if not is_new:
        raise AskedBefore(
            _("The buyer has been asked for a review of this order."),
            fix=_("Once is all that is allowed."),
        )
    _record(events.ASKED, order, by=by, at=at)
    return ticket


def _bought(order: Order) -> Bought:
    setbacks = order.setbacks.all()
    return Bought(
        is_on_amazon=order.store.channel == "amazon",
        is_cancelled=order.state == order.State.CANCELLED,
        # Of what Amazon sends itself nobody tells when it came.
        arrived_at=order.delivered_at or order.deliver_by,
        has_trouble=bool(order.returns.all() or setbacks or order.postings.exists()),
    )


def give_up_unheard(*, store_ids: Collection[int], at: datetime) -> int:
    """Note what was being sent when its worker died: nobody knows; return how many."""
    unheard = ReviewRequest.objects.filter(
        store_id__in=store_ids, state=State.SENDING, state_at__lt=at - _LONGEST_SENDING
    )
    return unheard.update(state=State.UNCLEAR, state_at=at)


def begin_sending(order_id: int, *, at: datetime) -> bool:
    """Note that a request is about to be sent; false where somebody else has it.

    Committed before the call: from then on it is never sent a second time.
    """
    waiting = ReviewRequest.objects.filter(pk=order_id, state=State.ASKED)
    return bool(waiting.update(state=State.SENDING, state_at=at))


@transaction.atomic
def end_sending(order_id: int, state: State, *, at: datetime) -> None:
    """Note what came of a request."""
    request = ReviewRequest.objects.select_for_update().get(pk=order_id)
    request.state, request.state_at = state, at
    request.save(update_fields=["state", "state_at"])
    journal.record(
        events.ENDED,
        subject_id=order_id,
        at=at,
        by=None,
        about=journal.About(store_id=request.store_id),
        facts={"state": str(state)},
    )


def _record(kind: str, order: Order, *, by: Person, at: datetime) -> None:
    journal.record(
        kind,
        subject_id=order.pk,
        at=at,
        by=by,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
    )
