"""The figures, by the same call as the pages and the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import FigureOut, Moment, RevisionOut
from firsthand.api.tokens import Token, caller
from firsthand.domain.metrics import queries
from firsthand.domain.metrics.models import Revision
from firsthand.domain.metrics.queries import NAMES_PEOPLE, Dimension, Figure
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

router = Router(tags=["metrics"])
READ = Token(ApiToken.Scope.METRICS_READ)
_LONGEST = timedelta(days=400)  # By day, and by agent, this is already much to answer.
_WEEK = timedelta(days=7)


class Wanted(Schema):
    """Which units, as known when, and how split.

    Without `since` and `until`: the latest week of which everything is certain. `as_of`:
    what happened later is not counted. `known_at`: units we got to know of later are left
    out. `tz` is the zone whose days `day` splits by. `by`: one period, and up to two of
    the other splits the metric has. `only`: "split:value", the units with that value.
    """

    since: Moment | None = None
    until: Moment | None = None
    as_of: Moment | None = None
    known_at: Moment | None = None
    tz: Annotated[str, Field(max_length=60)] = "UTC"
    by: Annotated[list[Dimension], Field(max_length=3)] = []
    only: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)] = []


class NotAPeriod(Refused):
    code = "metrics.not_a_period"


class NoSuchZone(Refused):
    code = "metrics.no_such_zone"


class NoSuchSplit(Refused):
    code = "metrics.no_such_split"


@router.get("/{key}", response={200: list[FigureOut], **PROBLEMS}, auth=READ)
def get_metric(
    request: HttpRequest,
    key: Annotated[str, Path(max_length=80)],
    wanted: Annotated[Wanted, Query()],
) -> list[Figure]:
    """Return one metric for each group, over the stores the token's person may see."""
    person = caller(request).person
    require(person, Right.READ_FIGURES)
    metric = queries.catalogue().get(key)
    if metric is None:
        raise Http404
    only = dict(_pair(typed) for typed in wanted.only)
    if NAMES_PEOPLE & {*wanted.by, *only}:
        require(person, Right.READ_FIGURES_OF_PEOPLE)
    as_of = wanted.as_of or timezone.now()
    since, until = queries.mature_window(metric, as_of=as_of)
    if wanted.until:
        since, until = wanted.until - _WEEK, wanted.until
    if wanted.since:
        since, until = wanted.since, wanted.until or as_of
    if not timedelta() < until - since <= _LONGEST:
        raise NotAPeriod(
            _("The period must end after it begins, and be no longer than 400 days."),
            fix=_("Change “since” or “until”."),
        )
    return queries.figures(
        metric,
        person=person,
        since=since,
        until=until,
        as_of=as_of,
        tz=_zone(wanted.tz),
        by=tuple(dict.fromkeys(wanted.by)),
        only=only,
        known_at=wanted.known_at,
    )


@router.get("/{key}/revisions", response={200: list[RevisionOut], **PROBLEMS}, auth=READ)
def get_revisions(
    request: HttpRequest, key: Annotated[str, Path(max_length=80)]
) -> list[Revision]:
    """Return what changed of this metric's values after they were certain, newest first.

    Values are published by store and week (UTC) once every unit of the week is certain;
    at most the latest 500 changes of them.
    """
    person = caller(request).person
    require(person, Right.READ_FIGURES)
    if key not in queries.catalogue():
        raise Http404
    return list(queries.revisions([key], person=person)[:500])


def _pair(typed: str) -> tuple[str, str]:
    cut, colon, value = typed.partition(":")
    if not colon:
        raise NoSuchSplit(
            _("“%(typed)s” names no value.") % {"typed": typed},
            fix=_("Write for example store:1."),
        )
    return cut, value


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise NoSuchZone(
            _("There is no time zone of that name."),
            fix=_("Say for example Asia/Shanghai."),
        ) from wrong
