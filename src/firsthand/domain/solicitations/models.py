from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.scoping import StoreScoped


class ReviewRequest(models.Model):
    """That the buyer of an order is asked for a review. There is one at most, for ever.

    Asked, then sending, then sent or refused; unclear where no answer came: it may have
    been sent, and is not sent again.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        REFUSED = "refused", _("Refused by the marketplace")
        UNCLEAR = "unclear", _("Nobody knows whether it was sent")

    order = models.OneToOneField(
        "orders.Order", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state_at = models.DateTimeField()

    objects = StoreScoped["ReviewRequest"].as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["store", "asked_at"],
                name="review_request_open",
                condition=models.Q(state__in=["asked", "sending"]),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_requests_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"request for a review of order {self.order_id}"
