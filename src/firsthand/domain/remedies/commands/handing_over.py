"""Hand a ticket over to compliance: a claim is open on its order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.remedies.commands._audit import write_audit
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_CLAIMS = frozenset({"claim", "chargeback"})


class NoClaimOpen(Refused):
    code = "remedies.no_claim_open"


@transaction.atomic
def hand_over_claim(
    *, ticket_id: int, note: str, expected: int | None, by: Person, at: datetime
) -> Ticket:
    """Pass a ticket to compliance, with the reason; what was asked for waits there too.

    Args:
        ticket_id: of an order with an open claim or chargeback.
        note: what compliance has to know.
        expected: the assignee `by` saw.
        by: who hands it over.
        at: when (UTC).

    Raises:
        NoClaimOpen: there is nothing compliance would take over.
        Refused: as `tickets.pass_to_role`.
    """
    ticket = tickets.pass_to_role(
        ticket_id=ticket_id, role="compliance", note=note, expected=expected, by=by, at=at
    )
    order = ticket.order
    setbacks = order.setbacks.filter(kind__in=_CLAIMS, denied_at=None) if order else None
    if setbacks is None or not setbacks.exists():
        raise NoClaimOpen(
            _("No claim is open on this ticket’s order. Nothing was passed on."),
            fix=_("Pass it on to a colleague or a team instead."),
        )
    write_audit(
        "claim.handed_over",
        subject=f"ticket {ticket.pk}",
        actor_id=by.pk,
        store_id=ticket.store_id,
        facts={"order": ticket.order_id, "to": ticket.assignee_id},
    )
    return ticket
