"""Everything of one order that a marketplace or a bank may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from firsthand.domain.claims.queries.findings import findings_of_order
from firsthand.domain.claims.rules.files import LeftOut
from firsthand.domain.mail import queries as mail
from firsthand.domain.orders import queries as orders
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.money import Money
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.claims.models import Finding
    from firsthand.domain.mail.models import Attachment
    from firsthand.domain.orders.models import Order, Setback
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.models import Ledger, OutsideRefund, Remedy
    from firsthand.domain.stores.models import Store
    from firsthand.domain.tickets.models import Message, Ticket


@dataclass(frozen=True)
class Choice:
    """What a pack holds besides: by itself neither notes among us nor names of agents."""

    with_notes: bool = False
    with_names: bool = False


@dataclass(frozen=True)
class PackedFile:
    """An attached file of the order. Without `path` it is left out, and says why."""

    attachment_id: int
    message_id: int
    name: str
    content_type: str
    size: int
    sha256: str
    path: str = ""
    left_out: LeftOut | None = None


@dataclass(frozen=True)
class Pack:
    """What a pack tells, but for the texts of its messages, which are read as needed.

    Attributes:
        message_ids: all that was said on all tickets of the order, in order; without
            notes, unless they were chosen.
        notes_left_out: how many notes are not in it.
        beside_left_out: how many mails with warehouses and suppliers are not.
        files: set once they are packed.
    """

    order: Order
    store: Store
    choice: Choice
    at: datetime
    claims: Sequence[Setback]
    ledger: Ledger | None
    remedies: Sequence[Remedy]
    outside: Sequence[OutsideRefund]
    tickets: Sequence[Ticket]
    message_ids: Sequence[int]
    notes_left_out: int
    beside_left_out: int
    findings: Sequence[Finding]
    files: list[PackedFile] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """Return the clock of the marketplace."""
        return ZoneInfo(self.store.time_zone)

    def messages(self) -> Iterator[Message]:
        """Yield what was said, in order, a few at a time."""
        return tickets.messages_numbered(self.message_ids)

    def time(self, when: datetime | None) -> str:
        """Return a time in UTC with the marketplace's behind it, a dash for none."""
        if when is None:
            return "—"
        if when.tzinfo is None:
            return f"{when:%Y-%m-%d %H:%M:%S}"  # As a carrier wrote it.
        there = when.astimezone(self.zone)
        return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z ({there:%Y-%m-%d %H:%M %Z})"

    def money(self, minor_units: int) -> str:
        """Return an exact amount in the order's currency."""
        amount = Money(self.order.currency, minor_units)
        return f"{amount.decimal()} {amount.currency}"

    def path_of(self, attachment_id: int | None) -> str | None:
        """Return where in the pack a file is; None: it is not in it."""
        paths = (each.path for each in self.files if each.attachment_id == attachment_id)
        return next(paths, None) or None

    def author(self, person: Person | None) -> str:
        """Return what somebody of ours is called: by role, unless names were chosen."""
        if person is None:
            return ""
        return person.name if self.choice.with_names else person.get_role_display()


def pack_of(
    person: SeesStores, order_id: int, *, choice: Choice, at: datetime
) -> Pack | None:
    """Return what a pack about this order tells; None: `person` may not see the order."""
    order = orders.order_for(person, order_id)
    if order is None:
        return None
    about = tickets.tickets_of_orders([order_id]).get(order_id, [])
    shown = tickets.tickets_numbered(person, about)
    numbers = [ticket.pk for ticket in shown]
    said = tickets.said_on(numbers)
    notes = sum(is_note for _pk, is_note in said)
    with_notes = choice.with_notes
    return Pack(
        order=order,
        store=stores.store_numbered(order.store_id),
        choice=choice,
        at=at,
        claims=list(orders.claims_against(person).filter(order_id=order_id)),
        ledger=remedies.ledger_for(person, order_id),
        remedies=remedies.remedies_of_order(person, order_id)[::-1],
        outside=remedies.outside_refunds_of(person, order_id),
        tickets=shown,
        message_ids=[pk for pk, is_note in said if with_notes or not is_note],
        notes_left_out=0 if with_notes else notes,
        beside_left_out=tickets.said_beside(numbers),
        findings=findings_of_order(person, order_id)[::-1],
    )


def attachments_in(pack: Pack) -> Iterator[Attachment]:
    """Yield the files of its messages in their order, without their bytes."""
    size = 500
    for start in range(0, len(pack.message_ids), size):
        some = pack.message_ids[start : start + size]
        place = {message_id: n for n, message_id in enumerate(some)}
        found = list(mail.attachments_of(some))
        yield from sorted(found, key=lambda each: place[each.ticket_message_id or 0])
