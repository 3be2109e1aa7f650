"""Take in money that went back without us: by the channel's own desk, a claim, a bank."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies.commands.counting import take_fact
from firsthand.domain.remedies.commands.ledgers import ledger_of
from firsthand.domain.remedies.models import OutsideRefund
from firsthand.domain.remedies.rules.states import State

if TYPE_CHECKING:
    from firsthand.domain.remedies.models import Ledger
    from firsthand.domain.remedies.ports import Seen

# A listing shows by then what a report shows now.
_COMPARED_AFTER = timedelta(hours=1)


class UnknownOrder(Exception):
    """The order has not been imported yet: come back with the fact when it has."""


@transaction.atomic
def record_outside(
    *, store_id: int, order_number: str, account: str, effects: Sequence[Seen], at: datetime
) -> list[OutsideRefund]:
    """Record what a report shows went back; return what was not known before.

    A fact is never refused: it uses up what is free, cancels reservations that have not
    left, and the rest is `over`, with an incident. One that may be a remedy whose answer
    is outstanding is recorded too, and explained when the remedy is found to be it.

    Args:
        store_id: of which store.
        order_number: the channel's.
        account: at the channel; ids are unique within it.
        effects: with amounts above 0.
        at: now (UTC).

    Raises:
        UnknownOrder: it was not imported yet; nothing is recorded.
    """
    order = orders.order_by_number(store_id=store_id, number=order_number)
    if order is None:
        raise UnknownOrder(order_number)
    ledger = ledger_of(order, at=at)
    facts = [
        take_fact(seen, ledger=ledger, account=account, at=at)
        for seen in effects
        if seen.minor_units > 0
    ]
    news = [fact for fact in facts if fact is not None]
    if news:
        _have_it_compared(ledger, account, at=at)
    return news


def _have_it_compared(ledger: Ledger, account: str, *, at: datetime) -> None:
    """Hold the order's remedies against the channel's record once more.

    It may list under another id what one of them did: that is then seen, and counted once.
    """
    succeeded = ledger.remedies.filter(
        account=account, state=State.SUCCEEDED, minor_units__gt=0, check_at=None
    )
    latest = succeeded.order_by("-pk").first()
    if latest is not None:
        latest.check_at = at + _COMPARED_AFTER
        latest.save(update_fields=["check_at"])
