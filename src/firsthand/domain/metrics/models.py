from __future__ import annotations

from django.db import models

from firsthand.foundation.scoping import StoreScoped


class Issue(models.Model):
    """A chain of contacts of one buyer about one problem, derived from the journal.

    A row is a function of time, not of the hour it was built in: whether the issue has
    failed, succeeded or still runs at a moment follows from the three times below.
    """

    # The message that opened it, so that building twice gives the same rows.
    opening_message_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    first_ticket_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    # First human reply that resolves, or a solved status.
    resolved_at = models.DateTimeField(null=True)
    # When it fails if nothing more happens; may lie ahead while it is unresolved.
    failed_at = models.DateTimeField(null=True)
    fail_why = models.CharField(max_length=20, blank=True)
    # When the outcome is (or was) certain if nothing more happens.
    settles_at = models.DateTimeField()
    first_agent_id = models.BigIntegerField(null=True)
    contacts = models.PositiveIntegerField()

    objects = StoreScoped["Issue"].as_manager()

    class Meta:
        indexes = [
            # Everything a figure reads, so that it never touches the rows themselves.
            models.Index(
                fields=["opened_at"],
                include=[
                    "store_id",
                    "first_agent_id",
                    "resolved_at",
                    "failed_at",
                    "settles_at",
                ],
                name="issue_figures",
            ),
            models.Index(fields=["first_ticket_id"], name="issue_first_ticket"),
        ]

    def __str__(self) -> str:
        return f"issue of buyer {self.buyer_id}"


class Contact(models.Model):
    """A need for an answer: consecutive unanswered messages of one ticket are one."""

    first_message_id = models.BigIntegerField(primary_key=True)
    issue = models.ForeignKey(
        # Facts of a buyer are replaced together, so nothing needs to cascade.
        Issue,
        on_delete=models.DO_NOTHING,
        related_name="contact_rows",
    )
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    objects = StoreScoped["Contact"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["started_at"],
                include=["store_id", "answered_by_id", "answered_at"],
                name="contact_figures",
            ),
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
    # The same as a whole number of seconds, which medians are quicker to make from.
    wait_seconds = models.PositiveIntegerField(null=True)
    answered_by_id = models.BigIntegerField(null=True)

    objects = StoreScoped["FirstReply"].as_manager()

    class Meta:
        verbose_name_plural = "first replies"
        indexes = [
            models.Index(
                fields=["asked_at"],
                include=["store_id", "answered_by_id", "answered_at", "wait_seconds"],
                name="first_reply_figures",
            )
        ]

    def __str__(self) -> str:
        return f"first reply on {self.ticket_id}"


class HalfHour(models.Model):
    """Sums over the units of one metric, store and half hour (UTC), whatever their state.

    `hits` are those that turn out well once everything is certain; so a figure uses the
    row only when its half hour lies long enough ago. Half hours fold into the days of
    nearly every time zone; what is left over is counted from the facts.
    """

    metric = models.CharField(max_length=40)
    store_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    n = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()

    objects = StoreScoped["HalfHour"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "starts_at", "store_id"],
                include=["n", "hits"],
                name="half_hour_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} from {self.starts_at:%Y-%m-%d %H:%M}"
