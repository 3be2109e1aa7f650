"""Calendars and policies as tests need them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firsthand.domain.people.models import Person
from firsthand.domain.sla import commands
from firsthand.domain.sla.commands import Terms
from firsthand.domain.sla.models import Calendar, Policy
from tests.people import NOON

WORKDAYS = [[(540, 720), (780, 1080)]] * 5 + [[], []]
ALWAYS = [[(0, 1440)]] * 7


def calendar(
    by: Person,
    *,
    name: str = "Shenzhen",
    zone: str = "Asia/Shanghai",
    week: Any = WORKDAYS,
    holidays: Mapping[str, str] | None = None,
) -> Calendar:
    return commands.add_calendar(
        name=name, time_zone=zone, week=week, holidays=holidays or {}, by=by, at=NOON
    )


def policy(by: Person, *, name: str = "Everybody", **terms: Any) -> Policy:
    """Promise two hours to the first reply around the clock, unless told otherwise."""
    if "calendar_id" not in terms:
        found = Calendar.objects.filter(name="Always").first()
        found = found or calendar(by, name="Always", zone="UTC", week=ALWAYS)
        terms["calendar_id"] = found.pk
    if not any(key.endswith("_minutes") and key != "warn_minutes" for key in terms):
        terms["respond_minutes"] = 120
    return commands.add_policy(terms=Terms(name=name, **terms), by=by, at=NOON)
