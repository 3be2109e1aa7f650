"""What can be decided and done about the truth of claims, and about claims themselves."""

from __future__ import annotations

from firsthand.domain.claims.commands.answering import (
    AlreadyAnswered,
    AlreadyWon,
    NotADeadline,
    decide,
    mark_answered,
    set_deadline,
    take_mail,
    take_order,
)
from firsthand.domain.claims.commands.exporting import export_pack
from firsthand.domain.claims.commands.finding import (
    FoundMeanwhile,
    Incomplete,
    NotOfThisTicket,
    NotTagged,
    UnknownReason,
    find,
)
from firsthand.domain.claims.commands.forgetting import forget_words_of, purge_due
from firsthand.domain.claims.commands.reminding import remind
from firsthand.domain.claims.commands.returning import NothingAsked, answer_returns
from firsthand.domain.claims.rules import Found, Kind, Rests, Truth

__all__ = [
    "AlreadyAnswered", "AlreadyWon", "Found", "FoundMeanwhile", "Incomplete", "Kind",
    "NotADeadline", "NotOfThisTicket", "NotTagged", "NothingAsked", "Rests", "Truth",
    "UnknownReason", "answer_returns", "decide", "export_pack", "find", "forget_words_of",
    "mark_answered", "purge_due", "remind", "set_deadline", "take_mail", "take_order",
]  # fmt: skip
