from __future__ import annotations

from django.db import models

from firsthand.foundation.scoping import StoreScoped


class Issue(models.Model):
    """A chain of contacts of one buyer about one problem, derived from the journal.

    A row is a function of time, not of the hour it was built in: whether the issue has
    failed, succeeded or still runs at a moment follows from its times. The plain outcome
    is that of seven days; `_30` that of thirty.
    """

    # The message that opened it, so that building twice gives the same rows.
    opening_message_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    first_ticket_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()  # When we got to know of it.
    channel = models.CharField(max_length=20, blank=True)
    # The first order and product it was known to be about.
    order_id = models.BigIntegerField(null=True)
    product = models.CharField(max_length=40, blank=True)
    # The reason in force at the resolution, which outcomes go by, and the latest, which
    # volumes go by. Levels are parted by dots: "AFT.RET.HOWTO".
    reason = models.CharField(max_length=80, blank=True)
    reason_now = models.CharField(max_length=80, blank=True)
    front_line_can_resolve = models.BooleanField()

    # First human reply that resolves, or a solved status. NULL with no failure beside it:
    # it was resolved, and nobody knows when, so it cannot be judged.
    resolved_at = models.DateTimeField(null=True)
    resolver_id = models.BigIntegerField(null=True)
    # When it fails if nothing more happens; may lie ahead while it is unresolved.
    failed_at = models.DateTimeField(null=True)
    fail_why = models.CharField(max_length=20, blank=True)
    # When the outcome is (or was) certain if nothing more happens.
    settles_at = models.DateTimeField()
    failed_30_at = models.DateTimeField(null=True)
    fail_30_why = models.CharField(max_length=20, blank=True)
    settles_30_at = models.DateTimeField()
    # The buyer's first message after the resolution, however late.
    returned_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    # Its first claim, chargeback or bad rating, however late and whatever failed it before.
    escaped_at = models.DateTimeField(null=True)

    first_agent_id = models.BigIntegerField(null=True)
    first_macro_id = models.BigIntegerField(null=True)
    # Replies of substance, and when there was a second.
    touches = models.PositiveIntegerField()
    touched_again_at = models.DateTimeField(null=True)
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
                    "reason",
                    "channel",
                ],
                name="issue_figures",
            ),
            models.Index(fields=["first_ticket_id"], name="issue_first_ticket"),
        ]

    def __str__(self) -> str:
        return f"issue of buyer {self.buyer_id}"


class AuditIssue(models.Model):
    """An issue as it is without a look at reasons: what re-tagging cannot improve.

    Where its figure falls far behind that of `Issue`, the tags want a review.
    """

    opening_message_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    first_ticket_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    fail_why = models.CharField(max_length=20, blank=True)
    settles_at = models.DateTimeField()
    failed_30_at = models.DateTimeField(null=True)
    fail_30_why = models.CharField(max_length=20, blank=True)
    settles_30_at = models.DateTimeField()
    first_agent_id = models.BigIntegerField(null=True)

    objects = StoreScoped["AuditIssue"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["opened_at"],
                include=[
                    "store_id",
                    "first_agent_id",
                    "resolved_at",
                    "failed_at",
                    "settles_at",
                ],
                name="audit_issue_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"issue of buyer {self.buyer_id}, whatever the reason"


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
    recorded_at = models.DateTimeField()
    number = models.PositiveIntegerField()  # In its issue, from 1.
    channel = models.CharField(max_length=20, blank=True)
    order_id = models.BigIntegerField(null=True)
    product = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=80, blank=True)  # The latest of its ticket.
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    wait_seconds = models.PositiveIntegerField(null=True)
    # When the one who answered was given the ticket, if somebody gave it to him.
    assigned_at = models.DateTimeField(null=True)
    # False: its ticket was solved, and nobody knows when nor whether by an answer.
    is_answer_known = models.BooleanField(default=True)

    objects = StoreScoped["Contact"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["started_at"],
                include=[
                    "store_id",
                    "answered_by_id",
                    "answered_at",
                    "reason",
                    "channel",
                    "is_answer_known",
                ],
                name="contact_figures",
            ),
            models.Index(
                fields=["reason", "started_at"],
                include=["store_id", "channel", "ticket_id"],
                name="contact_reason",
            ),
            models.Index(fields=["ticket_id", "started_at"], name="contact_ticket"),
            models.Index(fields=["order_id"], name="contact_order"),
        ]

    def __str__(self) -> str:
        return f"contact on {self.ticket_id}"


