from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.domain.tickets.models.ticket import Message, Ticket
from firsthand.foundation.personal import PersonalCharField, PersonalTextField, Retention
from firsthand.foundation.scoping import StoreScoped


class Contact(models.Model):
    """Somebody a store asks beside the thread: a warehouse, a supplier, a carrier."""

    class Kind(models.TextChoices):
        WAREHOUSE = "warehouse", _("Warehouse")
        SUPPLIER = "supplier", _("Supplier")
        CARRIER = "carrier", _("Carrier")

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=Kind)
    name = PersonalCharField(max_length=80, retention=Retention.STAFF)
    address = PersonalCharField(max_length=254, retention=Retention.STAFF)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    objects = StoreScoped["Contact"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "address"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class SideConversation(models.Model):
    """What we ask somebody else about a ticket. The buyer never sees any of it.

    Its mails carry marks of their own and stand in a table of their own: no clock, no
    figure and no thread of the buyer knows of them.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="sides", db_index=False
    )
    # The merged ticket it came with: where it goes when the merge is undone.
    home = models.ForeignKey(
        Ticket, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    subject = PersonalCharField(max_length=200, retention=Retention.BUYER)
    begun_at = models.DateTimeField()
    # When they answered; None again once somebody has written on or seen it.
    answered_at = models.DateTimeField(null=True)
    # Whether we wait for them.
    waits = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="side_of_ticket")]

    def __str__(self) -> str:
        return f"side conversation {self.pk}"


class SideMessage(models.Model):
    """One mail of a side conversation."""

    conversation = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    # None: they wrote.
    author = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    # Who wrote, when it was not the address we asked.
    sender = PersonalCharField(max_length=320, blank=True, retention=Retention.BUYER)
    body = PersonalTextField(retention=Retention.BUYER)
    delivery = models.CharField(max_length=8, choices=Message.Delivery, blank=True)
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # Made in the browser before the first click, so that a second click finds the first.
    idempotency_key = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="side_message_of_ours_is_delivered",
                condition=Q(author=None, delivery="")
                | (Q(author__isnull=False) & ~Q(delivery="")),
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "sent_at", "id"], name="side_thread"),
        ]

    def __str__(self) -> str:
        return f"side message {self.pk}"
