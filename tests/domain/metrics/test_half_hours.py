"""Figures from sums per half hour and per eight hours are those that the facts give."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.catalogue import ISSUES_7D
from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.metrics.models import EightHours, HalfHour
from firsthand.domain.metrics.queries import Figure
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import Story
from tests.domain.metrics.test_day_sums import facts_of_forty_days, from_facts
from tests.people import NOON, store

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
CUTS: list[list[queries.Dimension]] = [
    [], ["day"], ["week"], ["rolling_7"], ["store"], ["day", "store"], ["marketplace"],
]  # fmt: skip
ZONES = ["UTC", "Asia/Shanghai", "Asia/Kathmandu", "Europe/Berlin", "America/St_Johns"]


def random_question(dice: random.Random) -> dict[str, Any]:
    metrics = [one for metrics in half_hours.KEPT for one in metrics]
    metric = dice.choice([one for one in metrics if one.facts in {"issue", "course"}])
    since = NOON + timedelta(seconds=dice.randrange(-86_400, 20 * 86_400))
    return {
        "metric": metric, "by": dice.choice(CUTS),
        "only": dice.choice([{}, {"store": "1"}]), "since": since,
        "until": since + dice.random() * 25 * DAY, "as_of": NOON + dice.random() * 60 * DAY,
        "tz": ZoneInfo(dice.choice(ZONES)), "person": Everything(), "details": False,
    }  # fmt: skip


def test_half_hours_and_eight_hours_give_what_the_facts_give() -> None:
    dice = random.Random(11)  # noqa: S311 -- figures, no secrets
    facts_of_forty_days(dice, [store("DE").pk, store("JP").pk], 150)
    half_hours.count_all()
    assert not half_hours.differences()
    asked = [random_question(dice) for _ in range(60)]
    expected = [from_facts(question) for question in asked]

    def found() -> list[list[Figure]]:
        return [queries.figures(**question) for question in asked]

    assert found() == expected
    for sums in (HalfHour, EightHours):
        sums.objects.update(n=999)  # type: ignore[attr-defined]
        assert found() != expected  # They are really used.
        assert half_hours.differences()
        half_hours.count_all()
    assert found() == expected


def test_what_happens_to_a_buyer_is_added_up_at_once() -> None:
    def eights() -> list[tuple[int, int, int]]:
        commands.run_until_done()
        assert not commands.compare()
        kept = EightHours.objects.filter(metric=ISSUES_7D.key).order_by("starts_at")
        return [(one.starts_at.hour, one.n, one.hits) for one in kept]

    first, second = Story(buyer=1), Story(buyer=2)
    first.asks(0, ticket=1)
    second.asks(3, ticket=2)
    assert eights() == [(8, 2, 0)]
    first.hears(1, ticket=1)
    assert eights() == [(8, 2, 1)]
    Story(buyer=3).asks(5, ticket=3)
    assert [hour for hour, _n, _hits in eights()] == [8, 16]
    EightHours.objects.filter(metric=ISSUES_7D.key).update(hits=0)
    assert {one.expected for one in commands.compare()} >= {("1/2",)}


def test_the_start_of_eight_hours_is_that_of_utc() -> None:
    late = datetime(2026, 3, 2, 23, 59, tzinfo=ZoneInfo("America/St_Johns"))
    assert half_hours.eight_hours(late) == datetime(2026, 3, 3, tzinfo=ZoneInfo("UTC"))
    midnight = datetime(2026, 3, 3, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert half_hours.eight_hours(midnight) == midnight
