"""Change tickets. Each function is one decision somebody makes, or one mail that came."""

from firsthand.domain.tickets.commands._held import ring_for_held
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
    StaleDraft,
    StoreClosed,
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
from firsthand.domain.tickets.commands.hold import (
    Answer,
    Asked,
    NoSuchTime,
    ReplyUnderWay,
    TooLateToUndo,
    WasTakenBack,
    close_notice,
    reschedule,
    send,
    take_back,
)
from firsthand.domain.tickets.commands.intake import read_mailbox, take_in
from firsthand.domain.tickets.commands.merge import (
    AnotherBuyer,
    AnotherStore,
    NeverMerged,
    merge,
    unmerge,
)
from firsthand.domain.tickets.commands.presence import forget_presence, note_presence
from firsthand.domain.tickets.commands.receive import Received, receive
from firsthand.domain.tickets.commands.recount import recount_clocks
from firsthand.domain.tickets.commands.release import send_held
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
    set_priority,
    solve,
    tag,
)
from firsthand.domain.tickets.rules import Sheet

__all__ = [
    "IMPORT",
    "AnotherBuyer",
    "AnotherStore",
    "Answer",
    "Asked",
    "KeyUsedElsewhere",
    "MergedMeanwhile",
    "NeverMerged",
    "NeverSplit",
    "NewerMessage",
    "NoSuchTime",
    "NotOfThisTicket",
    "NothingChosen",
    "NothingInDoubt",
    "NothingLeft",
    "NothingToSay",
    "ReasonNotInUse",
    "Received",
    "ReplyUnderWay",
    "ResolutionNotInUse",
    "Sheet",
    "SheetIncomplete",
    "SomebodyElseTookIt",
    "StaleDraft",
    "StillMerged",
    "StoreClosed",
    "TooLateToUndo",
    "WasTakenBack",
    "add_note",
    "assign",
    "close_notice",
    "erase_buyer",
    "forget_presence",
    "join_buyers",
    "link_order",
    "mark_delivery",
    "mark_no_response_needed",
    "merge",
    "note_presence",
    "part_buyers",
    "purge_personal_data",
    "read_mailbox",
    "receive",
    "record_focus",
    "recount_clocks",
    "reopen",
    "reply",
    "reschedule",
    "ring_for_held",
    "save_draft",
    "send",
    "send_held",
    "set_priority",
    "settle_delivery",
    "solve",
    "split",
    "tag",
    "take_back",
    "take_in",
    "unmerge",
    "unsplit",
    "write_histories",
]
