"""Periods that overlap, or end in the future: units are read once, those to come never."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from firsthand.domain.metrics.model import Count, Metric, Share
from firsthand.domain.metrics.queries import counting
from firsthand.domain.metrics.queries.periods import Period, pieces_of
from firsthand.domain.metrics.queries.question import MOMENT, Group, Groups, Question
from firsthand.domain.metrics.queries.sums import Counts


def counted(metric: Metric, asked: Question, periods: Sequence[Period]) -> Groups:
    """Return what each period comes to; what lies in several of them is read once.

    Args:
        metric: whose units.
        asked: about the periods.
        periods: as they were before they were cut off at `as_of`.
    """
    pieces = pieces_of(periods) if isinstance(metric, Share | Count) else periods
    if list(pieces) == list(periods):
        return counting.groups(metric, asked)
    found = counting.groups(
        metric, replace(asked, periods=until_known(pieces, asked.as_of))
    )
    by_piece = defaultdict[int, list[tuple[tuple[str | None, ...], Counts]]](list)
    for (place, split), counts in found.items():
        assert isinstance(counts, Counts)
        by_piece[place].append((split, counts))
    starts = [piece.since for piece in pieces]
    together: dict[Group, Counts] = {}
    for number, period in enumerate(periods):
        until = bisect_left(starts, period.until)
        for place in range(bisect_left(starts, period.since), until):
            for split, counts in by_piece[place]:
                group = (number, split)
                known = together.get(group)
                together[group] = counts if known is None else known + counts
    return dict(together)


def until_known(periods: Sequence[Period], as_of: datetime) -> list[Period]:
    """Return the parts of periods that had begun by then, what happened then included."""
    end = (as_of + MOMENT).astimezone(UTC)
    # UTC is quicker to reckon with than a zone.
    return [
        Period(period.since.astimezone(UTC), min(period.until.astimezone(UTC), end))
        for period in periods
    ]
