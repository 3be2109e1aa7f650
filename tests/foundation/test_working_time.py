from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.foundation.working_time import (
    NeverOpen,
    Stretch,
    WorkingTime,
    always,
    moment_of,
)

HOUR = timedelta(hours=1)
NINE_TO_SIX = (Stretch(540, 720), Stretch(780, 1080))  # With an hour for lunch.
# Zones with changes of an hour and of half an hour, odd offsets, at midnight, and none.
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Cairo",
    "America/Sao_Paulo",
    "Asia/Shanghai",
]


def office(zone: str = "Asia/Shanghai", *holidays: date) -> WorkingTime:
    return WorkingTime(zone, (NINE_TO_SIX,) * 5 + ((), ()), frozenset(holidays))


def local(text: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=zoneinfo.ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "hours", "end", "why"),
    [
        ("2026-03-02 10:00", 1, "2026-03-02 11:00", "within the morning"),
        ("2026-03-02 11:30", 1, "2026-03-02 13:30", "lunch does not count"),
        ("2026-03-02 12:20", 1, "2026-03-02 14:00", "asked at lunch"),
        ("2026-03-02 17:00", 1, "2026-03-02 18:00", "the evening, not the next morning"),
        ("2026-03-02 17:00", 2, "2026-03-03 10:00", "the next morning"),
        ("2026-03-06 17:30", 1, "2026-03-09 09:30", "over the weekend"),
        ("2026-03-07 12:00", 1, "2026-03-09 10:00", "asked on a Saturday"),
        ("2026-03-02 04:00", 8, "2026-03-02 18:00", "asked at night"),
        ("2026-03-02 09:00", 40, "2026-03-06 18:00", "a whole week"),
        ("2026-03-02 19:00", 0, "2026-03-02 19:00", "no time at all"),
    ],
)
def test_a_deadline_counts_only_working_time(start, hours, end, why) -> None:
    assert office().after(local(start), hours * HOUR) == local(end), why


def test_a_holiday_is_passed_over_and_belongs_to_its_calendar() -> None:
    golden_week = [date(2026, 10, day) for day in range(1, 8)]
    start = local("2026-09-30 17:00")
    assert office("Asia/Shanghai", *golden_week).after(start, 2 * HOUR) == local(
        "2026-10-08 10:00"
    )
    assert office().after(start, 2 * HOUR) == local("2026-10-01 10:00")


def test_the_night_the_clocks_go_forward_is_an_hour_shorter() -> None:
    night = WorkingTime("Europe/Berlin", ((Stretch(0, 480),),) * 7)
    spring, ordinary = date(2026, 3, 29), date(2026, 3, 30)
    for day, hours in ((spring, 7), (ordinary, 8), (date(2026, 10, 25), 9)):
        start = local(f"{day} 00:00", "Europe/Berlin")
        assert night.between(start, start + 12 * HOUR) == hours * HOUR, day


@pytest.mark.parametrize(
    ("zone", "day", "minute", "moment", "why"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 150, "2026-03-29T01:00", "there is no 02:30"),
        ("Europe/Berlin", date(2026, 10, 25), 150, "2026-10-25T00:30", "02:30 comes twice"),
        ("Africa/Cairo", date(2026, 4, 24), 0, "2026-04-23T22:00", "there is no midnight"),
        ("Australia/Lord_Howe", date(2026, 10, 4), 135, "2026-10-03T15:30", "half an hour"),
        ("Asia/Kathmandu", date(2026, 1, 1), 0, "2025-12-31T18:15", "a quarter"),
    ],
)
def test_a_wall_time_that_is_missing_or_comes_twice_has_one_moment(
    zone, day, minute, moment, why
) -> None:
    expected = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert moment_of(zone, day, minute) == expected, why


def test_a_stretch_within_the_missing_hour_is_empty() -> None:
    short = WorkingTime("Europe/Berlin", ((Stretch(120, 180),),) * 7)
    start = local("2026-03-29 00:00", "Europe/Berlin")
    assert short.between(start, start + 23 * HOUR) == timedelta(0)


