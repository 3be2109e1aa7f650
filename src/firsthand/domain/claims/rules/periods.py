"""How long a marketplace waits for an answer, where its mail does not say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Assumed:
    """A time nobody stated: by a published period, with where that is published."""

    respond_by: datetime
    hours: int
    source: str


# By kind of setback and channel of the store. Amazon's help page for sellers; older
# versions of it say 48 hours, and a mail of 2026 three calendar days. Of chargebacks no
# period is published that could be relied on.
PERIODS: Mapping[tuple[str, str], timedelta] = {("claim", "amazon"): timedelta(hours=72)}
_SOURCE = "Amazon seller help, G202041210"


def assumed(kind: str, *, channel: str, happened_at: datetime) -> Assumed | None:
    """Return by when to answer as far as published, or None where nothing is.

    Args:
        kind: of the setback: "claim" or "chargeback".
        channel: of the store.
        happened_at: when it was filed.
    """
    period = PERIODS.get((kind, channel))
    if period is None:
        return None
    return Assumed(happened_at + period, period // timedelta(hours=1), _SOURCE)
