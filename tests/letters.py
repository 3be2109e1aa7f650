"""Mail as tests write it: parsed already, with only what a test cares about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.mail.ports import ParsedMail, RelayFacts, RelayKind
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.commands import Received
from tests.people import NOON

_counter = iter(range(1, 1_000_000))


def mailbox(store: Store, **values: Any) -> Mailbox:
    return Mailbox.objects.create(
        store=store,
        address=values.pop("address", f"help-{store.pk}@shop.example"),
        **values,
    )


def letter(text: str = "Where is my parcel?", **values: Any) -> ParsedMail:
    """Return an ordinary mail from Jonas unless told otherwise."""
    sender = values.pop("sender", "jonas@buyers.example")
    defaults: dict[str, Any] = {
        "message_id": f"m{next(_counter)}@buyers.example",
        "from_address": sender,
        "from_name": "Jonas Brandt",
        "reply_to": "",
        "to_addresses": (),
        "subject": "My order",
        "sent_at": NOON,
        "in_reply_to": (),
        "references": (),
        "text": text,
        "full_text": text,
        "html": "",
    }
    return ParsedMail(**(defaults | values))


def relayed(text: str = "Where is my parcel?", **values: Any) -> ParsedMail:
    """Return a buyer's message as Amazon relays it."""
    alias = values.pop("alias", "abc123@marketplace.amazon.de")
    facts = RelayFacts(
        kind=values.pop("kind", RelayKind.BUYER_MESSAGE),
        marketplace="DE",
        alias=alias,
        case_id=values.pop("case_id", ""),
        order_numbers=values.pop("order_numbers", ()),
    )
    return letter(text, sender=alias, relay=facts, **values)


def arrives(box: Mailbox, mail: ParsedMail, *, at: datetime | None = None) -> Received:
    """Take the mail in, now or at its own date."""
    return commands.receive(
        mailbox_id=box.pk,
        mail=mail,
        raw=f"{mail.message_id}\n\n{mail.full_text}".encode(),
        at=at or mail.sent_at or NOON,
    )
