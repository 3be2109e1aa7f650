from firsthand.domain.tickets.models.held import HeldReply
from firsthand.domain.tickets.models.presence import Presence
from firsthand.domain.tickets.models.ticket import (
    Cycle,
    Draft,
    FocusInterval,
    Message,
    Ticket,
)

__all__ = [
    "Cycle",
    "Draft",
    "FocusInterval",
    "HeldReply",
    "Message",
    "Presence",
    "Ticket",
]
