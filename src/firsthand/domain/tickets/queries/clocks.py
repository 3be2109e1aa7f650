"""The clocks of one ticket: the marketplace's, with what started it, and the team's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firsthand.domain.sla import queries as sla
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.models import Message, Ticket

if TYPE_CHECKING:
    from firsthand.domain.sla.models import Clock
    from firsthand.foundation.scoping import SeesStores

NOT_ANSWERS = (Message.Delivery.FAILED, Message.Delivery.BOUNCED)


@dataclass(frozen=True)
class Clocks:
    """What runs or stands still on a ticket. `marketplace` None: nothing waits for it.

    `team`: the first to run out first, those that stand still last.
    """

    marketplace: rules.Clock | None
    team: Sequence[Clock]


def clocks_of(ticket: Ticket, messages: Iterable[Message], person: SeesStores) -> Clocks:
    """Return the clocks of a ticket `person` sees; `messages`: its own, in any order."""
    marketplace = None
    if ticket.reply_due_at is not None:
        marketplace = marketplace_clock(ticket.channel, messages)
    is_open = ticket.state == Ticket.State.OPEN
    return Clocks(marketplace, sla.clocks_of(person, ticket.pk) if is_open else ())


def marketplace_clock(channel: str, messages: Iterable[Message]) -> rules.Clock:
    """Return how the marketplace's clock stands, by what it takes for an answer.

    Args:
        channel: how the ticket reached us.
        messages: the ticket's, in any order; notes are passed over.
    """
    duty = stores.reply_duty(channel)
    needing = rules.needing_answer(duty)
    return rules.clock(
        (
            rules.Told(
                at=message.sent_at,
                is_inbound=message.direction == Message.Direction.INBOUND,
                needs_answer=message.nature in needing
                and message.no_response_needed_at is None,
                counts=message.delivery not in NOT_ANSWERS
                and rules.answering(message.reply_kind, duty),
                message_id=message.pk,
            )
            for message in messages
            if message.direction != Message.Direction.NOTE
        ),
        within=duty.within,
    )
