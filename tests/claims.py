"""Orders with claims on them, tickets about them, and findings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from firsthand.domain.claims import commands
from firsthand.domain.claims.commands import Found, Kind, Rests, Truth
from firsthand.domain.claims.models import Finding
from firsthand.domain.mail.ports import ParsedAttachment, ParsedMail, RelayFacts, RelayKind
from firsthand.domain.orders.commands import record_setback
from firsthand.domain.orders.models import Order, Setback
from firsthand.domain.people.models import Person
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import NOON
from tests.remedies import order
from tests.sheets import there_are_reasons

NUMBER = "305-1234567-7654321"
DAMAGED, LOST = "AFT.DMG.TRANSIT", "INS.LOG.LOST"
PHOTO = ParsedAttachment("lamp.jpg", "image/jpeg", b"\xff\xd8 a broken lamp")
BY_WAREHOUSE = Rests(kind=Kind.WAREHOUSE, note="Packed whole, 1.2 kg on the scales.")


def told(
    place: Store,
    *texts: str,
    number: str = NUMBER,
    tag: str = DAMAGED,
    files: tuple[ParsedAttachment, ...] = (PHOTO,),
) -> Ticket:
    """Return a ticket about a new order, with what the buyer wrote and a tag."""
    there_are_reasons()
    placed = order(place, number)
    box = mailbox(place, address=f"help-{number}@shop.example")
    took = [
        arrives(
            box,
            letter(
                text, sender=f"{number}@example.com", attachments=files if n == 0 else (),
                sent_at=NOON + timedelta(hours=n), in_reply_to=(),
            ),
        )
        for n, text in enumerate(texts or ("The lamp is broken.",))
    ]  # fmt: skip
    Ticket.objects.filter(pk__in={each.ticket_id for each in took}).update(
        order=placed, order_number=number, reason=Reason.objects.get(code=tag)
    )
    return Ticket.objects.select_related("store", "order").get(pk=took[0].ticket_id)


def claimed(placed: Order, *, at: datetime = NOON, kind: str = "claim") -> Setback:
    """Record a claim on an order."""
    return record_setback(
        order_id=placed.pk, kind=kind, external_id=f"{kind}-{at:%d%H}", happened_at=at
    )


def finds(ticket: Ticket, by: Person, **values: Any) -> Finding:
    """Write a finding down: not true, by the warehouse's word, unless told otherwise."""
    what = Found(
        truth=values.pop("truth", Truth.NOT_TRUE),
        true_reason=values.pop("true_reason", ""),
        note=values.pop("note", ""),
        rests_on=values.pop("rests_on", (BY_WAREHOUSE,)),
    )
    defaults = {"seen": None, "key": uuid4(), "at": NOON}
    return commands.find(ticket_id=ticket.pk, found=what, by=by, **defaults | values)


def claim_mail(
    text: str, *, number: str = NUMBER, at: datetime = NOON, closed: bool = False
) -> ParsedMail:
    """Return what Amazon writes when a claim was opened or closed."""
    facts = RelayFacts(
        kind=RelayKind.CLAIM_CLOSED if closed else RelayKind.CLAIM_OPENED,
        marketplace="DE",
        order_numbers=(number,),
    )
    return letter(
        text, sender="atoz-guarantee-no-reply@amazon.com", relay=facts, sent_at=at
    )
