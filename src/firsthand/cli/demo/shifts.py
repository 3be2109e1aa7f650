"""When buyers write and when the shop's people are there to answer."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from firsthand.cli.demo.cast import COLLEAGUES, Colleague
from firsthand.domain.people.queries import Role

__all__ = ["BY_KEY", "Colleague", "agents_of", "answer_time", "arrival", "next_on_shift"]

BY_KEY = {colleague.key: colleague for colleague in COLLEAGUES}
# Without summer time since 1991, and reckoned with in a third of the time of a ZoneInfo.
_SHANGHAI = timezone(timedelta(hours=8))
_ZONES = {
    "US": ZoneInfo("America/Los_Angeles"),
    "DE": ZoneInfo("Europe/Berlin"),
    "JP": ZoneInfo("Asia/Tokyo"),
}
# How busy each hour of the buyers' own day is, midnight first.
_HOURS = {
    "US": (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 8, 8, 8, 7, 7, 7, 7, 8, 9, 9, 8, 6, 4),
    "DE": (1, 1, 0, 0, 1, 2, 5, 7, 9, 9, 8, 8, 7, 7, 7, 7, 8, 9, 10, 10, 9, 7, 4, 2),
    "JP": (3, 1, 1, 0, 0, 1, 3, 6, 7, 8, 8, 8, 9, 7, 6, 6, 6, 7, 8, 9, 10, 10, 8, 5),
}
_WEEKDAYS = (13, 11, 10, 10, 9, 8, 10)  # Monday first.


_AGENTS = {
    market: [
        colleague
        for colleague in COLLEAGUES
        if colleague.role == Role.AGENT and market in colleague.markets
    ]
    for market in _ZONES
}


def agents_of(market: str) -> list[Colleague]:
    """Return who answers the buyers of one market."""
    return _AGENTS[market]


def arrival(dice: random.Random, market: str, *, now: datetime, days: int) -> datetime:
    """Return when one question comes: in the rhythm of its buyers' days and weeks."""
    zone = _ZONES[market]
    today = now.astimezone(zone).date()
    while True:
        day = today - timedelta(days=dice.randrange(days + 1))
        if dice.random() * max(_WEEKDAYS) > _WEEKDAYS[day.weekday()]:
            continue
        hour = dice.choices(range(24), _HOURS[market])[0]
        clock = time(hour, dice.randrange(60), dice.randrange(60), tzinfo=zone)
        at = datetime.combine(day, clock).astimezone(UTC)
        # The last half hour is left to the questions that wait on purpose.
        if now - timedelta(days=days) < at < now - timedelta(minutes=30):
            return at


def answer_time(
    dice: random.Random, market: str, asked: datetime
) -> tuple[Colleague, datetime]:
    """Return who answers a question and when: in working hours, rarely forgotten."""
    ready = asked + timedelta(minutes=5 + dice.lognormvariate(4.1, 0.8))
    if dice.random() < 0.015:
        ready += timedelta(hours=dice.uniform(14, 30))
    times = [
        (
            next_on_shift(agent, ready) + timedelta(minutes=dice.expovariate(1 / 45)),
            agent.key,
        )
        for agent in agents_of(market)
    ]
    at, key = min(times)
    return BY_KEY[key], at.replace(microsecond=0)


def next_on_shift(agent: Colleague, ready: datetime) -> datetime:
    """Return the first moment from `ready` on at which somebody works."""
    local = ready.astimezone(_SHANGHAI)
    for offset in range(-1, 8):
        day = local.date() + timedelta(days=offset)
        if day.weekday() in agent.off:
            continue
        midnight = datetime.combine(day, time(), tzinfo=_SHANGHAI)
        begins = midnight + timedelta(hours=agent.starts)
        ends = midnight + timedelta(hours=agent.ends)
        if local < ends:
            return max(local, begins).astimezone(UTC)
    raise AssertionError(f"{agent.key} never works")
