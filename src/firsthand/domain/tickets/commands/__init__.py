"""Change tickets. Each function is one decision somebody makes, or one mail that came."""

from firsthand.domain.tickets.commands._sheet import (
    ReasonNotInUse,
    ResolutionNotInUse,
    SheetIncomplete,
)
from firsthand.domain.tickets.commands._ticket import MergedMeanwhile
from firsthand.domain.tickets.commands.answer import (
    KeyUsedElsewhere,
    NewerMessage,
    NothingToSay,
    add_note,
    reply,
    save_draft,
)
from firsthand.domain.tickets.commands.buyers import StillMerged, join_buyers, part_buyers
from firsthand.domain.tickets.commands.delivery import (
    NothingInDoubt,
    mark_delivery,
    settle_delivery,
)
from firsthand.domain.tickets.commands.erase import erase_buyer, purge_personal_data
from firsthand.domain.tickets.commands.focus import record_focus
from firsthand.domain.tickets.commands.history import IMPORT, write_histories
from firsthand.domain.tickets.commands.intake import read_mailbox, take_in
from firsthand.domain.tickets.commands.merge import (
    AnotherBuyer,
    AnotherStore,
    NeverMerged,
    merge,
    unmerge,
)
from firsthand.domain.tickets.commands.receive import Received, receive
from firsthand.domain.tickets.commands.split import (
    NeverSplit,
    NothingChosen,
    NothingLeft,
    NotOfThisTicket,
    split,
    unsplit,
)
from firsthand.domain.tickets.commands.work import (
    SomebodyElseTookIt,
    assign,
    link_order,
    mark_no_response_needed,
    reopen,
    solve,
    tag,
)
from firsthand.domain.tickets.rules import Sheet

__all__ = [
    "IMPORT",
    "AnotherBuyer",
    "AnotherStore",
    "KeyUsedElsewhere",
    "MergedMeanwhile",
    "NeverMerged",
    "NeverSplit",
    "NewerMessage",
    "NotOfThisTicket",
    "NothingChosen",
    "NothingInDoubt",
    "NothingLeft",
    "NothingToSay",
    "ReasonNotInUse",
    "Received",
    "ResolutionNotInUse",
    "Sheet",
    "SheetIncomplete",
    "SomebodyElseTookIt",
    "StillMerged",
    "add_note",
    "assign",
    "erase_buyer",
    "join_buyers",
    "link_order",
    "mark_delivery",
    "mark_no_response_needed",
    "merge",
    "part_buyers",
    "purge_personal_data",
    "read_mailbox",
    "receive",
    "record_focus",
    "reopen",
    "reply",
    "save_draft",
    "settle_delivery",
    "solve",
    "split",
    "tag",
    "take_in",
    "unmerge",
    "unsplit",
    "write_histories",
]
