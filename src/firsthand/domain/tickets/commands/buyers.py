"""Join buyers whose tickets somebody sees to be one person's, and part them again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.orders import commands as orders
from firsthand.domain.orders import queries as order_queries
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.models import Merging, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Buyer
    from firsthand.domain.people.models import Person


class StillMerged(Refused):
    code = "tickets.still_merged"


@transaction.atomic
def join_buyers(*, ticket_id: int, other_ticket_id: int, by: Person, at: datetime) -> Buyer:
    """Say that who wrote one ticket is the same person as who wrote another.

    They are named by their tickets, because it is those that `by` sees and compares.

    Args:
        ticket_id: a ticket of the buyer who stays the person.
        other_ticket_id: a ticket of the buyer who is joined to him.
        by: who says so.
        at: when (UTC).

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: one of them is not in the stores `by` may see.
        BuyerErased: one of the two was erased.
    """
    require(by, Right.WORK_TICKETS)
    seen = Ticket.objects.all().visible_to(by)
    stays = seen.values_list("buyer_id", flat=True).get(pk=ticket_id)
    joins = seen.values_list("buyer_id", flat=True).get(pk=other_ticket_id)
    return orders.join_buyers(buyer_id=joins, into=stays, by=by, at=at)


@transaction.atomic
def part_buyers(*, ticket_id: int, buyer_id: int, by: Person, at: datetime) -> Buyer:
    """Take back that a buyer is the same person as who wrote a ticket.

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: the ticket is not in the stores `by` may see.
        NotJoined: nobody joined this buyer, or it was taken back.
        StillMerged: tickets of the two are merged; parting would mix their words.
    """
    require(by, Right.WORK_TICKETS)
    wrote = Ticket.objects.all().visible_to(by).values_list("buyer_id", flat=True)
    person = order_queries.persons_of([wrote.get(pk=ticket_id)])
    members = next(iter(person.values()))
    if buyer_id not in members:
        raise orders.NotJoined(
            _("This buyer is not joined with another one."), fix=_("Reload the page.")
        )
    goes = {
        member
        for joining in order_queries.joinings_of([buyer_id])
        for member in joining.members
    }
    across = (
        Merging.objects.filter(ticket__buyer__in=members, undone_at=None)
        .exclude(ticket__buyer__in=goes, into__buyer__in=goes)
        .exclude(ticket__buyer__in=set(members) - goes, into__buyer__in=set(members) - goes)
        .first()
    )
    if goes and across is not None:
        raise StillMerged(
            _("#%(one)d of one buyer is merged with #%(other)d of the other.")
            % {"one": across.ticket_id, "other": across.into_id},
            fix=_("Undo that merge first."),
        )
    return orders.part_buyers(buyer_id=buyer_id, by=by, at=at)