class Course(models.Model):
    """How a ticket with a message that needs an answer went: first reply, end, hands."""

    ticket_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    channel = models.CharField(max_length=20, blank=True)
    order_id = models.BigIntegerField(null=True)
    product = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=80, blank=True)  # The latest.
    answered_at = models.DateTimeField(null=True)
    # The same as a whole number of seconds, which medians are quicker to make from.
    wait_seconds = models.PositiveIntegerField(null=True)
    answered_by_id = models.BigIntegerField(null=True)
    assigned_at = models.DateTimeField(null=True)
    is_answer_known = models.BooleanField(default=True)  # As of contacts.
    # Of the last time it was solved; NULL while it is open. Where nobody knows when that
    # was (`Solving.is_timed`), the moment before which it was not.
    solved_at = models.DateTimeField(null=True)
    solved_by_id = models.BigIntegerField(null=True)
    times_opened_again = models.PositiveIntegerField()
    reassignments = models.PositiveIntegerField()

    objects = StoreScoped["Course"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["asked_at"],
                include=[
                    "store_id",
                    "answered_by_id",
                    "answered_at",
                    "wait_seconds",
                    "is_answer_known",
                ],
                name="course_figures",
            ),
            models.Index(
                fields=["reason", "asked_at"],
                include=["store_id", "channel", "answered_at", "wait_seconds"],
                name="course_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"course of ticket {self.ticket_id}"


class Solving(models.Model):
    """One time a ticket was solved, and how it was opened again."""

    entry_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField(db_index=True)
    asked_at = models.DateTimeField()  # When the ticket began.
    solved_at = models.DateTimeField()
    # False: nobody knows when it was solved, only that it was not before `solved_at`.
    is_timed = models.BooleanField(default=True)
    solved_by_id = models.BigIntegerField(null=True)
    opened_again_at = models.DateTimeField(null=True)
    # The same if it was the buyer who wrote again.
    came_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=80, blank=True)  # The latest of its ticket.

    objects = StoreScoped["Solving"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["solved_at"],
                include=["store_id", "solved_by_id", "came_back_at", "is_timed"],
                name="solving_figures",
            )
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} solved"


class Focus(models.Model):
    """A stretch of time somebody had a ticket before him, as reported."""

    entry_id = models.BigIntegerField(primary_key=True)
    buyer_id = models.BigIntegerField(db_index=True)
    store_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField()
    agent_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()

    objects = StoreScoped["Focus"].as_manager()

    class Meta:
        verbose_name_plural = "focus"
        indexes = [
            models.Index(
                fields=["agent_id", "started_at"],
                include=["seconds", "ticket_id", "store_id"],
                name="focus_of_agent",
            )
        ]

    def __str__(self) -> str:
        return f"focus on {self.ticket_id}"


class AgentTime(models.Model):
    """Seconds of one person that went into one ticket in one half hour (UTC).

    What several tickets had at once is split equally, so the sum is the time he was busy.
    """

    agent_id = models.BigIntegerField()
    ticket_id = models.BigIntegerField()
    store_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    seconds = models.FloatField()

    objects = StoreScoped["AgentTime"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent_id", "starts_at", "ticket_id"],
                include=["store_id", "seconds"],
                name="agent_time_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["starts_at"],
                include=["store_id", "agent_id", "ticket_id", "seconds"],
                name="agent_time_figures",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s on {self.ticket_id}"


class Standing(models.Model):
    """By which definition the facts were built, and what their last check found."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    # Of the facts; figures are refused while it is not the program's own.
    version = models.PositiveIntegerField()
    rebuilt_at = models.DateTimeField(null=True)
    compared_at = models.DateTimeField(null=True)
    differences = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "standing"
        constraints = [
            models.CheckConstraint(name="one_standing", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"facts of version {self.version}"
