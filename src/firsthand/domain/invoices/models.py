from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.personal import (
    PersonalBinaryField,
    PersonalCharField,
    Retention,
)
from firsthand.foundation.scoping import StoreScoped


class InvoiceSending(models.Model):
    """That one file is sent to the buyer of an order as an invoice.

    Asked, then sending, then sent or refused; unclear where no answer came: it may have
    been sent, and is not sent again by itself. The file is kept only until the call is
    made; its hash stays, so that it is never sent a second time.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits to be sent")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Not sent")
        UNCLEAR = "unclear", _("Nobody knows whether it was sent")

    class Why(models.TextChoices):
        """Why it was not sent."""

        NOT_OFFERED = "not_offered", _("Amazon takes no invoice by message for this order.")
        DECLINED = "declined", _("Amazon declined the file or the message.")
        NOT_SERVED = "not_served", _("The store is not connected to Amazon any more.")
        NOT_SENT = "not_sent", _("Somebody looked: it was not sent.")
        FORGOTTEN = "forgotten", _("The buyer was forgotten before it was sent.")

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    name = PersonalCharField(max_length=120, blank=True, retention=Retention.BUYER)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content = PersonalBinaryField(null=True, retention=Retention.BUYER)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    why = models.CharField(max_length=11, choices=Why, blank=True)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state_at = models.DateTimeField()

    objects = StoreScoped["InvoiceSending"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "sha256"],
                condition=~Q(state="refused"),
                name="invoice_file_sent_once",
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["asked", "sending", "unclear"]),
                name="one_invoice_of_an_order_under_way",
            ),
            models.CheckConstraint(
                name="invoice_not_sent_says_why",
                condition=(Q(state="refused") & ~Q(why=""))
                | (~Q(state="refused") & Q(why="")),
            ),
            models.CheckConstraint(
                name="invoice_is_kept_until_it_is_sent",
                condition=Q(state__in=["asked", "sending"], content__isnull=False)
                | (~Q(state__in=["asked", "sending"]) & Q(content=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["order", "-asked_at"], name="invoice_of_order"),
            models.Index(
                fields=["store", "asked_at"],
                name="invoice_under_way",
                condition=Q(state__in=["asked", "sending"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="invoice_sendings_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="invoices_are_as_asked_for",
                fields=["order", "store", "sha256", "size", "asked_by", "asked_at"],
            ),
            pgtrigger.FSM(
                name="invoice_is_sent_once",
                field="state",
                transitions=[
                    ("asked", "sending"),
                    ("asked", "refused"),
                    ("sending", "asked"),
                    ("sending", "sent"),
                    ("sending", "refused"),
                    ("sending", "unclear"),
                    ("unclear", "sent"),
                    ("unclear", "refused"),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"invoice for order {self.order_id}"
