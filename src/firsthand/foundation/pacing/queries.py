"""How full the buckets are. Nothing here writes."""

from __future__ import annotations

from firsthand.foundation.pacing.models import PaceBucket
from firsthand.foundation.pacing.rules import Bucket, share_used

__all__ = ["buckets", "share_used"]


def buckets(prefix: str) -> list[tuple[str, Bucket]]:
    """Return the buckets whose names begin so, by name."""
    return [
        (row.name, Bucket(row.full_at, row.learned_every, row.refusals))
        for row in PaceBucket.objects.filter(name__startswith=prefix).order_by("name")
    ]
