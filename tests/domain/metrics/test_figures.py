from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.catalogue import (
    FIRST_REPLY,
    FIRST_REPLY_4H,
    ISSUES_7D,
    REPLIED_24H,
)
from firsthand.domain.metrics.model import Metric
from firsthand.domain.metrics.models import HalfHour
from firsthand.domain.metrics.queries import Figure
from firsthand.foundation.scoping import Everything, SeesStores
from tests.domain.metrics.journal_story import LIN, MAYA, Story
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHANGHAI, UTC = ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC")


class OnlyStore:
    """Somebody who looks after one store."""

    def __init__(self, store_id: int) -> None:
        self.store_id = store_id

    def visible_store_ids(self) -> frozenset[int]:
        return frozenset({self.store_id})


def ask(
    metric: Metric,
    as_of: datetime,
    *,
    person: SeesStores = Everything(),  # noqa: B008 -- has no state
    by: tuple[queries.Dimension, ...] = (),
    tz: ZoneInfo = UTC,
    days: int = 30,
) -> list[Figure]:
    commands.run_until_done()
    return queries.figures(
        metric,
        person=person,
        since=NOON - DAY,
        until=NOON + days * DAY,
        as_of=as_of,
        tz=tz,
        by=by,
    )


def four_issues() -> None:
    """One answered once, one back on day three, one on day nine, one never answered."""
    for buyer, back_after in ((1, None), (2, 3), (3, 9)):
        story = Story(buyer=buyer)
        story.asks(0, ticket=buyer)
        story.hears(2, ticket=buyer)
        if back_after is not None:
            story.asks(2 + 24 * back_after, ticket=buyer)
            story.hears(3 + 24 * back_after, ticket=buyer)
    Story(buyer=4).asks(0, ticket=4)


def forty_questions() -> None:
    for number in range(1, 41):
        story = Story(buyer=number, store=1 + number % 2)
        story.asks(number * 3.37, ticket=number)
        story.hears(number * 3.37 + number, ticket=number)


def test_the_worked_example_of_first_contact_resolution() -> None:
    four_issues()
    [figure] = ask(ISSUES_7D, NOON + 60 * DAY)
    assert (figure.value, figure.n, figure.hits, figure.misses) == (0.5, 4, 2, 2)
    assert figure.mature
    assert figure.interval == pytest.approx((0.150, 0.850), abs=0.001)
    assert (figure.shown, figure.verdict) == ("counts", "too few")


def test_a_running_period_has_bounds_and_an_estimate_but_no_value() -> None:
    four_issues()
    [figure] = ask(ISSUES_7D, NOON + 5 * DAY)
    assert (figure.value, figure.interval, figure.mature) == (None, None, False)
    assert (figure.misses, figure.provisional, figure.open) == (1, 2, 1)
    assert (figure.lower, figure.upper) == (0.0, 0.75)
    # One of the three answered came back while all three were watched.
    assert figure.estimate == pytest.approx(2 / 3)


def test_the_same_question_at_an_earlier_moment_does_not_know_what_came_later() -> None:
    four_issues()
    [figure] = ask(ISSUES_7D, NOON + HOUR)
    assert (figure.n, figure.open, figure.misses) == (4, 4, 0)
    [earlier] = ask(ISSUES_7D, NOON - HOUR)
    assert earlier.n == 0


def test_nothing_counted_is_no_value_rather_than_zero() -> None:
    for metric in (ISSUES_7D, FIRST_REPLY, REPLIED_24H):
        [figure] = ask(metric, NOON)
        assert (figure.value, figure.n, figure.shown) == (None, 0, "nothing")
        assert figure.interval is None


def test_the_worked_example_of_first_response() -> None:
    for buyer, hours in enumerate((0.5, 1, 2, 30)):
        story = Story(buyer=buyer + 1)
        story.asks(0, ticket=buyer)
        story.hears(hours, ticket=buyer)
    Story(buyer=9).asks(0, ticket=9)
    [figure] = ask(FIRST_REPLY, NOON + 60 * DAY)
    assert (figure.value, figure.n, figure.open) == (1.5 * 3600, 4, 1)
    assert figure.waits is not None
    assert figure.waits.mean == pytest.approx(8.375 * 3600)
    assert figure.waits.km_median == 2 * 3600
    assert figure.waits.unanswered == 1
    assert figure.waits.within == {1: 0.5, 4: 0.75, 12: 0.75, 24: 0.75}
    [quick] = ask(FIRST_REPLY_4H, NOON + 60 * DAY)
    assert (quick.hits, quick.n, quick.value) == (3, 5, 0.6)
    assert figure.interval is None  # No two of four values enclose the median with 95 %.