@pytest.mark.parametrize(
    ("week", "why"),
    [
        (((),) * 7, "no working hour"),
        (((Stretch(60, 180), Stretch(120, 240)),) * 7, "overlap"),
        (((Stretch(0, 60),),) * 6, "seven days"),
    ],
)
def test_a_week_that_cannot_be_is_refused(week, why) -> None:
    with pytest.raises(ValueError, match=why):
        WorkingTime("UTC", week)


@pytest.mark.parametrize(("begins", "ends"), [(60, 60), (120, 60), (-1, 60), (0, 1441)])
def test_a_stretch_that_cannot_be_is_refused(begins, ends) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        Stretch(begins, ends)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_zone_that_is_none_is_refused(zone) -> None:
    with pytest.raises(ValueError, match="no such time zone"):
        always(zone)


def test_holidays_without_end_are_said_not_searched_for_ever() -> None:
    start = date(2026, 1, 1)
    closed = WorkingTime(
        "UTC", always().week, frozenset(start + timedelta(days=n) for n in range(1300))
    )
    with pytest.raises(NeverOpen):
        closed.after(datetime(2026, 1, 1, tzinfo=UTC), HOUR)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingTime:
    week = []
    for _day in range(7):
        edges = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        week.append(tuple(Stretch(begins, ends) for begins, ends in pairs))
    if not any(week):
        week[0] = (Stretch(540, 1080),)
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    return WorkingTime(
        draw(st.sampled_from(ZONES)), tuple(week), draw(st.frozensets(days, max_size=5))
    )


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
lengths = st.timedeltas(timedelta(minutes=1), timedelta(hours=60))


@given(calendars(), moments, lengths)
def test_the_working_time_up_to_a_deadline_is_what_was_given(calendar, start, length):
    deadline = calendar.after(start, length)
    assert calendar.between(start, deadline) == length
    assert calendar.between(start, deadline - timedelta(seconds=1)) < length


@given(calendars(), st.lists(moments, min_size=3, max_size=3))
def test_working_time_adds_up_over_any_moment_between(calendar, three) -> None:
    first, middle, last = sorted(three)
    parts = calendar.between(first, middle) + calendar.between(middle, last)
    assert calendar.between(first, last) == parts
    assert timedelta(0) <= parts <= last - first


@given(calendars(), moments, lengths, lengths)
def test_two_lengths_after_each_other_are_their_sum(calendar, start, one, other) -> None:
    in_two = calendar.after(calendar.after(start, one), other)
    assert in_two == calendar.after(start, one + other)


@settings(max_examples=25)
@given(calendars(), moments)
def test_every_minute_is_open_exactly_when_the_wall_says_so(calendar, start) -> None:
    """Held against the wall clock itself, minute by minute, through a whole day.

    An hour that comes twice is left out: there the wall clock does not say which one it is.
    """
    zone = zoneinfo.ZoneInfo(calendar.zone)
    for minute in range(0, 24 * 60, 7):
        at = start.replace(second=0) + timedelta(minutes=minute)
        wall = at.astimezone(zone)
        twin = wall.replace(fold=1 - wall.fold)
        if twin.utcoffset() != wall.utcoffset():
            continue
        of_day = wall.hour * 60 + wall.minute
        stretches = calendar.week[wall.weekday()]
        is_open = wall.date() not in calendar.holidays and any(
            each.begins <= of_day < each.ends for each in stretches
        )
        if _comes_after_a_repeated_hour(wall, stretches):
            continue
        assert calendar.is_open(at) == is_open, (wall, stretches)


def _comes_after_a_repeated_hour(wall: datetime, stretches: tuple[Stretch, ...]) -> bool:
    """Say whether the stretch around this moment begins or ends in an hour of two."""
    midnight = wall.replace(hour=0, minute=0, second=0, fold=0)
    return any(
        midnight.replace(hour=m // 60 % 24, minute=m % 60).utcoffset()
        != midnight.replace(hour=m // 60 % 24, minute=m % 60, fold=1).utcoffset()
        for each in stretches
        for m in (each.begins, each.ends)
    )
