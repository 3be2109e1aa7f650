from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets.models.ticket import Message, Ticket
from firsthand.foundation.personal import PersonalTextField, Retention


class HeldReply(models.Model):
    """A reply whose sending was asked for and has not happened: it can be taken back.

    It is no message yet: no clock, no figure and no buyer knows of it. At `send_at` the
    worker sends it as its writer would. The row stays when that is over, without its text,
    so that its key can never send anything again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        TAKEN_BACK = "back", _("Taken back")
        STOPPED = "stopped", _("Stopped")
        DONE_WITH = "done", _("Stopped, and seen")

    class Stop(models.TextChoices):
        """Why it was not sent: the codes of what refused it."""

        NEWER_MESSAGE = (
            "tickets.newer_message",
            _("Something was added to this ticket before it was sent."),
        )
        NOBODY_TO_ANSWER = (
            "tickets.nobody_to_answer",
            _("The buyer’s address is not known or was erased."),
        )
        NO_MAILBOX = "mail.no_mailbox", _("This store has no mailbox to send from.")
        STORE_CLOSED = "tickets.store_closed", _("This store is closed.")
        SHEET = "tickets.reason_not_in_use", _("Its reason is not in use any more.")
        RESOLUTION = (
            "tickets.resolution_not_in_use",
            _("Its resolution is not in use any more."),
        )
        STEPS = "tickets.steps_open", _("A mandatory step of the ticket is open.")
        APPROVAL = (
            "tickets.approval_awaited",
            _("Something asked for on the ticket waits for approval."),
        )
        GATE = "policies.blocked", _("A rule of the send gate blocks what it says.")
        NOT_ALLOWED = "not_allowed", _("Its writer does not work this store any more.")
        REFUSED = "refused", _("It could not be sent as things stood.")

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="held_replies", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    body = PersonalTextField(blank=True, retention=Retention.BUYER)
    # Of the draft it was, for when it is taken back.
    in_own_language = PersonalTextField(blank=True, retention=Retention.BUYER)
    kind = models.CharField(max_length=14, choices=Message.ReplyKind)
    # The closing sheet as codes; all empty when the ticket is to stay open.
    reason = models.CharField(max_length=60, blank=True)
    truth = models.CharField(max_length=7, blank=True, choices=Ticket.Truth)
    resolution = models.CharField(max_length=30, blank=True)
    # The ticket's version its writer saw: whatever came after it stops the reply.
    seen_version = models.PositiveIntegerField()
    idempotency_key = models.UUIDField(unique=True)
    asked_at = models.DateTimeField()
    send_at = models.DateTimeField()
    # For a chosen time, and not only for the seconds in which it can be undone.
    is_scheduled = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    stopped_by = models.CharField(max_length=40, blank=True, choices=Stop)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="held_reply_goes_out_later",
                condition=Q(send_at__gt=models.F("asked_at")),
            ),
            models.CheckConstraint(
                name="stopped_reply_says_why",
                condition=Q(state__in=["stopped", "done"], stopped_by__gt="")
                | (~Q(state__in=["stopped", "done"]) & Q(stopped_by="")),
            ),
            models.CheckConstraint(
                name="held_reply_keeps_no_text_for_nothing",
                condition=Q(state__in=["waiting", "stopped"])
                | Q(body="", in_own_language=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"], name="held_reply_due", condition=Q(state="waiting")
            ),
            models.Index(
                fields=["person", "ticket"],
                name="held_reply_of_person",
                condition=Q(state__in=["waiting", "stopped"]),
            ),
            models.Index(fields=["ticket"], name="held_reply_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"held reply {self.pk}"
