"""Write macros, publish them, answer with them."""

from firsthand.domain.macros.commands.doing import NoSuchAction, choose, put_away
from firsthand.domain.macros.commands.forgetting import forget_words_of, purge_due
from firsthand.domain.macros.commands.loading import load_pack
from firsthand.domain.macros.commands.trials import end_trial, start_trial
from firsthand.domain.macros.commands.using import (
    Prepared,
    ValuesMissing,
    ValueUnfit,
    drop,
    judge_reply,
    note_sent,
    prepare,
)
from firsthand.domain.macros.commands.writing import (
    archive,
    change,
    discard,
    draft,
    look_after,
    publish,
    retire,
    send_back,
    submit,
)

__all__ = [
    "NoSuchAction",
    "Prepared",
    "ValueUnfit",
    "ValuesMissing",
    "archive",
    "change",
    "choose",
    "discard",
    "draft",
    "drop",
    "end_trial",
    "forget_words_of",
    "judge_reply",
    "load_pack",
    "look_after",
    "note_sent",
    "prepare",
    "publish",
    "purge_due",
    "put_away",
    "retire",
    "send_back",
    "start_trial",
    "submit",
]
