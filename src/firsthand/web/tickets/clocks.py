"""Time as the desk says it: what is left, and what the clock says in two cities."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from babel import dates
from babel.core import Locale, UnknownLocaleError
from django import template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from firsthand.web.shared import formats

register = template.Library()
_LAST_HOUR = timedelta(hours=1)
_THIS_WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Left:
    """How much time is left: the words, and the mark that says the same by shape."""

    words: str
    mark: str


def left(due_at: datetime, *, now: datetime) -> Left:
    """Return the time left until `due_at` in words; after it, how late it is."""
    length = formats.duration(due_at - now)
    if due_at < now:
        return Left(_("late by %(time)s") % {"time": length}, "bad")
    words = _("%(time)s left") % {"time": length}
    return Left(words, "watch" if due_at - now <= _LAST_HOUR else "none")


@register.filter
def time_left(due_at: datetime | None, now: datetime) -> Left | None:
    """Return what is left on a clock, or None when there is none."""
    return None if due_at is None else left(due_at, now=now)


@register.filter
def milliseconds_to(moment: datetime, now: datetime) -> int:
    """Return how long it is until then, for a countdown; 0 once it is over."""
    return max(0, round((moment - now).total_seconds() * 1000))


@register.filter
def in_zone(moment: datetime, zone: str) -> str:
    """Return a time as a field for date and time wants it, by the clock of one city."""
    return f"{moment.astimezone(zoneinfo.ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


@register.filter
def city_of(zone: str) -> str:
    """Return the city whose clock it is, in the language in force."""
    return city(zone)


@register.filter
def here_and_there(moment: datetime | None, zone: str) -> str:
    """Return a time in the buyer's city, then in ours: "Wed 13:58 Berlin · 19:58 Shanghai".

    One city when both clocks show the same.
    """
    if moment is None:
        return formats.DASH
    there, here = zoneinfo.ZoneInfo(zone), timezone.get_current_timezone()
    said = at_city(moment, zone)
    if moment.astimezone(there).utcoffset() == moment.astimezone(here).utcoffset():
        return said
    ours = timezone.get_current_timezone_name()
    if moment.astimezone(there).date() != moment.astimezone(here).date():
        return f"{said} · {at_city(moment, ours)}"
    return f"{said} · {moment.astimezone(here):%H:%M} {city(ours)}"


@register.filter(name="there")
def at_city(moment: datetime, zone: str) -> str:
    """Return weekday and time in one city; the date instead once that is a week away."""
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    if abs(timezone.now() - moment) < _THIS_WEEK:
        # Looked up, not formatted: a list says this a hundred times.
        day = formats.locale().days["stand-alone"]["abbreviated"][local.weekday()]
    else:
        day = formats.short_day(local.date())
    return f"{day} {local:%H:%M} {city(zone)}"


def city(zone: str) -> str:
    """Return the city a time zone is named after, in the language in force."""
    return _city(zone, translation.get_language() or "en")


@lru_cache(maxsize=256)
def _city(zone: str, _language: str) -> str:
    return str(dates.get_timezone_location(zone, locale=formats.locale(), return_city=True))


@register.filter
def day_in(moment: datetime | None, zone: str) -> str:
    """Return the day in the store's zone: "8 Oct"; with the year once it is another."""
    if moment is None:
        return formats.DASH
    local = moment.astimezone(zoneinfo.ZoneInfo(zone))
    skeleton = "MMMd" if local.year == timezone.now().year else "yMMMd"
    return str(dates.format_skeleton(skeleton, local, locale=formats.locale()))


@register.filter
def clock_seconds(moment: datetime) -> str:
    """Return the time to the second, in the reader's zone: when a live list was drawn."""
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called in the language in force: "German", "德语"."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(formats.locale())
    except (ValueError, UnknownLocaleError):
        return code
    return name or code


@register.filter
def channel_name(channel: str) -> str:
    """Return what a way to reach us is called."""
    known = {"amazon": "Amazon", "email": _("E-mail"), "import": _("From a table")}
    return known.get(channel, channel)


def clock_in(moment: datetime, zone: str) -> str:
    """Return the time of day in one city: "Berlin 14:35"."""
    return f"{city(zone)} {moment.astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}"
