from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from firsthand.domain.remedies.models import guards
from firsthand.domain.remedies.ports import Component
from firsthand.foundation.scoping import StoreScoped


class _Sums(models.Model):
    """What was paid, and what of it is set aside or given back. Minor units.

    `over` is what left beyond what was captured: it has happened, so it is written down.
    """

    captured = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    settled = models.BigIntegerField(default=0)
    over = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    @property
    def free(self) -> int:
        """Return what can still be promised, in minor units."""
        return self.captured - self.reserved - self.settled


def _holds(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            name=f"{name}_never_gives_more_than_it_took",
            condition=Q(captured__gte=F("reserved") + F("settled")),
        ),
        models.CheckConstraint(
            name=f"{name}_sums_are_not_negative",
            condition=Q(captured__gte=0, reserved__gte=0, settled__gte=0, over__gte=0),
        ),
    ]


class Ledger(_Sums):
    """The money of one order: the sum of its cells, moved by them and by nothing else.

    Before it is opened it has no cells: the order's own figures did not add up yet, and
    no money can be promised.
    """

    order = models.OneToOneField(
        "orders.Order", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    opened_at = models.DateTimeField(null=True)

    objects = StoreScoped["Ledger"].as_manager()

    class Meta:
        constraints = _holds("ledger")
        triggers = [
            guards.LEDGER_BEGINS_EMPTY,
            guards.LEDGER_IS_MOVED_BY_TRIGGERS,
            guards.never("ledger_is_never_deleted", pgtrigger.Delete, "a ledger stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"money of order {self.order_id}"


class Cell(_Sums):
    """What was paid for one line, or for the order's shipping or tax."""

    class Of(models.TextChoices):
        PRICE = Component.PRICE.value
        SHIPPING = Component.SHIPPING.value
        TAX = Component.TAX.value

    ledger = models.ForeignKey(Ledger, on_delete=models.PROTECT, related_name="cells")
    line_number = models.PositiveSmallIntegerField(null=True)
    component = models.CharField(max_length=8, choices=Of)
    sku = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            *_holds("cell"),
            models.UniqueConstraint(
                fields=["ledger", "line_number", "component"],
                name="one_cell_each",
                nulls_distinct=False,
            ),
        ]
        triggers = [
            guards.CELL_BEGINS_UNTOUCHED,
            guards.CELL_IS_MOVED_BY_TRIGGERS,
            guards.CELLS_MAKE_THE_LEDGER,
            guards.never("cell_is_never_deleted", pgtrigger.Delete, "a cell stays"),
            guards.never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.component} of line {self.line_number} of order {self.ledger_id}"
