"""What a figure means, and the tickets it was made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from firsthand.domain.metrics import queries as metrics
from firsthand.domain.metrics.model import Metric, Portion, Snapshot, Wait
from firsthand.domain.metrics.queries import Outcome, Period
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.charts import sparkline
from firsthand.web.service import filters, words
from firsthand.web.service.outcomes import outcomes_of
from firsthand.web.service.panels import period_of, tickets_address, window_of
from firsthand.web.shared import formats
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from firsthand.domain.people.models import Person

# What decides the day of a unit, by the columns of the facts.
_DATED_BY: Mapping[str, _StrPromise] = {
    "opened_at": _("The day the issue was opened"),
    "asked_at": _("The day the ticket began"),
    "started_at": _("The day the buyer wrote"),
    "happened_at": _("The day of the work"),
    "placed_at": _("The day of the order"),
    "promised_at": _("The day the buyer wrote"),
    "rated_at": _("The day of the rating"),
    "used_at": _("The day it was asked for"),
    "passed_up_at": _("The day it was passed up"),
    "solved_at": _("The day the ticket was solved"),
    "deliver_by": _("The day of the promise"),
    "due_at": _("The day it was due"),
    "requested_at": _("The day the return was asked for"),
    "claimed_at": _("The day of the claim"),
    "voted_at": _("The day of the vote"),
}
# Days that no index leads to.
_NOT_LOOKED_UP = {"rated_at", "deliver_by", "due_at", "requested_at", "claimed_at"}
_SHOWN, _COURSE_DAYS, _WEEK_DAYS, _REVISIONS = 50, 28, 7, 5


@dataclass(frozen=True)
class _Stretch:
    """Which units are asked for, and whether their outcome can still change."""

    since: datetime
    until: datetime
    is_running: bool
    query: str  # What keeps it, in a link.


@dataclass(frozen=True)
class _Agent:
    """Whose units are asked for; empty: everybody's."""

    name: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    query: str = ""  # What keeps it, in a link.


@require_safe
@needs(Right.READ_FIGURES)
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """Explain one metric: formula, certainty, targets, source, worked example, value."""
    metric = _metric(key)
    context = {
        "metric": metric,
        "name": words.said(metric.names),
        "other_name": _other_name(metric),
        "formula": words.said(metric.definition),
        "unit_name": words.said(metric.unit_name),
        "maturity": words.said(metric.maturity),
        "dated_by": _dated_by(metric),
        "credited": words.said(metric.credit),
        "better": words.better_of(metric),
        "may_run": _may_run(metric),
        "targets": [
            (words.said(line.name), words.written(metric, line.value))
            for line in metric.targets
        ],
        "all": [(each, words.said(each.names)) for each in metrics.catalogue().values()],
        "story": words.said(metric.example.story),
        "result": words.said(metric.example.result),
    }
    try:
        context |= _standing(metric, request)
    except metrics.FactsOutdated as refusal:
        context["refusal"] = refusal
    return render(request, "service/definition.html", context)


@require_safe
@needs(Right.READ_FIGURES)
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """List the tickets a figure was made of: of the days asked for, else the last week."""
    metric, person, at = _metric(key), person_of(request), timezone.now()
    outcomes = outcomes_of(metric) if metric.ticket else {}
    outcome = request.GET.get("outcome", next(iter(outcomes), ""))
    if outcome not in outcomes:
        raise Http404
    limits = filters.read(request, person, days=(7, 30, 90), usual=30)
    stretch, agent = _stretch(request, metric, at), _agent(request, metric)
    try:
        ids = metrics.tickets_behind(
            metric,
            cast(Outcome, outcome),
            person=limits.view,
            since=stretch.since,
            until=stretch.until,
            as_of=at,
            only=agent.only,
            limit=_SHOWN,
        )
    except metrics.FactsOutdated as refusal:
        messages.error(request, str(refusal))
        return redirect("today")
    context = {
        "metric": metric,
        "name": words.said(metric.names),
        "rows": tickets.rows_of(ids, person) if ids else [],
        "outcome": outcome,
        "outcomes": outcomes.items(),
        "stretch": stretch,
        "period": period_of(Period(stretch.since, stretch.until), _zone()),
        "store": limits.store,
        "agent": agent,
        "shown": _SHOWN,
        "is_cut": len(ids) == _SHOWN,
    }
    return render(request, "service/behind.html", context)


