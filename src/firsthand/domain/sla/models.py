from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.sla.rules import Outcome, Promise, Selection, Target, Why
from firsthand.domain.sla.rules.slots import SlotPlan, plan
from firsthand.domain.sla.rules.writing import stretches
from firsthand.foundation.scoping import StoreScoped
from firsthand.foundation.working_time import WorkingTime


class Priority(models.TextChoices):
    """How pressing a ticket is; ordinary unless somebody says otherwise."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Calendar(models.Model):
    """When a team works: hours for each weekday, days off, a zone. In use or archived."""

    name = models.CharField(max_length=80, unique=True)
    time_zone = models.CharField(max_length=64)
    # Seven lists, Monday first, of [begins, ends] in minutes of the local day.
    week = models.JSONField()
    holidays = models.JSONField(default=dict)  # {ISO date: name, perhaps empty}.
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def working_time(self) -> WorkingTime:
        """Return the calendar as what reckons with it."""
        days = frozenset(date.fromisoformat(day) for day in self.holidays)
        return WorkingTime(self.time_zone, stretches(self.week), days)


class Policy(models.Model):
    """A promise for some tickets: how much working time until an answer, until the end.

    In use, or archived; the clocks it gave stay as they were.
    """

    class To(models.TextChoices):
        """Who is told before a clock runs out."""

        NOBODY = "", _("Nobody")
        ASSIGNEE = "assignee", _("Whoever has the ticket")
        LEAD = "lead", _("The leads of the store")
        BOTH = "both", _("Both")

    name = models.CharField(max_length=80, unique=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    respond_minutes = models.PositiveIntegerField(null=True)
    next_reply_minutes = models.PositiveIntegerField(null=True)
    resolve_minutes = models.PositiveIntegerField(null=True)
    # So long before a clock runs out, around the clock, it warns and is escalated.
    warn_minutes = models.PositiveIntegerField(default=30)
    escalate_to = models.CharField(max_length=8, choices=To, default=To.BOTH, blank=True)

    # Which tickets: empty means any.
    channel = models.CharField(max_length=10, blank=True)
    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.ForeignKey(
        "reasons.Reason", on_delete=models.PROTECT, null=True, related_name="+"
    )
    priority = models.CharField(max_length=6, choices=Priority, blank=True)
    buyer = models.ForeignKey(
        "orders.Buyer", on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.CheckConstraint(
                name="policy_promises_something",
                condition=Q(respond_minutes__gt=0)
                | Q(next_reply_minutes__gt=0)
                | Q(resolve_minutes__gt=0),
            ),
            models.CheckConstraint(
                name="policy_resolves_after_it_responds",
                condition=Q(resolve_minutes=None)
                | Q(respond_minutes=None)
                | Q(resolve_minutes__gte=F("respond_minutes")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def selection(self) -> Selection:
        """Return which tickets it is for."""
        return Selection(
            channel=self.channel,
            store_id=self.store_id,
            reason_id=self.reason_id,
            priority=self.priority,
            buyer_id=self.buyer_id,
        )

    def promise(self) -> Promise:
        """Return what it promises. Its calendar has to be loaded."""
        return Promise(
            self.calendar.working_time(),
            *(
                None if minutes is None else timedelta(minutes=minutes)
                for minutes in (
                    self.respond_minutes,
                    self.next_reply_minutes,
                    self.resolve_minutes,
                )
            ),
        )


class Clock(models.Model):
    """One promise about one ticket: runs or stands still until it is kept, missed, dropped.

    The same target from the same moment on is the same clock, whatever is worked out anew.
    """

    class Ended(models.TextChoices):
        MET = Outcome.MET, _("Kept")
        MISSED = Outcome.MISSED, _("Missed")
        DROPPED = Outcome.DROPPED, _("No longer owed")

    class TargetName(models.TextChoices):
        RESPOND = Target.RESPOND, _("First reply")
        NEXT_REPLY = Target.NEXT_REPLY, _("Next reply")
        RESOLVE = Target.RESOLVE, _("Resolution")

    class Reason(models.TextChoices):
        """Why it stands still."""

        BUYER = Why.BUYER, _("It is the buyer’s turn")
        SNOOZED = Why.SNOOZED, _("The ticket is snoozed")

    ticket_id = models.BigIntegerField()
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    target = models.CharField(max_length=10, choices=TargetName)
    message_id = models.BigIntegerField(null=True)  # The one that started it.
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # None while it stands still.
    warn_at = models.DateTimeField(null=True)
    left_seconds = models.PositiveIntegerField(null=True)
    why_paused = models.CharField(max_length=8, choices=Reason, blank=True)
    missed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=7, choices=Ended, blank=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.CharField(max_length=8, choices=Policy.To, blank=True)

    objects = StoreScoped["Clock"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket_id", "target", "since"], name="one_clock_from_one_moment"
            ),
            models.CheckConstraint(
                name="clock_runs_or_stands_still",
                condition=Q(due_at__isnull=False, why_paused="")
                | (Q(due_at=None, left_seconds__isnull=False) & ~Q(why_paused="")),
            ),
            models.CheckConstraint(
                name="ended_clock_has_an_outcome",
                condition=Q(ended_at=None, outcome="")
                | (Q(ended_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["warn_at"],
                name="clock_to_escalate",
                condition=Q(ended_at=None, escalated_at=None, warn_at__isnull=False),
            ),
            models.Index(
                fields=["due_at"],
                name="clock_to_miss",
                condition=Q(ended_at=None, missed_at=None, due_at__isnull=False),
            ),
            models.Index(
                fields=["since"],
                name="clock_of_reply",
                condition=Q(target__in=["respond", "next_reply"]),
            ),
            models.Index(
                fields=["ticket_id"],
                name="clock_escalated",
                condition=Q(ended_at=None, escalated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} of ticket {self.ticket_id}"


class Recount(models.Model):
    """How far the open tickets have been held against the policies as they are now."""

    asked_at = models.DateTimeField()
    after_ticket_id = models.BigIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"recount of {self.asked_at:%Y-%m-%d %H:%M}"


class Shift(models.Model):
    """Whose working hours a calendar says. Of others nobody knows when they work."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"shift of person {self.person_id}"


class ReplySlots(models.Model):
    """The times of day at which the buyers of a store are answered, by its clock."""

    store = models.OneToOneField(
        "stores.Store", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    minutes = models.JSONField()  # Of the day, rising; at least one.
    weekdays = models.JSONField()  # 1 is Monday, 7 Sunday; at least one.
    changed_at = models.DateTimeField()

    objects = StoreScoped["ReplySlots"].as_manager()

    class Meta:
        verbose_name_plural = "reply slots"

    def __str__(self) -> str:
        return f"reply slots of store {self.store_id}"

    def plan(self) -> SlotPlan:
        """Return the slots as what reckons with them. The store has to be loaded."""
        return plan(self.store.time_zone, self.minutes, self.weekdays)
