from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from firsthand.domain.remedies.models import guards
from firsthand.domain.remedies.models.ledger import Cell, Ledger
from firsthand.domain.remedies.models.remedy import Remedy
from firsthand.domain.remedies.rules.answers import Outcome
from firsthand.foundation.scoping import StoreScoped


class Attempt(models.Model):
    """One call to the channel, written down before it is made."""

    class Came(models.TextChoices):
        DONE = Outcome.DONE.value
        TAKEN = Outcome.TAKEN.value
        DECLINED = Outcome.DECLINED.value
        NOT_SENT = Outcome.NOT_SENT.value
        UNCLEAR = Outcome.UNCLEAR.value
        LOST = Outcome.LOST.value
        ABSENT = Outcome.ABSENT.value

    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="attempts")
    fence = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    # By the database's own clock: compared with when it came up.
    written_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=8, choices=Came, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    # What a sender that had been given up came back with.
    external_id = models.CharField(max_length=120, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remedy", "fence"], name="fence_once"),
            models.UniqueConstraint(
                fields=["remedy"],
                name="one_open_attempt",
                condition=Q(outcome=Outcome.OPEN.value),
            ),
        ]
        triggers = [
            guards.fixed(
                "attempt_stays_as_begun",
                ("id", "remedy_id", "fence", "key", "body_hash", "started_at"),
                why="an attempt stays as it was begun",
            ),
            guards.never("attempt_is_never_deleted", pgtrigger.Delete, "an attempt stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"attempt {self.fence} of remedy {self.remedy_id}"


class OutsideRefund(models.Model):
    """Money that went back without us: a fact, never refused.

    Not counted yet where the order has no open ledger, or the currency is another one.
    """

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="outside")
    account = models.CharField(max_length=80)
    external_id = models.CharField(max_length=120)
    reference = models.CharField(max_length=80, blank=True)
    minor_units = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    line_number = models.PositiveSmallIntegerField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    is_counted = models.BooleanField(default=False)
    # It was this remedy all along, whose answer we did not get.
    explained_by = models.ForeignKey(
        Remedy, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = StoreScoped["OutsideRefund"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], name="outside_refund_once_per_account"
            ),
            models.CheckConstraint(
                name="outside_refund_is_of_money", condition=Q(minor_units__gt=0)
            ),
        ]
        triggers = [
            guards.OUTSIDE_IS_EXPLAINED,
            guards.outside_adds_up("outside_adds_up"),
            guards.OUTSIDE_IS_AUDITED,
            guards.fixed(
                "outside_stays_as_recorded",
                (
                    "id", "store_id", "ledger_id", "account", "external_id", "minor_units",
                    "currency", "line_number", "happened_at", "recorded_at",
                ),
                why="a fact stays as it was recorded",
            ),
            guards.never("outside_is_never_deleted", pgtrigger.Delete, "a fact stays"),
            guards.never_emptied(),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"outside refund {self.external_id}"


class OutsidePart(models.Model):
    """Which cell an outside refund used up, and what went beyond it."""

    refund = models.ForeignKey(
        OutsideRefund, on_delete=models.PROTECT, related_name="parts"
    )
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, related_name="+")
    minor_units = models.BigIntegerField(default=0)
    over_minor_units = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_part_is_not_negative",
                condition=Q(minor_units__gte=0, over_minor_units__gte=0),
            ),
        ]
        triggers = [
            guards.OUTSIDE_IS_SETTLED,
            guards.outside_adds_up("outside_parts_add_up"),
            guards.never(
                "outside_part_stays",
                pgtrigger.Update | pgtrigger.Delete,
                "a part stays as it is",
            ),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"part of outside refund {self.refund_id}"
