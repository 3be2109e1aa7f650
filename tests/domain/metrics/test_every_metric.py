"""Of every metric there is: its SQL gives its figure, and its splits add up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.model import Metric, Portion, Rate, Snapshot
from firsthand.domain.metrics.queries import Figure
from tests.domain.metrics.asking import DAY, LATER, ask, one, some_of_everything
from tests.emptying import empty_now
from tests.people import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def everything(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Have it happen once for all metrics: nobody here changes anything."""
    with django_db_blocker.unblock():
        some_of_everything()
        commands.run_until_done()
    yield
    with django_db_blocker.unblock():
        empty_now()


@pytest.mark.parametrize("metric", queries.catalogue().values(), ids=lambda m: m.key)
def test_the_sql_of_a_definition_gives_the_figure(metric: Metric) -> None:
    """What a reader of the definition would run by hand, against what is shown."""
    figure = one(metric.key)
    moment = f"{metric.at} >= %(since)s AND {metric.at} < %(until)s"
    if metric.key.startswith("backlog."):
        moment = f"{metric.at} < %(until)s"
    lower, since = metric.denominator or "NULL", NOON - DAY
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {metric.numerator}, {lower} FROM {metric.table} AS unit"
            f" WHERE {moment} AND ({metric.counted})".replace("period_until", "%(until)s"),
            {"first": since, "since": since, "until": NOON + 60 * DAY, "as_of": LATER},
        )
        above, below = cursor.fetchone()
    if metric.denominator:
        assert (below or 0) == figure.n
    shown = figure.value if figure.numerator is None else figure.numerator
    assert (above or 0) == (shown or 0)


@pytest.mark.parametrize("metric", queries.catalogue().values(), ids=lambda m: m.key)
def test_every_split_a_metric_has_adds_up_to_the_whole(metric: Metric) -> None:
    """Splits by anything but the store are counted from facts, the whole from sums."""
    whole = one(metric.key)

    def units(figures: list[Figure]) -> list[int]:
        if isinstance(metric, Portion):  # Its n is that of all groups.
            return [sum(f.hits for f in figures)]
        if isinstance(metric, Rate):  # Every group is held against the whole.
            return [sum(int(f.numerator or 0) for f in figures)]
        return [
            sum(value)
            for value in zip(
                *((f.n, f.hits, f.misses, f.open) for f in figures), strict=True
            )
        ]

    for cut in queries.cuts_of(metric):
        assert units(ask(metric.key, cut)) == units([whole]), cut
    if isinstance(metric, Snapshot | Portion):
        return
    for period in queries.PERIOD_CUTS[:4]:
        assert units(ask(metric.key, period)) == units([whole]), period
