"""Change the rules, and judge what is to leave by them."""

from firsthand.domain.policies.commands.forgetting import forget_words_on, purge_due
from firsthand.domain.policies.commands.judging import (
    LONGEST_NOTE,
    Blocked,
    Letter,
    NoteMissing,
    NothingBlocked,
    TextTooLong,
    allow,
    in_readers_language,
    judge,
    note_blocked,
    refuse_too_long,
)
from firsthand.domain.policies.commands.loading import load_pack
from firsthand.domain.policies.commands.writing import (
    BlocksEverything,
    ChangedMeanwhile,
    ChangeUnfit,
    NoDraft,
    NothingChanged,
    OwnWriting,
    change_rule,
    change_words,
    discard,
    publish,
)

__all__ = [
    "LONGEST_NOTE", "Blocked", "BlocksEverything", "ChangeUnfit", "ChangedMeanwhile",
    "Letter", "NoDraft", "NoteMissing", "NothingBlocked", "NothingChanged", "OwnWriting",
    "TextTooLong", "allow", "change_rule", "change_words", "discard", "forget_words_on",
    "in_readers_language", "judge", "load_pack", "note_blocked", "publish", "purge_due",
    "refuse_too_long",
]  # fmt: skip
