from __future__ import annotations

from django.db import models
from django.db.models import Q

from firsthand.domain.tickets.models.ticket import Ticket


class Cycle(models.Model):
    """One stretch of a ticket from open to solved. A reopened ticket has several.

    What the closing sheet said stays here as it was, whatever is corrected later. A cycle
    that nobody ended, of machine mail, has no sheet.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="cycles")
    opened_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    reason = models.ForeignKey(
        "reasons.Reason", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    truth = models.CharField(max_length=7, choices=Ticket.Truth, blank=True)
    resolution = models.ForeignKey(
        "reasons.Resolution", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(solved_at=None), name="one_open_cycle"
            ),
            models.CheckConstraint(
                name="who_closes_fills_in_the_sheet",
                condition=Q(solved_by=None)
                | (Q(reason__isnull=False, resolution__isnull=False) & ~Q(truth="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["solved_by"],
                name="cycle_of_person",
                condition=Q(solved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"cycle of {self.ticket_id}"
