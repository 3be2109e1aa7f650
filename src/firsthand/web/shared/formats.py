"""How values are written for people: filters for templates, in their language and zone.

What was never counted or never happened is a dash, never 0 and never an empty cell.
Babel knows how each language writes dates, numbers and money; nothing is glued by hand.
"""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import dates, numbers
from babel.core import Locale
from django import template
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from firsthand.foundation.money import Money

register = template.Library()
DASH = "—"
# English as most of the world writes dates: 14 Oct, not Oct 14.
_LOCALES = {"en": Locale("en", "GB"), "zh-hans": Locale("zh", "CN", script="Hans")}


def locale() -> Locale:
    """Return Babel's locale for the language in force."""
    return _LOCALES.get(translation.get_language() or "en", _LOCALES["en"])


@register.filter
def language_tag(code: str | None) -> str:
    """Return the code as HTML wants it: zh-hans is written zh-Hans."""
    return "zh-Hans" if code == "zh-hans" else code or "en"


@register.filter
def ago(moment: datetime | None) -> str:
    """Return how long ago or how soon: "3 hours ago", "in 20 minutes"."""
    return DASH if moment is None else time_between(moment, timezone.now())


def time_between(moment: datetime, now: datetime) -> str:
    """Return the time from `now` to `moment` in words, the largest unit only."""
    return str(dates.format_timedelta(moment - now, add_direction=True, locale=locale()))


@register.filter
def clock(moment: datetime | None) -> str:
    """Return the time of day in the person's zone: 14:52."""
    if moment is None:
        return DASH
    return str(dates.format_time(moment, "HH:mm", tzinfo=_zone(), locale=locale()))


@register.filter
def day(value: date | datetime | None) -> str:
    """Return the date with its weekday, in the person's zone: Wed, 14 Oct."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day_in("MMMEd", value, locale())


@register.filter
def short_day(value: date | datetime | None) -> str:
    """Return the date without its weekday, in the person's zone: 14 Oct."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _day_in("MMMd", value, locale())


def dated(value: datetime) -> str:
    """Return the date, in the person's zone; the year only when it is another one."""
    local = timezone.localtime(value)
    skeleton = "MMMd" if local.year == timezone.localtime().year else "yMMMd"
    return _day_in(skeleton, local.date(), locale())


@lru_cache(maxsize=4096)
def _day_in(skeleton: str, value: date, written_in: Locale) -> str:
    return str(dates.format_skeleton(skeleton, value, locale=written_in))


@register.filter
def moment(value: datetime | None) -> str:
    """Return day and time in the person's zone; the year only when it is another one."""
    if value is None:
        return DASH
    return f"{dated(value)} {clock(value)}"


@register.filter
def duration(length: timedelta | float | None) -> str:
    """Return a length of time (a timedelta, or seconds) as "25 min" or "1 h 20 min".

    Minutes are cut off, not rounded: 59 seconds left are not a minute.
    """
    if length is None:
        return DASH
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    minutes = int(abs(seconds) // 60)
    hours, days = minutes // 60, minutes // (24 * 60)
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours % 24}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


@register.filter
def money(amount: Money | None) -> str:
    """Return an amount with its currency, every decimal the currency has."""
    if amount is None:
        return DASH
    return str(numbers.format_currency(amount.decimal(), amount.currency, locale=locale()))


@register.filter
def number(value: float | Decimal | None) -> str:
    """Return a count or a quantity with the language's separators, one decimal at most."""
    if value is None:
        return DASH
    return f"{value:,}" if isinstance(value, int) else decimals(value, 1).removesuffix(".0")


def decimals(value: float | Decimal, places: int) -> str:
    """Return a quantity with exactly so many decimals.

    All our languages write numbers alike, so Python does what Babel needs a tenth of a
    millisecond for; pages of figures hold hundreds. A test holds it against Babel.
    """
    return f"{Decimal(str(value)):,.{places}f}"


@register.filter
def percent(value: float | None) -> str:
    """Return a share between 0 and 1 in percent without the sign, which stands above."""
    return DASH if value is None else decimals(value * 100, 1)


@register.filter
def share(value: float | None) -> str:
    """Return a share between 0 and 1 as a percentage with one decimal."""
    return DASH if value is None else f"{Decimal(str(value)) * 100:.1f}%"


@register.filter
def points(difference: float | None) -> str:
    """Return a difference of two shares in percentage points, with its sign."""
    if difference is None:
        return DASH
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    return f"{sign}{number(round(abs(difference) * 100, 1))}"


@register.filter
def dash(value: object) -> object:
    """Return the value, or a dash when there is none. Zero is a value."""
    return DASH if value is None or value == "" else value


def _zone() -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(timezone.get_current_timezone_name())