def _standing(metric: Metric, request: HttpRequest) -> dict[str, object]:
    """Return the value of the last certain week with its course, in words."""
    person, at = person_of(request), timezone.now()
    if isinstance(metric, Portion):
        return {"is_by_group": True}  # Of itself it is always the whole.
    week = window_of(metric, _WEEK_DAYS, at=at, tz=_zone())
    days = []
    if _has_course(metric):
        days = metrics.last_days(metric, days=_COURSE_DAYS, as_of=at, tz=_zone())
    now, *course = metrics.figures_of(
        metric, [week, *days], person=person, as_of=at, tz=_zone()
    )
    limits = filters.read(request, person, days=(7,), usual=7)
    verdict, mark = words.verdict_of(now)
    return {
        "value": words.value_of(metric, now),
        "is_grey": now.shown == "grey",
        "made_of": words.made_of(metric, now),
        "interval": words.interval_of(metric, now),
        "verdict": verdict,
        "mark": mark,
        "period": period_of(week, _zone()),
        "tickets": tickets_address(metric, week, limits, _zone()) if metric.ticket else "",
        "left_out": _left_out(metric, week, person, at),
        "revisions": _revisions(metric, limits),
        "course": [
            (day.since, words.value_of(metric, day), formats.number(day.n))
            for day in reversed(course)
        ],
        "spark": sparkline(
            [day.value for day in course],
            label=_("%(name)s, day by day over four weeks")
            % {"name": words.said(metric.names)},
        )
        if course
        else "",
    }


def _left_out(
    metric: Metric, period: Period, person: Person, at: datetime
) -> list[tuple[str, str]]:
    """Return how many units were not counted, and why; mostly nothing."""
    found = metrics.left_out(metric, period, person=person, as_of=at)
    return [
        (formats.number(found[one.key]), words.said(one.name))
        for one in metric.exclusions
        if found.get(one.key)
    ]


def _revisions(metric: Metric, limits: filters.Limits) -> list[dict[str, object]]:
    """Return what was certain and changed all the same, the last first; mostly nothing."""
    names = {each.pk: each.name for each in limits.stores}
    counts = _("%(hits)d of %(n)d")
    return [
        {
            "week": one.week_of,
            "store": names.get(one.store_id, formats.DASH),
            "old": counts % {"hits": one.old_hits, "n": one.old_n},
            "new": counts % {"hits": one.new_hits, "n": one.new_n},
            "at": formats.dated(one.revised_at),
        }
        for one in metrics.revisions([metric.key], person=limits.view)[:_REVISIONS]
    ]


def _has_course(metric: Metric) -> bool:
    """Say whether its days can be looked up one by one.

    What is so at one moment, what somebody did in a day, and ratings have no index of
    their days: each of them would read everything there is.
    """
    is_looked_up = metric.facts != "agentday" and metric.at not in _NOT_LOOKED_UP
    return is_looked_up and not isinstance(metric, Snapshot)


def _stretch(request: HttpRequest, metric: Metric, at: datetime) -> _Stretch:
    """Return the local days the address names, else the running or last certain week."""
    if request.GET.get("period") == "running":
        since = at - timedelta(days=_WEEK_DAYS)
        return _Stretch(since, at, is_running=True, query="&period=running")
    first, last = request.GET.get("from"), request.GET.get("to")
    if not first or not last:
        week = window_of(metric, _WEEK_DAYS, at=at, tz=_zone())
        return _Stretch(week.since, week.until, is_running=False, query="")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
        start, end = (datetime.combine(day, time(), _zone()) for day in days)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    if not start < end:
        raise Http404
    is_running = end > at - metric.ripe_after
    return _Stretch(start, end, is_running, query=f"&from={days[0]}&to={last}")


def _dated_by(metric: Metric) -> _StrPromise:
    if isinstance(metric, Snapshot):
        return _("The end of the period: what was so at that moment")
    if metric.facts == "agentday":
        return _("The day of the answers (UTC)")
    return _DATED_BY[metric.at]


def _may_run(metric: Metric) -> bool:
    """Say whether there is a time in which the figure can still change by itself."""
    return isinstance(metric, Wait) or getattr(metric, "running_counts", False)


def _agent(request: HttpRequest, metric: Metric) -> _Agent:
    """Return whose units are asked for: everybody's, a colleague's where that is allowed.

    Raises:
        Http404: there is nobody with this number, or nobody is credited.
        PermissionDenied: he may only see his own.
    """
    asked, person = request.GET.get("agent", ""), person_of(request)
    if not asked:
        return _Agent()
    if asked != str(person.pk) and not person.may(Right.READ_FIGURES_OF_PEOPLE):
        raise PermissionDenied
    names = {str(key): name for key, name in people.people().values_list("pk", "name")}
    if asked not in names or not metric.agent:
        raise Http404
    return _Agent(names[asked], {"agent": asked}, f"&agent={asked}")


def _other_name(metric: Metric) -> str:
    """Return what it is called in the other language: colleagues may use that."""
    name = words.said(metric.names)
    return next((other for other in metric.names.values() if other != name), "")


def _metric(key: str) -> Metric:
    metric = metrics.catalogue().get(key)
    if metric is None:
        raise Http404
    return metric


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())
