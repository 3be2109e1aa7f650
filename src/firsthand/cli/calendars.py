"""`firsthand calendars`: when teams work, what is promised by them, new days off."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.cli.db import Commands
    from firsthand.domain.sla.models import Calendar, Policy


class NoSuchCalendar(Refused):
    code = "calendars.no_such_calendar"


class NoSuchPerson(Refused):
    code = "calendars.no_such_person"


class UnreadableDays(Refused):
    code = "calendars.unreadable_days"


def add_parser(commands: Commands) -> None:
    parser = commands.add_parser("calendars", help="when teams work: list, add days off")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("list", help="print calendars in use and the policies by them")
    step.set_defaults(run=show)
    step = steps.add_parser("days-off", help="add days off from a file")
    step.add_argument("calendar", metavar="CALENDAR", help="its name")
    step.add_argument("file", metavar="FILE", help="one day a line: 2026-10-01 Its name")
    step.set_defaults(run=add_days_off)
    step = steps.add_parser("people", help="say whose working hours a calendar says")
    step.add_argument("calendar", metavar="CALENDAR", help="its name")
    step.add_argument("people", nargs="*", metavar="EMAIL", help="all of them")
    step.set_defaults(run=put_on_shift)


def put_on_shift(args: argparse.Namespace) -> int:
    """Have a calendar say the hours of these people, and of no others.

    Raises:
        NoSuchCalendar: none in use has this name.
        NoSuchPerson: nobody logs in with one of the addresses.
    """
    from django.utils import timezone

    from firsthand.domain.people import queries as people
    from firsthand.domain.sla import commands

    calendar = _calendar(args.calendar)
    asked = {address.lower() for address in args.people}
    found = dict(people.people().filter(email__in=asked).values_list("email", "pk"))
    if len(found) < len(asked):
        raise NoSuchPerson(
            f"Nobody logs in with {', '.join(sorted(asked - found.keys()))}.",
            fix="See `firsthand people list`.",
        )
    commands.put_on_shift(
        calendar_id=calendar.pk,
        person_ids=list(found.values()),
        by=None,
        at=timezone.now(),
    )
    print(f"{calendar.name}: {len(found)} people work these hours.")
    return 0


def show(args: argparse.Namespace) -> int:  # noqa: ARG001
    """Print each calendar in use, and below it what is promised by its hours."""
    from firsthand.domain.sla import queries

    policies = queries.policies_in_use()
    for calendar in queries.calendars().filter(archived_at=None):
        days = sorted(calendar.holidays)
        until = f", the last {days[-1]}" if days else ""
        print(f"{calendar.name}  {calendar.time_zone}, {len(days)} days off{until}")
        for policy in policies:
            if policy.calendar_id == calendar.pk:
                print(f"  {policy.name}: {_promised(policy)}")
    return 0


def add_days_off(args: argparse.Namespace) -> int:
    """Add the days of a file; those that are there stay, with the name the file gives.

    Raises:
        NoSuchCalendar: none in use has this name.
        UnreadableDays: there is no such file, or a line of it is no day.
    """
    from django.utils import timezone

    from firsthand.domain.sla import commands

    calendar = _calendar(args.calendar)
    days = _days_in(Path(args.file))
    new = len(days.keys() - calendar.holidays.keys())
    commands.change_calendar(
        calendar_id=calendar.pk,
        name=calendar.name,
        time_zone=calendar.time_zone,
        week=calendar.week,
        holidays=calendar.holidays | days,
        by=None,
        at=timezone.now(),
    )
    print(f"{new} new days off, {len(days) - new} were there. Open tickets follow.")
    return 0


def _calendar(name: str) -> Calendar:
    from firsthand.domain.sla import queries

    in_use = {each.name: each for each in queries.calendars().filter(archived_at=None)}
    calendar = in_use.get(name)
    if calendar is None:
        raise NoSuchCalendar(
            f"There is no calendar {name} in use.",
            fix=f"There are: {', '.join(in_use) or 'none; add one under Settings'}.",
        )
    return calendar


def _days_in(path: Path) -> dict[str, str]:
    from firsthand.domain.sla import queries

    try:
        return queries.read_days(path.read_text(encoding="utf-8-sig"))
    except queries.Unreadable as unreadable:
        raise UnreadableDays(
            f"This line is no day: {unreadable.text[:60]}",
            fix="Write the date first, then its name if you like: 2026-10-01 National Day",
        ) from unreadable
    except (OSError, UnicodeDecodeError) as problem:
        raise UnreadableDays(
            f"{path} cannot be read: {problem}.", fix="Name a text file in UTF-8."
        ) from problem


def _promised(policy: Policy) -> str:
    """Return the times a policy promises, in minutes of working time."""
    times = {
        "first reply": policy.respond_minutes,
        "next reply": policy.next_reply_minutes,
        "resolution": policy.resolve_minutes,
    }
    return ", ".join(f"{name} {given} min" for name, given in times.items() if given)
