"""Keep mail that came in, send mail that goes out. Each function is one step of that."""

from firsthand.domain.mail.commands.mailboxes import (
    begin_reading,
    move_on,
    note_fetched,
)
from firsthand.domain.mail.commands.outbox import (
    NotOurs,
    claim_next,
    enqueue,
    finish,
    hand_over,
    let_go,
    note_bounce,
    release_dead,
    ring_after_enqueue,
    settle_unknown,
)
from firsthand.domain.mail.commands.purge import erase_mail_of, purge_due
from firsthand.domain.mail.commands.sending import send_due
from firsthand.domain.mail.commands.taking import Taken, attach, link, quarantine, take

__all__ = [
    "NotOurs",
    "Taken",
    "attach",
    "begin_reading",
    "claim_next",
    "enqueue",
    "erase_mail_of",
    "finish",
    "hand_over",
    "let_go",
    "link",
    "move_on",
    "note_bounce",
    "note_fetched",
    "purge_due",
    "quarantine",
    "release_dead",
    "ring_after_enqueue",
    "send_due",
    "settle_unknown",
    "take",
]
