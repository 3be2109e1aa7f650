"""What a macro says, what becomes of it in a letter, and what its figures say of it."""

from firsthand.domain.macros.rules.sheets import Action, Do, Sheet, Unreadable
from firsthand.domain.macros.rules.sheets import plain as plain_sheet
from firsthand.domain.macros.rules.sheets import read as read_sheet

__all__ = ["Action", "Do", "Sheet", "Unreadable", "plain_sheet", "read_sheet"]
