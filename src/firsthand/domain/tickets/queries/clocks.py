"""The marketplace clock of a thread, with the message that started it."""

from __future__ import annotations

from collections.abc import Iterable

from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import rules
from firsthand.domain.tickets.models import Message

NOT_ANSWERS = (Message.Delivery.FAILED, Message.Delivery.BOUNCED)


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
