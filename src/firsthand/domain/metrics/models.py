from __future__ import annotations

from django.db import models

from firsthand.foundation.scoping import StoreScoped


class Issue(models.Model):
    """A chain of contacts of one buyer about one problem, derived from the journal.

    All of a buyer's issues are replaced together whenever something happened to him.
    """

    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    first_ticket_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    # First human reply that resolves, or a solved status.
    resolved_at = models.DateTimeField(null=True)
    # First event that fails it within the 7-day window; it can only ever be set.
    failed_at = models.DateTimeField(null=True)
    fail_why = models.CharField(max_length=20, blank=True)
    # When the outcome is (or was) certain if nothing more happens.
    settles_at = models.DateTimeField()
    first_agent_id = models.BigIntegerField(null=True)
    contacts = models.PositiveIntegerField()

    objects = StoreScoped["Issue"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["opened_at"], name="issue_opened"),
            models.Index(fields=["first_ticket_id"], name="issue_first_ticket"),
        ]

    def __str__(self) -> str:
        return f"issue of buyer {self.buyer_id}"


class Contact(models.Model):
    """A need for an answer: consecutive unanswered messages of one ticket are one."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="contact_rows")
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    objects = StoreScoped["Contact"].as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["started_at"], name="contact_started"),
            models.Index(fields=["ticket_id", "started_at"], name="contact_ticket"),
        ]

    def __str__(self) -> str:
        return f"contact on {self.ticket_id}"


class FirstReply(models.Model):
    """When a ticket's first message came and when a person first answered it."""

    ticket_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = StoreScoped["FirstReply"].as_manager()

    class Meta:
        verbose_name_plural = "first replies"
        indexes = [models.Index(fields=["asked_at"], name="first_reply_asked")]

    def __str__(self) -> str:
        return f"first reply on {self.ticket_id}"
