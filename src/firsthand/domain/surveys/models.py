from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.scoping import StoreScoped


class Vote(models.Model):
    """One answer of a buyer. He may answer again: the figures take the latest."""

    class Question(models.TextChoices):
        SOLVED = "solved", _("Did this solve your problem?")
        STARS = "stars", _("How satisfied are you, from one to five?")

    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question = models.CharField(max_length=6, choices=Question)
    # What was asked about, as its channel calls it; without one, the order's number.
    conversation = models.CharField(max_length=80)
    order_number = models.CharField(max_length=40, blank=True)
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # Yes is 1 and no is 0; stars as they are.
    value = models.PositiveSmallIntegerField()
    voted_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    objects = StoreScoped["Vote"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "question", "conversation", "voted_at"], name="vote_once"
            ),
            models.CheckConstraint(
                name="vote_is_an_answer",
                condition=Q(question="solved", value__in=[0, 1])
                | Q(question="stars", value__range=(1, 5)),
            ),
        ]
        indexes = [models.Index(fields=["voted_at"], name="vote_time")]

    def __str__(self) -> str:
        return f"vote on {self.conversation}"
