"""The course of one share: rolling values by day, their band, and the unfinished end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Share
from firsthand.domain.metrics.queries import Counts, Period
from firsthand.foundation.charts import Moment, course
from firsthand.foundation.statistics import share_chart
from firsthand.web.service import words
from firsthand.web.shared import formats

SHORT, LONG = 7, 30
SHOWN_DAYS = 90
_EVERY = 14  # Days between the labels of a drawing.
Span = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """The days up to and with one day, together.

    Attributes:
        day: the last of them.
        hits, n: of the short stretch.
        value, slow: over the short and the long stretch, once certain.
        band: ordinary variation of a stretch of that many units.
        extremes: the least and most the value can come to while it is not certain.
    """

    day: date
    hits: int
    n: int
    value: float | None
    slow: float | None
    band: Span | None = None
    extremes: Span | None = None

    @property
    def is_unusual(self) -> bool:
        """Say whether the value lies outside what is ordinary."""
        if self.value is None or self.band is None:
            return False
        return not self.band[0] <= self.value <= self.band[1]


def days_of(metric: Share, *, at: datetime, tz: ZoneInfo) -> tuple[list[Period], int]:
    """Return the whole local days a course is made of, and how many of them are certain.

    Oldest first, with those before the first shown day that its long stretch reaches.
    """
    certain = queries.last_days(metric, days=SHOWN_DAYS + LONG - 1, as_of=at, tz=tz)
    days, start = list(certain), certain[-1].until
    while (end := _next_midnight(start, tz)) <= at:
        days.append(Period(start, end))
        start = end
    return days, len(certain)


def rolling(
    metric: Share,
    days: Sequence[Period],
    counts: Sequence[Counts],
    certain: int,
    tz: ZoneInfo,
) -> list[Rolling]:
    """Return the rolling values of the shown days.

    Args:
        metric: of which.
        days: as `days_of` returns them.
        counts: what the units of each came to.
        certain: how many days are.
        tz: in whose days.
    """
    sizes = [each.units(running_counts=metric.running_counts) for each in counts]
    hits = [0, *accumulate(each.hits for each in counts)]
    misses = [0, *accumulate(each.misses for each in counts)]
    units = [0, *accumulate(sizes)]
    first = next((i for i, n in enumerate(sizes) if n), len(days))
    course_of = []
    for end in range(_shown_from(first, len(days)), len(days) + 1):
        start, is_certain = end - SHORT, end <= certain
        n = units[end] - units[start] if start >= first else 0
        good, bad = hits[end] - hits[start], misses[end] - misses[start]
        slow = units[end] - units[end - LONG] if end - LONG >= first else 0
        course_of.append(
            Rolling(
                day=days[end - 1].since.astimezone(tz).date(),
                hits=good,
                n=n,
                value=good / n if n and is_certain else None,
                slow=(hits[end] - hits[end - LONG]) / slow if slow and is_certain else None,
                extremes=(good / n, 1 - bad / n) if n and not is_certain else None,
            )
        )
    return _banded(
        course_of,
        [
            (each.hits, n)
            for each, n in zip(counts[first:certain], sizes[first:certain], strict=True)
        ],
    )


def _shown_from(first: int, days: int) -> int:
    """Return how many days stand before the end of the first stretch that is shown.

    An installation younger than the course is not drawn before its first day; a stretch
    that reaches back before it would be held against longer ones.
    """
    return max(LONG, min(first + 1, days - LONG))


def _banded(course_of: list[Rolling], days: Sequence[tuple[int, int]]) -> list[Rolling]:
    """Return the same with the band of ordinary variation, where it can be trusted.

    Neighbours on a rolling line share six of seven days and so hardly differ. How much
    more than counting alone the share varies is therefore taken from the single days.
    """
    by_day = share_chart(days)
    whole = share_chart(
        [(each.hits, each.n) for each in course_of if each.value is not None]
    )
    if by_day is None or whole is None or not by_day.is_firm:
        return course_of
    bands = iter(replace(whole, centre=by_day.centre, sigma_z=by_day.sigma_z).bands)
    return [
        each if each.value is None else replace(each, band=next(bands))
        for each in course_of
    ]


def drawn(metric: Share, course_of: Sequence[Rolling]) -> SafeString:
    """Return the course as a drawing."""
    name = words.said(metric.names)
    last = max((i for i, each in enumerate(course_of) if each.value is not None), default=0)
    return course(
        [
            Moment(
                # Words take long to make: only for the places where they are shown.
                label=_label(each) if (len(course_of) - 1 - i) % _EVERY == 0 else "",
                said=_said(each) if each.is_unusual or i == last else "",
                value=each.value,
                slow=each.slow,
                band=each.band,
                extremes=each.extremes,
            )
            for i, each in enumerate(course_of)
        ],
        every=_EVERY,
        label=_("%(name)s day by day, over the seven and the thirty days before")
        % {"name": name},
        name=metric.key.replace(".", "-"),
        words={
            "band": _("ordinary variation"),
            "unusual": _("unusual"),
            "provisional": _("provisional"),
        },
        targets=[
            (line.value, _("target %(value)s") % {"value": f"{line.value:.0%}"})
            for line in metric.targets
        ],
    )


def _label(each: Rolling) -> str:
    return formats.short_day(each.day)


def _said(each: Rolling) -> str:
    return _("seven days to %(day)s: %(value)s, n = %(n)s") % {
        "day": formats.day(each.day),
        "value": formats.share(each.value),
        "n": formats.number(each.n),
    }


def _next_midnight(start: datetime, tz: ZoneInfo) -> datetime:
    tomorrow = start.astimezone(tz).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tz)
