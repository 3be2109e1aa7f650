"""Core reasons: the few that bring most of the work, their parts, and their tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.metrics.queries import FactsOutdated, Period, core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice, Volumes
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import LEVELS, Node, Taxonomy
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.charts import Bar, bars
from firsthand.web.service import filters, pictures
from firsthand.web.service.filters import Limits
from firsthand.web.service.lines import hundredths, lines_of, rows_of
from firsthand.web.service.panels import period_of
from firsthand.web.service.tree import with_imported
from firsthand.web.shared import formats
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

DAYS, USUAL_DAYS = (30, 60, 90), 30
CORE = 5
_LISTED, _TICKETS = 25, 25


@require_safe
@needs(Right.READ_FIGURES)
def core(request: HttpRequest) -> HttpResponse:
    """Show which reasons bring most contacts, as far as enough of them are tagged."""
    person, at, tz = person_of(request), timezone.now(), _zone()
    limits = filters.read(request, person, days=DAYS, usual=USUAL_DAYS)
    window = window_of(limits.days, at=at, tz=tz, last=limits.last)
    context = {
        "limits": limits,
        "days": DAYS,
        "channels": filters.CHANNELS,
        "levels": range(1, LEVELS + 1),
        "period": period_of(window, tz),
        "may_import": person.may(Right.IMPORT_DATA),
        "now": at,
    }
    try:
        context |= _found(limits, window, at)
    except FactsOutdated as refusal:
        context["refusal"] = refusal
    return render(request, "service/reasons.html", context)


@require_safe
@needs(Right.READ_FIGURES)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one reason: its course, what it is made of, and its tickets."""
    person, at, tz = person_of(request), timezone.now(), _zone()
    limits = filters.read(request, person, days=DAYS, usual=USUAL_DAYS)
    tree = with_imported(reasons.taxonomy(), [code])
    node = tree.by_code(code)
    if node is None:
        raise Http404
    window = window_of(limits.days, at=at, tz=tz, last=limits.last)
    context = {
        "limits": limits,
        "days": DAYS,
        "channels": filters.CHANNELS,
        "period": period_of(window, tz),
        "name": reasons.label_of(node.labels),
        "path": [
            (above.code, reasons.label_of(above.labels))
            for above in tree.path(node.id)[:-1]
        ],
        "now": at,
        "shown": _TICKETS,
    }
    asked = _slice(limits, window)
    try:
        context |= _about(node, tree, asked, at, tz)
        codes = core_reasons.codes_of(tree, node.code)
        ids = core_reasons.tickets_with_reason(asked, codes, limit=_TICKETS)
    except FactsOutdated as refusal:
        context["refusal"] = refusal
    else:
        context["rows"] = tickets.rows_of(ids, person) if ids else []
        context["is_cut"] = len(ids) == _TICKETS
    return render(request, "service/reason.html", context)


def window_of(days: int, *, at: datetime, tz: ZoneInfo, last: date | None = None) -> Period:
    """Return so many whole local days up to and with `last`, else yesterday.

    Raises:
        Http404: there are no such days.
    """
    try:
        end = at.astimezone(tz).date() if last is None else last + timedelta(days=1)
        since = datetime.combine(end - timedelta(days=days), time(), tz)
        return Period(since, datetime.combine(end, time(), tz))
    except OverflowError as error:
        raise Http404 from error


def _slice(limits: Limits, window: Period) -> Slice:
    return Slice(
        person=limits.view, since=window.since, until=window.until, channel=limits.channel
    )


def _found(limits: Limits, window: Period, at: datetime) -> dict[str, object]:
    asked = _slice(limits, window)
    counted = core_reasons.counted(asked)
    tree = with_imported(reasons.taxonomy(), counted.by_code)
    found = counted.on(tree, limits.level)
    context: dict[str, object] = {"volumes": found, "coverage": found.coverage}
    if not found.contacts:
        context["latest"] = core_reasons.latest(asked)
    if found.is_blocked or not found.tagged:
        return context
    rows = rows_of(found)
    lines = lines_of(rows[:_LISTED], asked, tree, as_of=at)
    return context | {
        "finding": _finding(found),
        "chart": pictures.pareto_of(found, tree, core=CORE),
        "all_reasons": len(rows),
        "total_rate": hundredths(found.per_hundred_orders(found.tagged)),
        "core": lines[:CORE],
        "further": lines[CORE:],
        "unlisted": len(rows) - len(lines),
        "unlisted_contacts": sum(row.contacts for row in rows[_LISTED:]),
    }


def _finding(found: Volumes) -> str:
    first_five = found.pareto.share_of_first(CORE)
    return _(
        "%(first)d of %(all)d reasons bring four in five contacts; the first five bring "
        "%(five)s."
    ) % {
        "first": found.pareto.reasons_for_most or 0,
        "all": len(found.ranked),
        "five": formats.share(None if first_five is None else float(first_five)),
    }


def _about(
    node: Node, tree: Taxonomy, asked: Slice, at: datetime, tz: ZoneInfo
) -> dict[str, object]:
    found, codes = core_reasons.counted(asked), core_reasons.codes_of(tree, node.code)
    rows = [row for row in rows_of(found.on(tree, node.level)) if row.code == node.code]
    is_whole = bool(rows)
    if node.level < LEVELS:
        below = rows_of(found.on(tree, node.level + 1))
        rows += [row for row in below if row.code in codes and row.code != node.code]
    lines = lines_of(rows, asked, tree, as_of=at) if rows else []
    first_reply, answered = core_reasons.first_reply(asked, codes, as_of=at)
    weeks = _weeks(asked, codes, tz)
    return {
        "whole": lines[0] if is_whole else None,
        "parts": lines[1:],
        "first_reply": first_reply,
        "first_reply_n": answered,
        "weeks": weeks,
        "chart": _drawn(weeks),
    }


def _weeks(asked: Slice, codes: Sequence[str], tz: ZoneInfo) -> list[tuple[date, int]]:
    """Return the first day and the contacts of each seven days, the last of them last."""
    by_day = core_reasons.contacts_by_day(asked, codes, tz=tz)
    last = asked.until.astimezone(tz).date()
    days = (asked.until - asked.since).days
    weeks = []
    for back in range(days // 7, 0, -1):
        week = [last - timedelta(days=7 * back - i) for i in range(7)]
        count = sum(by_day.get(day, 0) for day in week)
        weeks.append((week[0], count))
    return weeks


def _drawn(weeks: Sequence[tuple[date, int]]) -> SafeString:
    return bars(
        [Bar(formats.short_day(first), count) for first, count in weeks],
        label=_("Contacts with this reason, week by week"),
        every=2 if len(weeks) > 6 else 1,
        width=820,
    )


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())
