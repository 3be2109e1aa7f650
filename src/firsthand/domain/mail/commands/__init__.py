"""Keep mail that came in, send mail that goes out. Each function is one step of that."""

from firsthand.domain.mail.commands.mailboxes import (
    MailboxAddressTaken,
    MailboxSettings,
    add_mailbox,
    change_mailbox,
)
from firsthand.domain.mail.commands.outbox import (
    enqueue,
    enqueue_beside,
    mailbox_to_send_from,
    note_bounce,
    note_refused_sender,
    ring_after_enqueue,
    settle_unknown,
)
from firsthand.domain.mail.commands.purge import (
    erase_mail_beside,
    erase_mail_of,
    erase_quarantined_of,
    purge_due,
)
from firsthand.domain.mail.commands.reading import (
    Reading,
    begin_reading,
    move_on,
    note_fetched,
    suspect,
)
from firsthand.domain.mail.commands.sending import send_due
from firsthand.domain.mail.commands.settle import settle_quarantined
from firsthand.domain.mail.commands.silence import (
    note_arrival,
    note_probe,
    send_probes,
    watch,
)
from firsthand.domain.mail.commands.taking import (
    Taken,
    attach,
    drop_files,
    give_files,
    link,
    link_beside,
    quarantine,
    take,
    was_taken,
)

__all__ = [
    "MailboxAddressTaken",
    "MailboxSettings",
    "Reading",
    "Taken",
    "add_mailbox",
    "attach",
    "begin_reading",
    "change_mailbox",
    "drop_files",
    "enqueue",
    "enqueue_beside",
    "erase_mail_beside",
    "erase_mail_of",
    "erase_quarantined_of",
    "give_files",
    "link",
    "link_beside",
    "mailbox_to_send_from",
    "move_on",
    "note_arrival",
    "note_bounce",
    "note_fetched",
    "note_probe",
    "note_refused_sender",
    "purge_due",
    "quarantine",
    "ring_after_enqueue",
    "send_due",
    "send_probes",
    "settle_quarantined",
    "settle_unknown",
    "suspect",
    "take",
    "was_taken",
    "watch",
]
