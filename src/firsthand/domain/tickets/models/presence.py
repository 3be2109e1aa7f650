from __future__ import annotations

from django.db import models

from firsthand.domain.tickets.models.ticket import Ticket


class Presence(models.Model):
    """Somebody has a ticket open before him, as his tab said a few seconds ago.

    For colleagues, and for a moment: it is no record of work, which `FocusInterval` is.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="one_presence_each"),
        ]

    def __str__(self) -> str:
        return f"presence on {self.ticket_id}"