def test_a_reply_after_the_moment_asked_about_is_still_awaited() -> None:
    story = Story(buyer=1)
    story.asks(0)
    story.hears(10)
    [figure] = ask(FIRST_REPLY, NOON + HOUR)
    assert (figure.value, figure.n, figure.open) == (None, 0, 1)


def test_the_worked_example_of_the_reply_rate() -> None:
    for buyer, hours in ((1, 2), (2, 24)):
        story = Story(buyer=buyer)
        story.asks(0, ticket=buyer)
        story.hears(hours, ticket=buyer)
    Story(buyer=3).asks(0, ticket=3)
    Story(buyer=4).asks(29, ticket=4)
    [figure] = ask(REPLIED_24H, NOON + 30 * HOUR)
    assert (figure.hits, figure.n, figure.open) == (2, 3, 1)
    assert figure.value == pytest.approx(2 / 3)
    assert figure.mature


def test_only_stores_one_may_see_are_counted() -> None:
    Story(buyer=1, store=1).asks(0, ticket=1)
    Story(buyer=2, store=2).asks(0, ticket=2)
    as_of = NOON + 60 * DAY
    for metric in (ISSUES_7D, REPLIED_24H):
        assert ask(metric, as_of)[0].n == 2
        assert ask(metric, as_of, person=OnlyStore(2))[0].n == 1
        assert ask(metric, as_of, person=OnlyStore(3))[0].n == 0
    assert ask(FIRST_REPLY, as_of, person=OnlyStore(2))[0].open == 1
    behind = queries.tickets_behind(
        ISSUES_7D, "miss", person=OnlyStore(2), since=NOON, until=as_of, as_of=as_of
    )
    assert behind == [2]


def test_figures_are_split_by_store_agent_and_local_day() -> None:
    for buyer, agent in ((1, LIN), (2, MAYA)):
        story = Story(buyer=buyer, store=buyer)
        story.asks(5 * buyer, ticket=buyer)  # 17:00 and 22:00 UTC: two days in Shanghai.
        story.hears(5 * buyer + 1, ticket=buyer, by=agent)
    as_of = NOON + 60 * DAY
    for metric in (ISSUES_7D, FIRST_REPLY, REPLIED_24H):
        by_store = ask(metric, as_of, by=("store",))
        assert [(f.group["store"], f.n) for f in by_store] == [("1", 1), ("2", 1)]
        by_agent = ask(metric, as_of, by=("agent",))
        assert [(f.group["agent"], f.n) for f in by_agent] == [("1", 1), ("2", 1)]
        by_day = ask(metric, as_of, by=("day",), tz=SHANGHAI, days=2)
        assert {f.group["day"]: f.n for f in by_day if f.n} == {"2026-03-03": 2}
        assert {f.group["day"]: f.n for f in ask(metric, as_of, by=("day",)) if f.n} == {
            "2026-03-02": 2
        }
        assert [f.value for f in by_day if not f.n] == [None] * (len(by_day) - 1)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(queries.UnknownDimension):
        ask(ISSUES_7D, NOON, by=("store", "agent", "reason1"))
    with pytest.raises(queries.UnknownDimension, match="cannot be split by macro"):
        ask(REPLIED_24H, NOON, by=("macro",))


def test_sums_of_half_hours_give_what_counting_the_facts_gives() -> None:
    forty_questions()
    as_of = NOON + 60 * DAY

    def all_figures() -> list[list[Figure]]:
        return [
            ask(metric, as_of, by=by, tz=ZoneInfo(zone))
            for metric in (ISSUES_7D, REPLIED_24H, FIRST_REPLY_4H)
            for by in ((), ("day",), ("store",))
            for zone in ("Asia/Kolkata", "Asia/Kathmandu")
        ]

    from_sums = all_figures()
    for metric in (
        ISSUES_7D,
        REPLIED_24H,
        FIRST_REPLY_4H,
    ):  # By agent, figures come from the facts.
        by_agent = ask(metric, as_of, by=("agent",))
        [whole] = ask(metric, as_of)
        assert sum(f.n for f in by_agent) == whole.n
        assert sum(f.hits for f in by_agent) == whole.hits
    assert HalfHour.objects.count() > 40
    HalfHour.objects.all().update(hits=0)
    assert all_figures() != from_sums  # The sums are really used.
    commands.rebuild()
    assert all_figures() == from_sums
    HalfHour.objects.all().delete()
    assert commands.compare() != []


