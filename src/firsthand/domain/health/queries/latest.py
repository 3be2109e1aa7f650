"""What the marketplace said last, measure by measure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from firsthand.domain.health import rules
from firsthand.domain.health.models import Reading, Snapshot
from firsthand.domain.health.rules import MEASURES, Headroom, Line, Measure, Stated


@dataclass(frozen=True)
class Said:
    """One measure as it was last reported; its window ends before `reading.until`."""

    reading: Reading
    snapshot: Snapshot

    @property
    def measure(self) -> Measure | None:
        """Return what is known of the measure; None for a mere count or a new word."""
        return MEASURES.get(self.reading.measure)

    @property
    def days(self) -> int:
        """Return how long its window is."""
        return round((self.reading.until - self.reading.since) / timedelta(days=1))

    @property
    def stated(self) -> Stated | None:
        """Return what was said, in units."""
        rate = self.reading.rate
        share = None if rate is None else Fraction(rate)
        return rules.stated(self.reading.hits, self.reading.n, share)

    @property
    def rate(self) -> Decimal | None:
        """Return the rate as stated, or made from the counts."""
        found = self.stated
        if self.reading.rate is not None or found is None or not found.counted.n:
            return self.reading.rate
        return Decimal(found.counted.hits) / Decimal(found.counted.n)

    @property
    def target(self) -> tuple[Decimal | None, str, bool]:
        """Return target and condition, and whether the report itself says them."""
        if self.reading.target is not None:
            return self.reading.target, self.reading.condition, True
        known = self.measure
        return (known.line, known.condition, False) if known else (None, "", False)

    @property
    def line(self) -> Line | None:
        """Return what it is held against."""
        target, condition, _is_reported = self.target
        return rules.line_of(target, condition)

    @property
    def headroom(self) -> Headroom | None:
        """Return how much more may go wrong by what was said."""
        found, line = self.stated, self.line
        if found is None or line is None:
            return None
        return rules.headroom(self.bad(found), found.counted.n, line)

    def bad(self, found: Stated) -> int:
        """Return how many units count against us."""
        is_good = self.measure is not None and self.measure.bad == "misses"
        return found.counted.n - found.counted.hits if is_good else found.counted.hits


def last_said(store_ids: Collection[int]) -> dict[int, list[Said]]:
    """Return by store what was last said of each measure, one for each length of window.

    Measures we know come first, in their order, the longest window in front.
    """
    found = Reading.objects.filter(snapshot__store_id__in=store_ids)
    found = found.select_related("snapshot").order_by(
        "snapshot__store_id", "measure", "-snapshot__reported_at", "-snapshot_id", "-until"
    )
    said: dict[int, list[Said]] = {store_id: [] for store_id in store_ids}
    seen: set[tuple[int, str, int]] = set()
    for reading in found.filter(snapshot__in=_recent(store_ids)):
        each = Said(reading, reading.snapshot)
        place = (reading.snapshot.store_id, reading.measure, each.days)
        if place not in seen:
            seen.add(place)
            said[reading.snapshot.store_id].append(each)
    order = {key: number for number, key in enumerate(MEASURES)}
    for many in said.values():
        many.sort(
            key=lambda each: (
                order.get(each.reading.measure, len(order)),
                each.reading.measure,
                -each.days,
            )
        )
    return said


def _recent(store_ids: Collection[int]) -> list[int]:
    """Return the last report of each store, and what was typed in since it and before.

    A report speaks of everything, so that what an older one says is over; what somebody
    typed in stands until he types it in again.
    """
    snapshots = Snapshot.objects.filter(store_id__in=store_ids)
    reports = snapshots.filter(source=Snapshot.Source.REPORT)
    last = reports.order_by("store", "-reported_at", "-pk").distinct("store")
    typed = snapshots.filter(source=Snapshot.Source.TYPED)
    return [*last.values_list("pk", flat=True), *typed.values_list("pk", flat=True)]


def last_snapshots(store_ids: Collection[int]) -> dict[int, Snapshot]:
    """Return the last report of each store that has one."""
    found = Snapshot.objects.filter(
        store_id__in=store_ids, source=Snapshot.Source.REPORT
    ).order_by("store", "-reported_at", "-pk")
    return {each.store_id: each for each in found.distinct("store")}


def course_said(
    store_id: int, measure: str, *, days: int
) -> Sequence[tuple[datetime, Said]]:
    """Return how a measure was reported over time for one length of window, oldest first.

    At most the last hundred reports.
    """
    found = Reading.objects.filter(snapshot__store_id=store_id, measure=measure)
    found = found.select_related("snapshot").order_by("-snapshot__reported_at", "-pk")
    said = [Said(reading, reading.snapshot) for reading in found[:400]]
    kept = [each for each in said if each.days == days][:100]
    return [(each.snapshot.reported_at, each) for each in reversed(kept)]
