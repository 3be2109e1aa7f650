from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets.models.ticket import Ticket


class Snooze(models.Model):
    """A stretch in which a ticket is out of the queue, by somebody's decision.

    It always ends: at `wakes_at` at the latest, whatever it waits for. The row stays, for
    the team's clocks leave the stretch out.
    """

    class Until(models.TextChoices):
        """What it waits for; a message of the buyer ends it in every case."""

        TIME = "time", _("A date and time")
        MORNING = "morning", _("The buyer’s next morning")
        DELIVERY = "delivery", _("The delivery of the parcel")
        MESSAGE = "message", _("The buyer’s next message")

    class Woken(models.TextChoices):
        """What ended it."""

        TIME = "time", _("Its time had come")
        MESSAGE = "message", _("The buyer wrote")
        ANSWER = "answer", _("They answered in a side conversation")
        DELIVERY = "delivery", _("The parcel was delivered")
        CLOCK = "clock", _("The marketplace clock would have run out")
        PERSON = "person", _("Somebody woke it")
        CLOSED = "closed", _("It was closed or merged")

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="snoozes", db_index=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    until = models.CharField(max_length=8, choices=Until)
    asked_at = models.DateTimeField()
    wakes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, blank=True, choices=Woken)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="snoozed_once"
            ),
            models.CheckConstraint(
                name="ended_snooze_says_why",
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "asked_at"], name="snooze_of_ticket"),
            models.Index(
                fields=["person"], name="snooze_of_person", condition=Q(ended_at=None)
            ),
            models.Index(
                fields=["ticket"],
                name="snooze_for_delivery",
                condition=Q(ended_at=None, until="delivery"),
            ),
        ]

    def __str__(self) -> str:
        return f"snooze of {self.ticket_id}"
