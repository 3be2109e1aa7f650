from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.personal import (
    PersonalBinaryField,
    PersonalCharField,
    PersonalTextField,
    Retention,
)
from firsthand.foundation.scoping import StoreScoped


class Mailbox(models.Model):
    """An address we read and write from, on behalf of one store."""

    class Security(models.TextChoices):
        TLS = "tls", _("TLS from the start")
        STARTTLS = "starttls", _("STARTTLS")
        PLAIN = "plain", _("None (only on this machine)")

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    # The address buyers and marketplaces know; for Amazon the approved sender.
    address = models.CharField(max_length=254, unique=True)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    imap_folder = models.CharField(max_length=120, default="INBOX")
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(max_length=8, choices=Security, default=Security.TLS)
    user_name = models.CharField(max_length=254, blank=True)
    # Encrypted with the installation's secret key; never shown again, never logged.
    password_encrypted = models.TextField(blank=True)
    is_active = models.BooleanField(default=True)

    # Where reading stands. A changed uid_validity means: read everything again.
    uid_validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    # Still set when a reading begins: the one before died on the way.
    is_being_read = models.BooleanField(default=False)
    # The mail at which a reading went on after such a death; 0: none is suspected.
    suspected_uid = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    # Whether silence alarms: mails of our own are sent to it when nothing else comes.
    is_watched = models.BooleanField(default=True, db_default=True)
    # When anything, and when a buyer's own message, came in last.
    last_mail_at = models.DateTimeField(null=True)
    last_buyer_mail_at = models.DateTimeField(null=True)
    # When a marketplace last refused a reply because it does not know this address.
    sender_refused_at = models.DateTimeField(null=True)

    objects = StoreScoped["Mailbox"].as_manager()

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address


class MailHour(models.Model):
    """How many messages of buyers a mailbox took in one hour: what its rhythm is."""

    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    hour = models.DateTimeField()
    buyers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "hour"], name="one_count_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}:00"


class Probe(models.Model):
    """A mail of our own to a mailbox, to see whether it comes in."""

    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    message_id = models.CharField(max_length=250, unique=True)
    sent_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    # What the server said when it would not take it: then nothing follows from silence.
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mailbox", "-sent_at"], name="probe_latest")]

    def __str__(self) -> str:
        return self.message_id


class Silence(models.Model):
    """An alarm: a mailbox is silent beyond its rhythm. Over as soon as mail flows again."""

    class Kind(models.TextChoices):
        PATH = "path", _("No mail reaches us, not even our own")
        BUYERS = "buyers", _("Buyers are silent for longer than ever")
        ORDERS = "orders", _("Returns or claims come in, and no message")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    since = models.DateTimeField(null=True)  # The last mail before it.
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = StoreScoped["Silence"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "kind"],
                condition=Q(ended_at=None),
                name="one_alarm_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.mailbox_id}"


class RawMail(models.Model):
    """The bytes of one mail exactly as they came, kept until their purge date."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = PersonalBinaryField(null=True, retention=Retention.MAIL)
    received_at = models.DateTimeField()
    purge_on = models.DateField()
    purged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["purge_on"], name="raw_to_purge", condition=Q(purged_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class MailIdentity(models.Model):
    """That this mailbox has taken this Message-ID: the reason no mail counts twice.

    A table of its own, because messages will be partitioned and uniqueness must not be.
    The same id with other content is kept as well, told apart by `content_sha256`.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=500)
    content_sha256 = models.CharField(max_length=64)
    raw = models.ForeignKey(RawMail, on_delete=models.PROTECT, related_name="+")
    # The ticket message it became; empty for bounces and notices.
    ticket_message_id = models.BigIntegerField(null=True)
    # Or the message of a side conversation.
    side_message_id = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()
    # The first mail it refers to, and the one it answers: how mails that come before those
    # they follow find each other.
    thread_root = models.CharField(max_length=500, blank=True)
    answers = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "mail identities"
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "message_id", "content_sha256"], name="mail_taken_once"
            ),
        ]
        indexes = [
            models.Index(fields=["message_id"], name="mail_by_message_id"),
            models.Index(fields=["ticket_message_id"], name="mail_by_ticket_message"),
            models.Index(
                fields=["side_message_id"],
                name="mail_by_side_message",
                condition=Q(side_message_id__isnull=False),
            ),
            models.Index(
                fields=["thread_root"],
                name="mail_by_thread_root",
                condition=~Q(thread_root=""),
            ),
            models.Index(
                fields=["answers"], name="mail_by_answers", condition=~Q(answers="")
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class Quarantined(models.Model):
    """A mail we could not turn into a message. Visible, kept raw, never lost."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    raw = models.OneToOneField(RawMail, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.why


class Blob(models.Model):
    """An attached file, stored once however often it is sent. Downloads only."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    content = PersonalBinaryField(null=True, retention=Retention.MAIL)
    purge_on = models.DateField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """One file on one ticket message, or on a message of a side conversation."""

    ticket_message_id = models.BigIntegerField(null=True, db_index=True)
    side_message_id = models.BigIntegerField(null=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="attachments")
    name = PersonalCharField(max_length=200, retention=Retention.BUYER)
    content_type = models.CharField(max_length=120)

    class Meta:
        indexes = [
            models.Index(
                fields=["side_message_id"],
                name="file_of_side_message",
                condition=Q(side_message_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"


class OutboundMail(models.Model):
    """One mail to send: the outbox. Written with the reply, sent by the worker.

    waiting -> preparing -> handed over -> sent. A worker that dies while preparing leaves a
    mail that certainly did not go out, and it is tried again; one that dies after the
    hand-over leaves `unknown`, which only a person settles: a second copy is never sent
    by itself. Whether a sender lives is told by the lock its database session holds.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        PREPARING = "preparing", _("Being sent")
        HANDED_OVER = "handed_over", _("Handed to the mail server")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("May have been sent")
        FAILED = "failed", _("Not sent")
        BOUNCED = "bounced", _("Came back")

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    # One of both: a reply to the buyer, or a message of a side conversation.
    ticket_message_id = models.BigIntegerField(null=True, unique=True)
    side_message_id = models.BigIntegerField(null=True, unique=True)
    message_id = models.CharField(max_length=250, unique=True)
    recipient = PersonalCharField(max_length=320, retention=Retention.BUYER)
    subject = PersonalCharField(max_length=500, retention=Retention.BUYER)
    body = PersonalTextField(retention=Retention.BUYER)
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mail_goes_to_the_buyer_or_beside_him",
                condition=Q(ticket_message_id__isnull=True, side_message_id__isnull=False)
                | Q(ticket_message_id__isnull=False, side_message_id__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="outbox_due",
                condition=Q(state__in=["waiting", "preparing", "handed_over"]),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id
