"""Hold the open tickets against policies that have changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.sla import commands as sla_commands
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Ticket

BATCH = 200


@transaction.atomic
def recount_clocks(*, at: datetime, limit: int = BATCH) -> int | None:
    """Work out the team's clocks of the next open tickets, if a policy or calendar changed.

    Each batch is committed with the bookmark behind it, so that whoever goes on after a
    crash begins where it ended. Call until None.

    Returns:
        How many tickets, `limit` at most; None when there was nothing to do.
    """
    recount = sla_commands.next_to_recount()
    if recount is None:
        return None
    policies = sla.policies_in_use()
    tickets = list(
        Ticket.objects.select_for_update(of=("self",))
        .filter(state=Ticket.State.OPEN, pk__gt=recount.after_ticket_id)
        .order_by("pk")[:limit]
    )
    for ticket in tickets:
        was = ticket.team_due_at, ticket.team_target
        _ticket.keep_team_clocks(ticket, at=at, policies=policies)
        if was != (ticket.team_due_at, ticket.team_target):
            ticket.save(update_fields=["team_due_at", "team_target"])
    sla_commands.recounted(
        recount, up_to=tickets[-1].pk if tickets else None, tickets=len(tickets), at=at
    )
    return len(tickets)
