"""The day's figures in words, never without what they are made of."""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.model import Metric, Share
from firsthand.domain.metrics.queries import Figure, Period
from firsthand.foundation.charts import sparkline
from firsthand.web.service import words
from firsthand.web.service.panels import period_of
from firsthand.web.shared import formats

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_WEEK = timedelta(days=7)
_SPARK_DAYS = 7  # Those of the certain week: what is read for it anyway.
_STRIP = ("fcr.issues_7d", "speed.first_reply", "speed.replied_24h")


@dataclass(frozen=True)
class Measure:
    """One figure of the strip, each part in words.

    `running` is the week that still runs: what it can come to at worst and at best.
    """

    key: str
    name: str
    value: str
    is_grey: bool
    made_of: str
    interval: str
    target: str
    verdict: str
    mark: str
    period: str
    running: str
    spark: SafeString


def strip(person: Person, *, at: datetime) -> Sequence[Measure]:
    """Return the day's figures: of the last certain week, and of the running one."""
    known = queries.catalogue()
    return [_measure(known[key], person, at) for key in _STRIP]


def _measure(metric: Metric, person: Person, at: datetime) -> Measure:
    zone = zoneinfo.ZoneInfo(timezone.get_current_timezone_name())
    days = queries.last_days(metric, days=_SPARK_DAYS, as_of=at, tz=zone)
    week = Period(days[0].since, days[-1].until)
    certain, running, *course = queries.figures_of(
        metric,
        [week, Period(at - _WEEK, at), *days],
        person=person,
        as_of=at,
        tz=zone,
    )
    verdict, mark = words.verdict_of(certain)
    name = words.said(metric.names)
    return Measure(
        key=metric.key,
        name=name,
        value=words.value_of(metric, certain),
        is_grey=certain.shown == "grey",
        made_of=words.made_of(metric, certain),
        interval=words.interval_of(metric, certain),
        target=words.target_of(metric),
        verdict=verdict,
        mark=mark,
        period=period_of(week, zone),
        running=_running(metric, running),
        spark=sparkline(
            [day.value for day in course],
            label=_("%(name)s, day by day over a week") % {"name": name},
        ),
    )


def _running(metric: Metric, figure: Figure) -> str:
    """Say how the last seven days stand, as far as that can be said."""
    count = {"n": formats.number(figure.n), "units": words.said(metric.unit_name)}
    if figure.n == 0:
        return _("last 7 days: nothing counted yet")
    if isinstance(metric, Share) and metric.running_counts and not figure.mature:
        return _running_states(metric, figure)
    if figure.lower is not None and figure.upper is not None and not figure.mature:
        bounds = {
            "low": words.written(metric, figure.lower),
            "high": words.written(metric, figure.upper),
        }
        said = _("last 7 days: %(low)s to %(high)s, %(n)s %(units)s")
        return said % (count | bounds)
    if figure.value is None:
        return _("last 7 days: %(n)s %(units)s, still open") % count
    said = _("last 7 days: %(value)s, %(n)s %(units)s")
    return said % (count | {"value": words.written(metric, figure.value)})


def _running_states(metric: Share, figure: Figure) -> str:
    """Say what the running units have come to; an answer makes an open one provisional.

    At worst is left out: in a running week nothing has succeeded for good yet.
    """
    counts = {
        "failed": figure.misses,
        "provisional": figure.provisional,
        "open": figure.open,
        "n": figure.n,
    }
    return _(
        "last 7 days: at best %(best)s, %(n)s %(units)s: %(failed)s failed, "
        "%(provisional)s provisional, %(open)s open"
    ) % {
        "best": words.written(metric, figure.upper),
        "units": words.said(metric.unit_name),
        **{name: formats.number(count) for name, count in counts.items()},
    }
