"""Forget a buyer everywhere at once: no area knows all that hold his words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firsthand.domain.claims import commands as claims
from firsthand.domain.invoices import commands as invoices
from firsthand.domain.macros import commands as macros
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.models import Person
from firsthand.domain.policies import commands as policies
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.tickets import commands as tickets
from firsthand.domain.tickets import queries as ticket_queries


@transaction.atomic
def erase_buyer(*, buyer_id: int, by: Person | None, at: datetime) -> int:
    """Erase a buyer with his words about money too; return how many tickets he had.

    The one way to do it, for pages, programs and the command line: whoever adds what holds
    a buyer's words adds it here.

    Args:
        buyer_id: whom to forget, with whoever was joined with him.
        by: who decided; None for the operator on the command line.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not erase buyers.
    """
    members = orders.persons_of([buyer_id])[buyer_id]
    count = tickets.erase_buyer(buyer_id=buyer_id, by=by, at=at)
    remedies.forget_words_of(members)
    claims.forget_words_of(members)
    invoices.forget_files_of(members, at=at)
    macros.forget_words_of(members, at=at)
    policies.forget_words_on(ticket_queries.ticket_ids_of_buyers(members))
    return count
