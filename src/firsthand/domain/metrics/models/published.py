from __future__ import annotations

from django.db import models

from firsthand.foundation.scoping import StoreScoped


class Published(models.Model):
    """A value that was certain when it was published: one metric, store and week (UTC).

    From then on it is frozen: what changes it becomes a revision, never a silent change.
    """

    id = models.BigAutoField(primary_key=True)
    metric = models.CharField(max_length=40)
    store_id = models.BigIntegerField()
    week_of = models.DateField()  # Its Monday.
    hits = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    version = models.CharField(max_length=20)  # Of the definition, as figures name it.
    checked_at = models.DateTimeField()  # When it was last found to be so.

    objects = StoreScoped["Published"].as_manager()

    class Meta:
        verbose_name_plural = "published"
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "week_of", "store_id"], name="published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.metric} of the week of {self.week_of}"


class Revision(models.Model):
    """A published value that changed afterwards: what it was, what it is, and why."""

    id = models.BigAutoField(primary_key=True)
    metric = models.CharField(max_length=40)
    store_id = models.BigIntegerField()
    week_of = models.DateField()
    old_hits = models.PositiveIntegerField()
    old_n = models.PositiveIntegerField()
    new_hits = models.PositiveIntegerField()
    new_n = models.PositiveIntegerField()
    # Entries of the journal that came in since, about the buyers of that week: {kind: how
    # many}; "definition" where the metric was defined anew.
    why = models.JSONField()
    revised_at = models.DateTimeField()

    objects = StoreScoped["Revision"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["metric", "week_of"], name="revision_of")]

    def __str__(self) -> str:
        return f"{self.metric} of the week of {self.week_of} revised"
