"""Keep mail that came in, send mail that goes out. Each function is one step of that."""

from firsthand.domain.mail.commands.mailboxes import (
    MailboxAddressTaken,
    MailboxSettings,
    add_mailbox,
    change_mailbox,
)
from firsthand.domain.mail.commands.outbox import (
    claim_next,
    enqueue,
    finish,
    hand_over,
    note_bounce,
    release_dead,
    settle_unknown,
)
from firsthand.domain.mail.commands.purge import (
    erase_mail_of,
    erase_quarantined_of,
    purge_due,
)
from firsthand.domain.mail.commands.settle import settle_quarantined
from firsthand.domain.mail.commands.taking import Taken, attach, link, quarantine, take

__all__ = [
    "MailboxAddressTaken",
    "MailboxSettings",
    "Taken",
    "add_mailbox",
    "attach",
    "change_mailbox",
    "claim_next",
    "enqueue",
    "erase_mail_of",
    "erase_quarantined_of",
    "finish",
    "hand_over",
    "link",
    "note_bounce",
    "purge_due",
    "quarantine",
    "release_dead",
    "settle_quarantined",
    "settle_unknown",
    "take",
]
