from __future__ import annotations

from django.db import models
from django.db.models import Q

from firsthand.domain.tickets.models.ticket import Ticket
from firsthand.foundation.personal import PersonalCharField, Retention


class Checklist(models.Model):
    """Steps that are taken again and again: a template, which tickets copy."""

    name = models.CharField(max_length=80, unique=True)
    # Offered on tickets of this reason and those below; None: on all.
    reason = models.ForeignKey(
        "reasons.Reason", on_delete=models.PROTECT, null=True, related_name="+"
    )
    steps = models.JSONField()  # The texts, in order.
    # A ticket is not closed before its steps are ticked.
    is_mandatory = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """Something to be done on one ticket before it is closed, from a template or typed."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    # The merged ticket it came with: where it goes when the merge is undone.
    home = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    checklist = models.ForeignKey(
        Checklist, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = PersonalCharField(max_length=200, retention=Retention.BUYER)
    is_mandatory = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    added_at = models.DateTimeField()
    done_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="done_step_says_who_and_when",
                condition=Q(done_by=None, done_at=None)
                | Q(done_by__isnull=False, done_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="step_of_ticket")]

    def __str__(self) -> str:
        return f"step of {self.ticket_id}"
