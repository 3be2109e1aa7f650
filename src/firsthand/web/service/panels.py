"""One figure of the dashboard with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Metric, Share, Wait
from firsthand.domain.metrics.queries import Figure, Period
from firsthand.foundation.statistics import newcombe
from firsthand.web.service import words
from firsthand.web.service.course import SHORT, Rolling, days_of, drawn, rolling
from firsthand.web.service.filters import Limits
from firsthand.web.shared import formats

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a share differs from the stretch of the same length before."""

    before: str
    points: str
    interval: str
    is_news: bool
    finding: str


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A median waiting time of the same stretch, in words."""

    metric: Metric
    name: str
    value: str
    interval: str
    made_of: str
    target: str
    verdict: str
    mark: str
    tickets: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One measure: its latest certain figure in words, its course, its numbers."""

    metric: Metric
    name: str
    figure: Figure
    value: str
    interval: str
    made_of: str
    hits: str
    target: str
    verdict: str
    mark: str
    period: str
    tickets: str
    change: Change | None
    chart: SafeString
    course: Sequence[Rolling]
    provisional_from: str
    waiting: Waiting | None


def panel(
    metric: Share,
    limits: Limits,
    *,
    at: datetime,
    tz: ZoneInfo,
    beside: Wait | None = None,
) -> Panel:
    """Return a share's panel: one query for its figure, the one before and its course.

    `beside` is a median that belongs to it; it takes a query of its own.
    """
    days, certain = days_of(metric, at=at, tz=tz)
    window = window_of(metric, limits.days, at=at, tz=tz)
    before = window_of(metric, limits.days, at=window.since + metric.ripe_after, tz=tz)
    (now, earlier), counts = queries.figures_and_counts(
        metric, [window, before], days, person=limits.view, as_of=at, tz=tz
    )
    course_of = rolling(metric, days, counts, certain, tz)
    verdict, mark = words.verdict_of(now)
    return Panel(
        metric=metric,
        name=words.said(metric.names),
        figure=now,
        value=words.value_of(metric, now),
        interval=words.interval_of(metric, now),
        made_of=words.made_of(metric, now),
        hits=_("%(hits)s of them turned out well") % {"hits": formats.number(now.hits)},
        target=words.target_of(metric),
        verdict=verdict,
        mark=mark,
        period=period_of(window, tz),
        tickets=tickets_address(metric, window, limits, tz),
        change=_change(metric, now, earlier, limits.days),
        chart=drawn(metric, course_of),
        course=course_of[::-SHORT],
        provisional_from=formats.short_day(days[certain - 1].until),
        waiting=None if beside is None else _waiting(beside, limits, at=at, tz=tz),
    )


def _waiting(metric: Wait, limits: Limits, *, at: datetime, tz: ZoneInfo) -> Waiting:
    """Return a median over the same number of days."""
    window = window_of(metric, limits.days, at=at, tz=tz)
    (now,) = queries.figures_of(metric, [window], person=limits.view, as_of=at, tz=tz)
    verdict, mark = words.verdict_of(now)
    return Waiting(
        metric=metric,
        name=words.said(metric.names),
        value=words.value_of(metric, now),
        interval=words.interval_of(metric, now),
        made_of=words.made_of(metric, now),
        target=words.target_of(metric),
        verdict=verdict,
        mark=mark,
        tickets=tickets_address(metric, window, limits, tz),
    )


def window_of(metric: Metric, days: int, *, at: datetime, tz: ZoneInfo) -> Period:
    """Return the latest so many whole local days whose units are all certain, as one."""
    certain = queries.last_days(metric, days=days, as_of=at, tz=tz)
    return Period(certain[0].since, certain[-1].until)


def period_of(window: Period, tz: ZoneInfo) -> str:
    """Return the first and the last day of a stretch, as people read them."""
    first, last = _ends(window, tz)
    return _("%(first)s to %(last)s") % {
        "first": formats.dated(first),
        "last": formats.dated(last),
    }


def tickets_address(
    metric: Metric, window: Period, limits: Limits, tz: ZoneInfo, **group: str
) -> str:
    """Return where the tickets behind a figure are listed; `group`: of one agent, say."""
    first, last = _ends(window, tz)
    asked: dict[str, object] = {
        "outcome": "all",
        "from": first.date(),
        "to": last.date(),
    }
    if limits.store is not None:
        asked["store"] = limits.store.pk
    asked |= group
    return f"{reverse('figure_tickets', args=[metric.key])}?{urlencode(asked)}"


def _ends(window: Period, tz: ZoneInfo) -> tuple[datetime, datetime]:
    return window.since.astimezone(tz), (window.until - _MOMENT).astimezone(tz)


def _change(metric: Share, now: Figure, before: Figure, days: int) -> Change | None:
    """Compare with the stretch before; None where one of the two is too small."""
    few = {"nothing", "counts"}
    if now.value is None or before.value is None or {now.shown, before.shown} & few:
        return None
    difference = now.value - before.value
    low, high = newcombe(now.hits, now.n, before.hits, before.n)
    return Change(
        before=words.written(metric, before.value),
        points=formats.points(difference),
        interval=_("%(low)s to %(high)s")
        % {"low": formats.points(low), "high": formats.points(high)},
        is_news=low > 0 or high < 0,
        finding=_finding(metric, difference, days, is_news=low > 0 or high < 0),
    )


def _finding(metric: Share, difference: float, days: int, *, is_news: bool) -> str:
    if not is_news:
        said = _(
            "%(name)s: the change of %(points)s points against the %(days)d days before "
            "cannot be told from chance."
        )
    elif difference > 0:
        said = _(
            "%(name)s rose by %(points)s points against the %(days)d days before, more "
            "than chance explains."
        )
    else:
        said = _(
            "%(name)s fell by %(points)s points against the %(days)d days before, more "
            "than chance explains."
        )
    return said % {
        "name": words.said(metric.names),
        "points": formats.points(difference) if not is_news else _size(difference),
        "days": days,
    }


def _size(difference: float) -> str:
    return formats.number(round(abs(difference) * 100, 1))
