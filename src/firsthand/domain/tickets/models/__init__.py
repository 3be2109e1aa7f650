from firsthand.domain.tickets.models.at_work import Draft, FocusInterval
from firsthand.domain.tickets.models.awaiting import AwaitedApproval, OwedPromise
from firsthand.domain.tickets.models.bulk import Bulk, BulkItem
from firsthand.domain.tickets.models.checklist import Checklist, Step
from firsthand.domain.tickets.models.cycle import Cycle
from firsthand.domain.tickets.models.held import HeldReply
from firsthand.domain.tickets.models.merging import Merging
from firsthand.domain.tickets.models.presence import Presence
from firsthand.domain.tickets.models.reply_file import ReplyFile
from firsthand.domain.tickets.models.routing import Assignment, AssignmentRule, AtDesk
from firsthand.domain.tickets.models.saved_view import SavedView
from firsthand.domain.tickets.models.side import Contact, SideConversation, SideMessage
from firsthand.domain.tickets.models.snooze import Snooze
from firsthand.domain.tickets.models.ticket import Message, Ticket
from firsthand.domain.tickets.models.told import Mention, Watch

__all__ = [
    "Assignment",
    "AssignmentRule",
    "AtDesk",
    "AwaitedApproval",
    "Bulk",
    "BulkItem",
    "Checklist",
    "Contact",
    "Cycle",
    "Draft",
    "FocusInterval",
    "HeldReply",
    "Mention",
    "Merging",
    "Message",
    "OwedPromise",
    "Presence",
    "ReplyFile",
    "SavedView",
    "SideConversation",
    "SideMessage",
    "Snooze",
    "Step",
    "Ticket",
    "Watch",
]
