"""Which metrics are summed up by UTC day, and by what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from firsthand.domain.metrics.catalogue import FIRST_REPLY_4H, ISSUES_7D
from firsthand.domain.metrics.catalogue.work import CONTACT_VOLUME
from firsthand.domain.metrics.dimensions import column_of
from firsthand.domain.metrics.model import Count, Share

Split = Literal["agent", "reason"]
Summed = Share | Count
# What pages ask for, the fewest rows first. Other splits are counted from the facts.
BY_DAY: Mapping[str, tuple[Summed, tuple[Split, ...]]] = {
    ISSUES_7D.key: (ISSUES_7D, ("agent", "reason")),
    FIRST_REPLY_4H.key: (FIRST_REPLY_4H, ("agent",)),
    CONTACT_VOLUME.key: (CONTACT_VOLUME, ("reason",)),
}


def hits_of(metric: Summed) -> str:
    """Return the SQL condition of the units that turn out well once all is certain."""
    return metric.hit_when_ripe if isinstance(metric, Share) else "true"


def told_apart(metric: Summed, split: Split) -> tuple[str, str]:
    """Return SQL of a unit's reason and agent; of what is not told apart, a constant."""
    if split == "agent":
        return "''", f"coalesce({column_of(metric, 'agent')}, 0)"
    return column_of(metric, "reason"), "0"
