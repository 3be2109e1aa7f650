"""What we count ourselves of a measure: by the metrics, and by nothing beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import connection

from firsthand.domain.health import rules
from firsthand.domain.health.rules import (
    Counted,
    Day,
    Forecast,
    Line,
    Measure,
    marketplace,
)
from firsthand.domain.metrics import queries as metrics
from firsthand.domain.metrics.queries import Figure, Period
from firsthand.domain.orders.ports import HELD_AGAINST, SOLD

if TYPE_CHECKING:
    from firsthand.domain.metrics.model import Metric

DAY = timedelta(days=1)
# Orders so old have gathered nearly all that will come against them.
_SETTLED, _LOOKED_BACK = timedelta(days=90), timedelta(days=270)
_FEWEST_DELAYS = 20
_RATINGS_BACK = 12  # Weeks in which an older rating is looked for.


@dataclass(frozen=True)
class OneStore:
    """The view on one store, of which somebody else has said that it may be seen."""

    store_id: int

    def visible_store_ids(self) -> frozenset[int]:
        """Return this one store."""
        return frozenset({self.store_id})


@dataclass(frozen=True, kw_only=True)
class Own:
    """Whose, which and when: what every question below is asked with.

    Attributes:
        measure: one that has a metric.
        store_id: whose.
        tz: in whose days.
        at: now.
    """

    measure: Measure
    store_id: int
    tz: ZoneInfo
    at: datetime

    @property
    def metric(self) -> Metric:
        """Return the metric the measure is counted by."""
        return metrics.catalogue()[self.measure.metric]

    def counted(
        self, since: datetime, until: datetime, *, as_of: datetime, metric: str = ""
    ) -> Counted:
        """Return what lies in a window, as far as it had happened by then."""
        [figure] = metrics.figures(
            metrics.catalogue()[metric or self.measure.metric],
            person=OneStore(self.store_id),
            since=since,
            until=until,
            as_of=as_of,
            tz=self.tz,
            only=self.measure.only,
            details=False,
        )
        return counts_of(figure)

    def days(self, back: int) -> list[Day]:
        """Return the last days of which units are judged by now, oldest first."""
        last = self.at.astimezone(self.tz).date() - self.measure.lag * DAY
        figures = metrics.figures(
            self.metric,
            person=OneStore(self.store_id),
            since=datetime.combine(last - back * DAY, time(), self.tz),
            until=datetime.combine(last, time(), self.tz),
            as_of=self.at,
            tz=self.tz,
            by=["day"],
            only=self.measure.only,
            details=False,
        )
        return [
            Day(
                figure.since.astimezone(self.tz).date(),
                self.bad(counts_of(figure)),
                counts_of(figure).n,
            )
            for figure in figures
        ]

    def bad(self, counted: Counted) -> int:
        """Return how many of them count against us."""
        is_good = self.measure.bad == "misses"
        return counted.n - counted.hits if is_good else counted.hits

    def rating(self) -> marketplace.Shown:
        """Return a rating as it would be shown today: an older one for want of answers."""
        window = self.measure.days * DAY
        ends = [self.at - week * 7 * DAY for week in range(_RATINGS_BACK, -1, -1)]
        figures = metrics.figures_of(
            self.metric,
            [Period(end - window, end) for end in ends],
            person=OneStore(self.store_id),
            as_of=self.at,
            tz=self.tz,
        )
        counts = map(counts_of, figures)
        return marketplace.shown_ratings((each.hits, each.n) for each in counts)[-1]


def counts_of(figure: Figure) -> Counted:
    """Return a figure's hits and units, of means the sums."""
    if figure.numerator is None or figure.denominator is None:
        return Counted(0, 0)
    return Counted(round(figure.numerator), round(figure.denominator))


def forecast_of(own: Own, line: Line, days: Sequence[Day], window: int) -> Forecast | None:
    """Return when the measure will cross its line, from its own last two windows."""
    arrivals = _arrivals(own) if own.measure.comes_late else rules.Arrivals()
    return rules.forecast(
        rules.Course(
            days=_from_the_first_order(days),
            window=window,
            line=line,
            lag=own.measure.lag,
            arrivals=arrivals,
        )
    )


def _from_the_first_order(days: Sequence[Day]) -> Sequence[Day]:
    """Leave out the days before anything was sold: they say nothing of the pace."""
    first = next((place for place, day in enumerate(days) if day.n), len(days))
    return days[first:]


def _arrivals(own: Own) -> rules.Arrivals:
    """Return after how many days defects came, of orders old enough to have them all.

    What counts as one is what the metric counts (`rules.marketplace.Defect`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT extract(day FROM min(held.happened_at) - sold.placed_at)::int
                  FROM ({SOLD}) AS sold JOIN ({HELD_AGAINST}) AS held
                    ON held.order_id = sold.id
                 WHERE sold.placed_at >= %(since)s AND sold.placed_at < %(until)s
                   AND sold.store_id = %(store)s AND sold.fulfilment = %(fulfilment)s
                   AND held.happened_at <= %(at)s
                   AND (held.kind = 'chargeback' OR held.stars <= 2
                        OR (held.kind = 'claim'
                            AND (held.denied_at <= %(at)s) IS NOT TRUE))
                 GROUP BY sold.id, sold.placed_at""",
            {
                "since": own.at - _LOOKED_BACK,
                "until": own.at - _SETTLED,
                "store": own.store_id,
                "fulfilment": own.measure.only.get("fulfilment", ""),
                "at": own.at,
            },
        )
        delays = [row[0] for row in cursor.fetchall()]
    return rules.Arrivals(delays if len(delays) >= _FEWEST_DELAYS else ())
