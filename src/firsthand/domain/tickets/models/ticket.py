from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Greatest, Least, Now
from django.utils.translation import gettext_lazy as _

from firsthand.domain.sla import queries as sla
from firsthand.foundation.personal import PersonalCharField, PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class Ticket(models.Model):
    """The container of one conversation: what the queue lists and an agent opens.

    Open until solved; a buyer's message opens it again. Each stretch from open to solved is
    a `Cycle`, so that history is never overwritten.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SOLVED = "solved", _("Solved")
        MERGED = "merged", _("Merged")  # What was said stands on another ticket.

    class Truth(models.TextChoices):
        """Whether things were as the buyer said."""

        VALID = "valid", _("As the buyer says")
        INVALID = "invalid", _("Not so")
        UNKNOWN = "unknown", _("Cannot tell")

    class SideState(models.TextChoices):
        """What of its side conversations the queue says."""

        ASKED = "asked", _("Asked beside the thread")
        ANSWERED = "answered", _("They answered")
        SETTLED = "settled", _("Settled")

    # No column: what `queries.ticket_for` knows of replies held on it, or by who asks.
    any_held: bool
    any_files: bool

    # A foreign key has no index of its own where one below begins with it: every index is
    # written for every row, and thousands of rows a second come in with an import.
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(
        "orders.Buyer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    channel = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    subject = PersonalCharField(max_length=500, blank=True, retention=Retention.BUYER)
    # The first words of the latest buyer message, for the queue.
    gist = PersonalCharField(max_length=160, blank=True, retention=Retention.BUYER)
    language = models.CharField(max_length=12, blank=True)

    # Where its messages stand while it is merged; that one may be merged in turn.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", db_index=False
    )
    # The ticket some of whose messages began this one.
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="split_off", db_index=False
    )

    assignee = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    assigned_at = models.DateTimeField(null=True)

    opened_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField()
    # The marketplace clock: earliest buyer message without an answer, and when it runs out.
    unanswered_since = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    # The team's own clock that runs out first, kept by the area of service levels.
    team_due_at = models.DateTimeField(null=True)
    team_target = models.CharField(max_length=10, blank=True, default="", db_default="")
    priority = models.CharField(
        max_length=6, choices=sla.Priority, default="normal", db_default="normal"
    )
    # Out of the queue until then at the latest, and what it waits for: a `Snooze.Until`.
    snoozed_until = models.DateTimeField(null=True)
    snoozed_for = models.CharField(max_length=8, blank=True, default="", db_default="")
    # When it came back by itself, until somebody has answered or closed it.
    woke_at = models.DateTimeField(null=True)
    # The earlier of both while open and in sight: the queue's order. A column, for
    # PostgreSQL takes "open" and "waits for us" for independent, expects a handful, and
    # sorts thousands.
    queue_due_at = models.GeneratedField(
        expression=Case(
            When(
                state="open",
                snoozed_until=None,
                then=Least("reply_due_at", "team_due_at"),
            )
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
    )
    # When there was last a reason to look: a message, or that it woke up.
    stirred_at = models.GeneratedField(
        expression=Greatest("last_message_at", "woke_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    # How its side conversations stand, for the queue; empty: there never was one.
    side_state = models.CharField(
        max_length=8, choices=SideState, blank=True, default="", db_default=""
    )
    unanswered_count = models.PositiveIntegerField(default=0)  # Since the last answer.
    # Grows with every change that a reply must know about (new message, new reply).
    version = models.PositiveIntegerField(default=1)

    # What the marketplace knows the conversation by, for threading.
    relay_alias_hash = models.CharField(max_length=64, blank=True)
    relay_case_id = models.CharField(max_length=64, blank=True)
    no_response_link = models.CharField(max_length=2000, blank=True)
    # Where the buyer is answered: for a marketplace the relay address with its case part.
    reply_address = PersonalCharField(max_length=320, blank=True, retention=Retention.BUYER)
    # As the buyer or the marketplace wrote it; the order itself may become known later.
    order_number = models.CharField(max_length=40, blank=True)
    # Nobody wrote here, only programs did: filed under notices, never queued.
    machine_only = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)
    # When the row was last written, by the database's clock and never by a command: a
    # trigger sets it, so that no command, bulk change or repair by hand can forget to.
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    # The tag in force now. What it was when a cycle ended stands with the cycle.
    reason = models.ForeignKey(
        "reasons.Reason", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    truth = models.CharField(max_length=7, choices=Truth, blank=True)
    resolution = models.ForeignKey(
        "reasons.Resolution", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects = StoreScoped["Ticket"].as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ticket_clock_is_whole",
                condition=Q(unanswered_since=None, reply_due_at=None, unanswered_count=0)
                | Q(
                    unanswered_since__isnull=False,
                    reply_due_at__isnull=False,
                    unanswered_count__gt=0,
                ),
            ),
            models.CheckConstraint(
                name="solved_ticket_has_time",
                condition=Q(state__in=["open", "merged"], solved_at=None)
                | Q(state="solved", solved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="snoozed_ticket_knows_what_for",
                condition=Q(snoozed_until=None, snoozed_for="")
                | (Q(snoozed_until__isnull=False) & ~Q(snoozed_for="")),
            ),
            models.CheckConstraint(
                name="merged_ticket_leads_to_another",
                condition=Q(state="merged", merged_into__isnull=False, reply_due_at=None)
                | (~Q(state="merged") & Q(merged_into=None)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue_due_at", "id"],
                name="ticket_queue",
                condition=Q(queue_due_at__isnull=False),
            ),
            models.Index(
                fields=["store", "queue_due_at", "id"],
                name="ticket_queue_by_store",
                condition=Q(queue_due_at__isnull=False),
            ),
            models.Index(
                fields=["assignee", "queue_due_at", "id"],
                name="ticket_queue_by_person",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["queue_due_at", "id"],
                name="ticket_queue_no_order",
                condition=Q(order=None, queue_due_at__isnull=False),
            ),
            models.Index(
                fields=["-stirred_at", "-id"],
                name="ticket_quiet",
                condition=Q(state="open", queue_due_at=None, snoozed_until=None),
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                name="ticket_snoozed",
                condition=Q(snoozed_until__isnull=False),
            ),
            models.Index(
                fields=["last_message_at", "id"],
                name="ticket_open_by_message",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["-solved_at", "-id"],
                name="ticket_done",
                condition=Q(state="solved", machine_only=False),
            ),
            models.Index(
                fields=["-solved_at", "-id"],
                name="ticket_notices",
                condition=Q(state="solved", machine_only=True),
            ),
            models.Index(
                fields=["store", "-solved_at"],
                name="ticket_lately_tagged",
                include=["reason"],
                condition=Q(state="solved", machine_only=False, reason__isnull=False),
            ),
            models.Index(
                fields=["reason", "-solved_at", "-id"],
                name="ticket_of_reason",
                condition=Q(reason__isnull=False),
            ),
            models.Index(fields=["buyer", "-opened_at"], name="ticket_buyer_time"),
            models.Index(
                fields=["id"],
                name="ticket_no_order",  # Few, and counted on every page.
                condition=Q(order=None, state="open"),
            ),
            models.Index(
                fields=["order"],
                name="ticket_of_order",
                condition=Q(order__isnull=False),
            ),
            models.Index(
                fields=["assignee"],
                name="ticket_of_person",
                condition=Q(assignee__isnull=False),
            ),
            models.Index(
                fields=["order_number"],
                name="ticket_order_number",
                condition=~Q(order_number=""),
            ),
            models.Index(
                fields=["relay_alias_hash", "-last_message_at"],
                name="ticket_alias",
                condition=~Q(relay_alias_hash=""),
            ),
            models.Index(fields=["changed_at", "id"], name="ticket_changed"),
            models.Index(
                fields=["merged_into"],
                name="ticket_merged",
                condition=Q(merged_into__isnull=False),
            ),
            models.Index(
                fields=["split_from"],
                name="ticket_split",
                condition=Q(split_from__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ticket_knows_when_it_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # The whole rows cannot be compared: PostgreSQL works the queue's times out
                # only after this.
                condition=pgtrigger.AnyChange(exclude=["queue_due_at", "stirred_at"]),
                # Not now(): that is when the transaction began, long before others see it.
                func="NEW.changed_at = clock_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Message(models.Model):
    """One text: from the buyer, to the buyer, or a note among us."""

    class Direction(models.TextChoices):
        INBOUND = "inbound", _("From the buyer")
        OUTBOUND = "outbound", _("To the buyer")
        NOTE = "note", _("Internal note")

    class Nature(models.TextChoices):
        """What an inbound message is; only questions and information start the clock."""

        QUESTION = "question", _("Question")
        INFO_SUPPLIED = "info_supplied", _("Information we asked for")
        THANKS_ONLY = "thanks_only", _("Thanks only")
        AUTO_REPLY = "auto_reply", _("Automatic reply")
        SPAM = "spam", _("Spam")
        NOTICE = "notice", _("System notice")

    class ReplyKind(models.TextChoices):
        """What a reply does for the buyer; only a resolution can resolve."""

        RESOLUTION = "resolution", _("Answers the issue")
        INFO_REQUEST = "info_request", _("Asks for information")
        HOLDING = "holding", _("We are looking into it")
        COURTESY = "courtesy", _("Courtesy only")

    class Delivery(models.TextChoices):
        """How an outbound message fares."""

        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("May have been sent")
        FAILED = "failed", _("Not sent")
        BOUNCED = "bounced", _("Came back")

    class Flag(models.TextChoices):
        """Why a person should look twice at a message."""

        SAME_ID_OTHER_CONTENT = "same_id", _("Another mail had the same Message-ID")
        THREAD_OF_ANOTHER = "other_thread", _("Pointed at another buyer's conversation")
        SENDER_FORGED = "forged", _("The mail server calls its sender forged")

    # Found by the index of the thread.
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    # The merged ticket it came with: where it goes when the merge is undone.
    home = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    direction = models.CharField(max_length=8, choices=Direction)
    author = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # What the sender calls himself; empty for our own.
    author_name = PersonalCharField(max_length=200, blank=True, retention=Retention.BUYER)
    body = PersonalTextField(blank=True, retention=Retention.BUYER)
    html = PersonalTextField(blank=True, retention=Retention.BUYER)  # Sanitised.
    language = models.CharField(max_length=12, blank=True)
    nature = models.CharField(max_length=14, choices=Nature, blank=True)
    reply_kind = models.CharField(max_length=14, choices=ReplyKind, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery, blank=True)

    # When it was written by the sender's clock, and when we took it.
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    no_response_needed_at = models.DateTimeField(null=True)
    # A note whose bulk action was undone: it stays, and says so.
    undone_at = models.DateTimeField(null=True)
    flag = models.CharField(max_length=12, choices=Flag, blank=True)
    # Made in the browser before the first click, so that a second click finds the first.
    idempotency_key = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inbound_has_nature_outbound_has_kind",
                condition=(Q(direction="inbound") & ~Q(nature="") & Q(reply_kind=""))
                | (Q(direction="outbound") & Q(nature="") & ~Q(reply_kind=""))
                | Q(direction="note", nature="", reply_kind=""),
            ),
            models.UniqueConstraint(
                fields=["idempotency_key"],
                name="message_written_once",
                condition=Q(idempotency_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["author"],
                name="message_of_person",
                condition=Q(author__isnull=False),
            ),
            models.Index(fields=["ticket", "sent_at", "id"], name="message_thread"),
            models.Index(fields=["ticket"], name="message_flagged", condition=~Q(flag="")),
            models.Index(
                fields=["delivery", "ticket"],
                name="message_undelivered",
                condition=Q(delivery__in=["unknown", "failed", "bounced"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} message {self.pk}"
