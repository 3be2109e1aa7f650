"""What can be done about promises. Each function is one decision or one step."""

from __future__ import annotations

from firsthand.domain.promises.commands.deciding import (
    AlreadyDue,
    NotATimeToCome,
    NotOwed,
    Place,
    confirm,
    declare,
    dismiss,
    mark_kept,
    move,
    withdraw,
)
from firsthand.domain.promises.commands.following import reopen_kept_by, take_reply
from firsthand.domain.promises.commands.handing import (
    CannotKeep,
    Handed,
    hand_over,
    hand_over_at_shift_end,
)
from firsthand.domain.promises.commands.planning import (
    MOST_PLANNED,
    Choice,
    NoTimeNamed,
    NotInTheText,
    forget_planned,
    plan,
    take_planned,
)
from firsthand.domain.promises.commands.reminding import (
    escalate_due,
    note_broken,
    remind_due,
)

__all__ = [
    "MOST_PLANNED", "AlreadyDue", "CannotKeep", "Choice", "Handed", "NoTimeNamed",
    "NotATimeToCome", "NotInTheText", "NotOwed", "Place", "confirm", "declare", "dismiss",
    "escalate_due", "forget_planned", "hand_over", "hand_over_at_shift_end", "mark_kept",
    "move", "note_broken", "plan", "remind_due", "reopen_kept_by", "take_planned",
    "take_reply", "withdraw",
]  # fmt: skip
