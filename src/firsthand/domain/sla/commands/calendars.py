"""Say when a team works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.sla import events
from firsthand.domain.sla.commands._common import (
    NameTaken,
    NotInUse,
    alone,
    ask_for_recount,
    fit_name,
)
from firsthand.domain.sla.models import Calendar, Policy, Shift
from firsthand.domain.sla.queries import time_zones
from firsthand.domain.sla.rules.writing import Hours, stretches
from firsthand.foundation.errors import Refused
from firsthand.foundation.working_time import NeverOpen, WorkingTime

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

__all__ = ["CalendarInUse", "CalendarUnfit", "NameTaken"]
MOST_HOLIDAYS = 1000


class CalendarUnfit(Refused):
    code = "sla.calendar_unfit"


class CalendarInUse(Refused):
    code = "sla.calendar_in_use"


@transaction.atomic
def add_calendar(
    *,
    name: str,
    time_zone: str,
    week: Hours,
    holidays: Mapping[str, str],
    by: Person,
    at: datetime,
) -> Calendar:
    """Add a calendar.

    Args:
        name: what people call it; unique.
        time_zone: IANA name of the zone its hours are in.
        week: for each day, Monday first, its stretches in minutes of the local day.
        holidays: days off by ISO date, with their names.
        by: who decides.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not change service levels.
        NameTaken: another has this name.
        CalendarUnfit: there is no such zone, no working hour at all, or a day's stretches
            overlap.
    """
    alone(by)
    calendar = Calendar(created_at=at)
    _fill(calendar, at, name=name, time_zone=time_zone, week=week, holidays=holidays)
    calendar.save()
    journal.record(events.CALENDAR_ADDED, subject_id=calendar.pk, at=at, by=by)
    return calendar


@transaction.atomic
def change_calendar(
    *,
    calendar_id: int,
    name: str,
    time_zone: str,
    week: Hours,
    holidays: Mapping[str, str],
    by: Person | None,
    at: datetime,
) -> Calendar:
    """Change a calendar; all clocks that go by it are worked out anew.

    Raises:
        NotAllowed: `by` may not change service levels.
        Calendar.DoesNotExist: there is none.
        NameTaken: another has this name.
        CalendarUnfit: as for `add_calendar`.
    """
    alone(by)
    calendar = Calendar.objects.get(pk=calendar_id)
    _fill(calendar, at, name=name, time_zone=time_zone, week=week, holidays=holidays)
    calendar.save()
    journal.record(events.CALENDAR_CHANGED, subject_id=calendar.pk, at=at, by=by)
    ask_for_recount(at)
    return calendar


@transaction.atomic
def archive_calendar(*, calendar_id: int, by: Person, at: datetime) -> None:
    """Take a calendar out of use.

    Raises:
        NotAllowed: `by` may not change service levels.
        Calendar.DoesNotExist: there is none.
        NotInUse: it is archived already.
        CalendarInUse: a policy in use goes by it.
    """
    alone(by)
    calendar = Calendar.objects.get(pk=calendar_id)
    if calendar.archived_at is not None:
        raise NotInUse(_("This calendar is archived already."), fix=_("Reload the page."))
    policy = Policy.objects.filter(calendar=calendar, archived_at=None).first()
    if policy is not None:
        raise CalendarInUse(
            _("The policy “%(policy)s” goes by this calendar.") % {"policy": policy.name},
            fix=_("Give the policy another calendar first, or archive it."),
        )
    if Shift.objects.filter(calendar=calendar).exists():
        raise CalendarInUse(
            _("People work by this calendar."),
            fix=_("Put them on another calendar first, or on none."),
        )
    calendar.archived_at = at
    calendar.save(update_fields=["archived_at"])
    journal.record(events.CALENDAR_ARCHIVED, subject_id=calendar.pk, at=at, by=by)


def _fill(
    calendar: Calendar,
    at: datetime,
    *,
    name: str,
    time_zone: str,
    week: Hours,
    holidays: Mapping[str, str],
) -> None:
    calendar.name = fit_name(Calendar, name, but=calendar.pk)
    calendar.time_zone = time_zone
    calendar.week = [[list(stretch) for stretch in sorted(day)] for day in week]
    calendar.holidays = {day: text[:60] for day, text in sorted(holidays.items())}
    if not any(calendar.week):
        raise CalendarUnfit(
            _("This calendar has no working hour: no clock would ever run out."),
            fix=_("Enter at least one stretch of working hours."),
        )
    if len(calendar.holidays) > MOST_HOLIDAYS:
        raise CalendarUnfit(
            _("A calendar holds at most %(most)d days off.") % {"most": MOST_HOLIDAYS},
            fix=_("Leave out years that are over."),
        )
    _check_time(calendar, at)


def _check_time(calendar: Calendar, at: datetime) -> None:
    """Refuse what does not reckon: the rules know best what they can read."""
    try:
        if calendar.time_zone not in time_zones():
            raise ValueError(f"no such time zone: {calendar.time_zone[:64]}")
        days = frozenset(map(date.fromisoformat, calendar.holidays))
        hours = WorkingTime(calendar.time_zone, stretches(calendar.week), days)
        hours.after(at, timedelta(minutes=1))
    except (NeverOpen, ValueError) as problem:
        raise CalendarUnfit(
            _("These hours and days cannot be reckoned with: %(problem)s.")
            % {"problem": problem},
            fix=_("Check the zone, that no stretches overlap, and the days off."),
        ) from problem
