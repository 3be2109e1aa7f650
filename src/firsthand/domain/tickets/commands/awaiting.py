"""Note on a ticket what others decide about: approvals awaited, promises owed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import AwaitedApproval, OwedPromise, Ticket


def await_approval(*, ticket_id: int, key: UUID, at: datetime) -> None:
    """Note that a ticket waits for a decision; said again, it is one.

    It waits where the ticket stands, and goes along if it is merged or parted. The ticket
    is locked: whoever closes it at this moment was first, or is refused. Of a number that
    is no ticket's, nothing is kept.

    Args:
        ticket_id: the ticket it was asked for on, merged or not.
        key: of what was asked for.
        at: when (UTC).
    """
    assert connection.in_atomic_block, "belongs inside the transaction that asks"
    if not Ticket.objects.filter(pk=ticket_id).exists():
        return
    ticket = _ticket.locked_roots([ticket_id])[ticket_id]
    home_id = None if ticket.pk == ticket_id else ticket_id
    AwaitedApproval.objects.get_or_create(
        key=key, defaults={"ticket": ticket, "home_id": home_id, "since": at}
    )
    _ticket.touch(ticket)


def approval_decided(*, key: UUID) -> None:
    """Note that nothing waits under this key any more; of an unknown one, nothing."""
    assert connection.in_atomic_block, "belongs inside the transaction that decides"
    found = AwaitedApproval.objects.filter(key=key)
    numbers = list(found.values_list("ticket_id", flat=True))
    # The ticket first, as everywhere: a merge holds it when it comes to what waits.
    for ticket in _ticket.locked_roots(numbers).values():
        found.delete()
        _ticket.touch(ticket)


def owe(*, ticket_id: int, promise_id: int, due_at: datetime) -> None:
    """Note that the buyer is owed something by a time; said again, by the last one said.

    It stands where the ticket stands, and goes along if it is merged or parted. Of a number
    that is no ticket's, nothing is kept.
    """
    assert connection.in_atomic_block, "belongs inside the transaction that promises"
    if not Ticket.objects.filter(pk=ticket_id).exists():
        return
    ticket = _ticket.locked_roots([ticket_id])[ticket_id]
    home_id = None if ticket.pk == ticket_id else ticket_id
    OwedPromise.objects.update_or_create(
        promise_id=promise_id,
        defaults={"due_at": due_at},
        create_defaults={"ticket": ticket, "home_id": home_id, "due_at": due_at},
    )
    _ticket.touch(ticket)


def owe_no_more(*, promise_id: int) -> None:
    """Note that a promise is over; of an unknown one, nothing."""
    assert connection.in_atomic_block, "belongs inside the transaction that keeps"
    found = OwedPromise.objects.filter(promise_id=promise_id)
    for ticket in _ticket.locked_roots(
        list(found.values_list("ticket_id", flat=True))
    ).values():
        found.delete()
        _ticket.touch(ticket)
