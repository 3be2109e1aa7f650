from __future__ import annotations

from django.db import models
from django.db.models import Q

from firsthand.domain.tickets.models.ticket import Message, Ticket


class Watch(models.Model):
    """Somebody follows a ticket, and has seen what was there at `looked_at`."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="watches", db_index=False
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "person"], name="watched_once_each"),
        ]

    def __str__(self) -> str:
        return f"watch of ticket {self.ticket_id}"


class Mention(models.Model):
    """Somebody was named in a note. Read as soon as he opens the ticket."""

    note = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="mentioned_once_each"),
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="mention_of_person"),
            models.Index(
                fields=["person"], name="mention_unread", condition=Q(read_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"mention in note {self.note_id}"
