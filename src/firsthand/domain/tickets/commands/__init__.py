"""Change tickets. Each function is one decision somebody makes, or one mail that came."""

from firsthand.domain.tickets.commands._sheet import (
    ReasonNotInUse,
    ResolutionNotInUse,
    SheetIncomplete,
)
from firsthand.domain.tickets.commands.answer import (
    KeyUsedElsewhere,
    NewerMessage,
    NothingToSay,
    add_note,
    reply,
    save_draft,
)
from firsthand.domain.tickets.commands.delivery import (
    NothingInDoubt,
    mark_delivery,
    settle_delivery,
)
from firsthand.domain.tickets.commands.erase import erase_buyer, purge_personal_data
from firsthand.domain.tickets.commands.focus import record_focus
from firsthand.domain.tickets.commands.history import IMPORT, write_histories
from firsthand.domain.tickets.commands.intake import read_mailbox, take_in
from firsthand.domain.tickets.commands.receive import Received, receive
from firsthand.domain.tickets.commands.recount import recount_clocks
from firsthand.domain.tickets.commands.work import (
    SomebodyElseTookIt,
    assign,
    link_order,
    mark_no_response_needed,
    reopen,
    set_priority,
    solve,
    tag,
)
from firsthand.domain.tickets.rules import Sheet

__all__ = [
    "IMPORT",
    "KeyUsedElsewhere",
    "NewerMessage",
    "NothingInDoubt",
    "NothingToSay",
    "ReasonNotInUse",
    "Received",
    "ResolutionNotInUse",
    "Sheet",
    "SheetIncomplete",
    "SomebodyElseTookIt",
    "add_note",
    "assign",
    "erase_buyer",
    "link_order",
    "mark_delivery",
    "mark_no_response_needed",
    "purge_personal_data",
    "read_mailbox",
    "receive",
    "record_focus",
    "recount_clocks",
    "reopen",
    "reply",
    "save_draft",
    "set_priority",
    "settle_delivery",
    "solve",
    "tag",
    "take_in",
    "write_histories",
]
