from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from firsthand.domain.tickets.models.ticket import Ticket
from firsthand.foundation.personal import PersonalTextField, Retention


class Draft(models.Model):
    """What one person has begun to write on one ticket. Kept until sent or emptied."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    is_note = models.BooleanField(default=False)
    body = PersonalTextField(retention=Retention.BUYER)
    # The same said in the writer's own language, to hold the text against.
    in_own_language = PersonalTextField(blank=True, retention=Retention.BUYER)
    saved_at = models.DateTimeField()
    # Another with every change: what a tab has not seen it cannot overwrite.
    stamp = models.UUIDField(default=uuid4)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "person", "is_note"], name="one_draft_each"
            ),
        ]

    def __str__(self) -> str:
        return f"draft on {self.ticket_id}"


class FocusInterval(models.Model):
    """A stretch of time one person had one ticket in the active tab, idle time cut off."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    # Made in the tab: the same stretch reported twice is one.
    key = models.UUIDField(unique=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="focus_ends_after_start",
                condition=Q(ended_at__gte=models.F("started_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "started_at"], name="focus_ticket_time"),
            models.Index(fields=["ended_at", "person"], name="focus_recent"),
        ]

    def __str__(self) -> str:
        return f"focus on {self.ticket_id}"
