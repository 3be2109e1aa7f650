from firsthand.domain.tickets.models.at_work import Draft, FocusInterval
from firsthand.domain.tickets.models.held import HeldReply
from firsthand.domain.tickets.models.merging import Merging
from firsthand.domain.tickets.models.presence import Presence
from firsthand.domain.tickets.models.ticket import Cycle, Message, Ticket

__all__ = [
    "Cycle",
    "Draft",
    "FocusInterval",
    "HeldReply",
    "Merging",
    "Message",
    "Presence",
    "Ticket",
]
