"""The one table: small, and of no meaning but to who named the bucket."""

from __future__ import annotations

from django.db import models


class PaceBucket(models.Model):
    """A bucket somebody has taken from; see `rules` for how one moment says it all."""

    name = models.CharField(max_length=200, primary_key=True)
    full_at = models.DateTimeField()
    learned_every = models.DurationField(null=True)
    refusals = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
