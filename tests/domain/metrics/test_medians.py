"""A median read from the middle of its values is the median of all of them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.catalogue import FIRST_REPLY
from firsthand.domain.metrics.models import Course
from firsthand.domain.metrics.queries import Period
from firsthand.domain.metrics.queries.sums import Middle
from firsthand.foundation.scoping import Everything
from tests.people import store

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def answered_after(waits: list[int | None]) -> None:
    place = store()
    Course.objects.bulk_create(
        Course(
            ticket_id=number, buyer_id=number, store_id=place.pk, asked_at=NOON,
            recorded_at=NOON, wait_seconds=wait, times_opened_again=0, reassignments=0,
            answered_at=None if wait is None else NOON + timedelta(seconds=wait),
        )
        for number, wait in enumerate(waits, start=1)
    )  # fmt: skip


@pytest.mark.parametrize("n", [0, 1, 2, 5, 6, 7, 36, 150, 999, 1001, 2500])
def test_the_middle_gives_the_same_median_and_interval(n: int) -> None:
    dice = random.Random(n)  # noqa: S311 -- waits, no secrets
    waits: list[int | None] = [dice.randrange(1, 90_000) for _ in range(n)]
    answered_after([*waits, None, None])
    since, until, at = NOON - DAY, NOON + DAY, NOON + 9 * DAY
    known = {"person": Everything(), "as_of": at, "tz": ZoneInfo("Asia/Shanghai")}
    (whole,) = queries.figures(FIRST_REPLY, since=since, until=until, **known)
    (middle,) = queries.figures_of(FIRST_REPLY, [Period(since, until)], **known)
    assert (middle.n, middle.open) == (n, 2) == (whole.n, whole.open)
    assert middle.value == whole.value
    assert middle.interval == whole.interval
    assert (middle.interval is None) == (n < 6)


def test_a_value_that_was_not_read_is_not_made_up() -> None:
    middle = Middle([30, 40], before=3, n=8)
    assert (len(middle), middle[3], middle[4]) == (8, 30, 40)
    for place in (2, 5, -1):
        with pytest.raises(IndexError):
            middle[place]