def test_the_course_ends_with_the_last_day_that_is_certain() -> None:
    course = queries.last_days(ISSUES_7D, days=14, as_of=NOON + 60 * DAY, tz=SHANGHAI)
    assert len(course) == 14
    assert course[-1].until <= NOON + 46 * DAY < course[-1].until + DAY
    since, until = queries.mature_window(ISSUES_7D, as_of=NOON + 60 * DAY)
    assert (since, until) == (NOON + 39 * DAY, NOON + 46 * DAY)


@pytest.mark.parametrize("metric", [ISSUES_7D, FIRST_REPLY, REPLIED_24H, FIRST_REPLY_4H])
def test_figures_of_several_periods_are_those_of_each_by_itself(metric: Metric) -> None:
    forty_questions()
    commands.run_until_done()
    as_of = NOON + 18 * DAY + timedelta(minutes=17)
    periods = [
        queries.Period(NOON - 3 * DAY, NOON + 4 * DAY),
        queries.Period(as_of - 16 * DAY, as_of),  # Still running, and cut at an odd minute.
        *queries.last_days(metric, days=5, as_of=as_of, tz=SHANGHAI),
        queries.Period(NOON + 2 * DAY, NOON + 9 * DAY),  # Overlaps the first.
        queries.Period(NOON + 200 * DAY, NOON + 201 * DAY),  # Holds nothing.
    ]
    together = queries.figures_of(
        metric, periods, person=Everything(), as_of=as_of, tz=SHANGHAI
    )
    one_by_one = [
        queries.figures(
            metric,
            person=Everything(),
            since=period.since,
            until=period.until,
            as_of=as_of,
            tz=SHANGHAI,
            details=False,
        )[0]
        for period in periods
    ]
    assert together == one_by_one
    assert [figure.n for figure in together][1] > 20


def test_a_number_opens_its_tickets() -> None:
    four_issues()
    commands.run_until_done()
    as_of = NOON + 60 * DAY

    def behind(metric: Metric, outcome: queries.Outcome) -> list[int]:
        return queries.tickets_behind(
            metric, outcome, person=Everything(), since=NOON, until=as_of, as_of=as_of
        )

    assert sorted(behind(ISSUES_7D, "hit")) == [1, 3]
    assert sorted(behind(ISSUES_7D, "miss")) == [2, 4]
    assert behind(FIRST_REPLY, "running") == [4]
    assert sorted(behind(FIRST_REPLY, "hit")) == [1, 2, 3]
    assert behind(REPLIED_24H, "miss") == [4]


def test_tickets_behind_are_found_below_many_issues_of_one_ticket() -> None:
    for number in range(9):
        Story(buyer=1).asks(24 + number * 40 * 24, ticket=1, order_id=number)
    Story(buyer=2).asks(0, ticket=2)
    Story(buyer=3).asks(0, ticket=3)
    commands.run_until_done()
    as_of = NOON + 600 * DAY

    def behind(limit: int) -> list[int]:
        return queries.tickets_behind(
            ISSUES_7D,
            "miss",
            person=Everything(),
            since=NOON,
            until=as_of,
            as_of=as_of,
            limit=limit,
        )

    assert [behind(limit) for limit in (1, 2, 3, 4)] == [[1], [1, 2], [1, 2, 3], [1, 2, 3]]


def test_the_verdict_looks_at_the_whole_interval() -> None:
    from firsthand.domain.metrics.queries.figure import verdict_of

    target = ISSUES_7D.targets[0]
    assert verdict_of(ISSUES_7D, 1000, (0.86, 0.95), target) == "met"
    assert verdict_of(ISSUES_7D, 500, (0.827, 0.888), target) == "unclear"
    assert verdict_of(ISSUES_7D, 1000, (0.70, 0.84), target) == "below"
    assert verdict_of(ISSUES_7D, 29, (0.9, 1.0), target) == "too few"
    quick = FIRST_REPLY.targets[0]
    assert verdict_of(FIRST_REPLY, 100, (3600, 7200), quick) == "met"
    assert verdict_of(FIRST_REPLY, 100, (20000, 30000), quick) == "below"
