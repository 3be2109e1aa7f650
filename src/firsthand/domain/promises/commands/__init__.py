"""What can be done about promises. Each function is one decision or one step."""

from __future__ import annotations

from firsthand.domain.promises.commands.deciding import (
    AlreadyDue,
    CannotKeep,
    NotATimeToCome,
    NotOwed,
    Place,
    confirm,
    declare,
    dismiss,
    hand_over,
    mark_kept,
    withdraw,
)
from firsthand.domain.promises.commands.following import reopen_kept_by, take_reply
from firsthand.domain.promises.commands.reminding import (
    escalate_due,
    note_broken,
    remind_due,
)

__all__ = [
    "AlreadyDue", "CannotKeep", "NotATimeToCome", "NotOwed", "Place", "confirm", "declare",
    "dismiss", "escalate_due", "hand_over", "mark_kept", "note_broken", "remind_due",
    "reopen_kept_by", "take_reply", "withdraw",
]  # fmt: skip
