from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from firsthand.foundation.scoping import StoreScoped


class Snapshot(models.Model):
    """What a marketplace said of an account at one moment. Never changed."""

    class Source(models.TextChoices):
        REPORT = "report", _("Report of the marketplace")
        TYPED = "typed", _("Typed in from the marketplace’s page")

    store = models.ForeignKey(
        "stores.Store", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    source = models.CharField(max_length=6, choices=Source)
    # SHA-256 of what it was read from, so that the same report comes in once.
    digest = models.CharField(max_length=64)
    reported_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+"
    )
    # As the marketplace calls it; a word nobody has heard yet is kept as well.
    status = models.CharField(max_length=40, blank=True)
    rating = models.CharField(max_length=40, blank=True)
    warnings = models.JSONField(default=dict)
    document = models.JSONField(default=dict)

    objects = StoreScoped["Snapshot"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "digest"], name="report_once"),
        ]
        indexes = [models.Index(fields=["store", "-reported_at"], name="snapshot_time")]
        triggers = [
            pgtrigger.Protect(
                name="snapshots_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"health of store {self.store_id}"


class Reading(models.Model):
    """One measure of a snapshot over one window; what was not said is empty."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    measure = models.CharField(max_length=80)
    since = models.DateTimeField()
    until = models.DateTimeField()
    hits = models.BigIntegerField(null=True)
    n = models.BigIntegerField(null=True)
    rate = models.DecimalField(max_digits=13, decimal_places=10, null=True)
    target = models.DecimalField(max_digits=13, decimal_places=10, null=True)
    condition = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=40, blank=True)
    # By name: its count, and how that is judged.
    parts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "measure", "since", "until"], name="reading_once"
            ),
            models.CheckConstraint(
                name="window_has_a_length",
                condition=models.Q(until__gt=models.F("since")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="readings_stay", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} of snapshot {self.snapshot_id}"
