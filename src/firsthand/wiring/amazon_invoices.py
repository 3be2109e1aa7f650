"""Have Amazon pass invoices on to buyers: what was asked for, each file once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from firsthand.connectors.amazon import invoices
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.documents import NoDocument
from firsthand.connectors.amazon.troubles import Declined, Trouble
from firsthand.domain.invoices import commands, queries
from firsthand.domain.invoices.commands import State, Why
from firsthand.domain.invoices.models import InvoiceSending
from firsthand.foundation.failpoints import fail_point
from firsthand.wiring.amazon_records import Served

_MOST_SENT = 10


def send_waiting(
    served: Served, client: Client, now: Callable[[], datetime]
) -> Counter[str]:
    """Send invoices that wait; return how many came to what.

    A file that finds no place holds up none of the others.

    Raises:
        Trouble: one could not be sent; it waits, or is unclear.
    """
    commands.give_up_unheard(store_ids=served.ids, at=now())
    ids = {store.pk: one for one, store in served.stores.items()}
    counts: Counter[str] = Counter()
    stuck: NoDocument | None = None
    for sending in queries.to_send(served.ids, limit=_MOST_SENT):
        try:
            state = _send(sending, ids[sending.store_id], client, now)
        except NoDocument as trouble:
            stuck = trouble
        else:
            counts[str(state)] += state is not None
    if stuck is not None:
        raise stuck
    return counts


def _send(
    sending: InvoiceSending,
    marketplace_id: str,
    client: Client,
    now: Callable[[], datetime],
) -> State | None:
    """Send one invoice; return what came of it, None where somebody else has it."""
    number, content = sending.order.number, bytes(sending.content or b"")
    try:
        if not invoices.is_offered(client, number, marketplace_id):
            commands.end_sending(sending.pk, State.REFUSED, at=now(), why=Why.NOT_OFFERED)
            return State.REFUSED
        destination = invoices.uploaded(client, number, marketplace_id, content)
    except Declined:
        # Of this order or this file: what waits behind it is not held up.
        commands.end_sending(sending.pk, State.REFUSED, at=now(), why=Why.DECLINED)
        return State.REFUSED
    if not commands.begin_sending(sending.pk, at=now()):
        return None
    fail_point("amazon_invoices.begun")
    return _called(sending, marketplace_id, client, destination, now)


def _called(
    sending: InvoiceSending,
    marketplace_id: str,
    client: Client,
    destination: str,
    now: Callable[[], datetime],
) -> State:
    """Make the call that counts; return what came of it.

    Raises:
        Trouble: it was not looked at, and waits again; or nobody knows.
    """
    number, why = sending.order.number, ""
    try:
        invoices.send(
            client, number, marketplace_id, destination=destination, name=sending.name
        )
    except Declined:
        state, why = State.REFUSED, Why.DECLINED
    except Trouble as trouble:
        state = State.UNCLEAR if trouble.is_unclear else State.ASKED
        commands.end_sending(sending.pk, state, at=now())
        raise
    else:
        state = State.SENT
    commands.end_sending(sending.pk, state, at=now(), why=why)
    return state
