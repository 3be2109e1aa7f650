"""Calendars, policies and the clocks that follow from them, for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from pydantic import AfterValidator, Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Code, Id, Text, storable
from firsthand.api.tickets import READ, WRITE, TicketId, now, reader, seen
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.sla import commands, queries
from firsthand.domain.sla.models import Calendar, Clock, Policy, Priority
from firsthand.domain.tickets.queries import clocks_of, thread_of

router = Router(tags=["tickets"])
calendar_router = Router(tags=["calendars and policies"])
policy_router = Router(tags=["calendars and policies"])

CalendarId = Annotated[Id, Path()]
PolicyId = Annotated[Id, Path()]
Minutes = Annotated[int, Field(ge=1, le=commands.LONGEST_MINUTES)]
_DAY = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
_DAY_NAME = Annotated[str, Field(max_length=60), AfterValidator(storable)]
_HOURS = Annotated[str, Field(max_length=120), AfterValidator(storable)]


class CalendarIn(Schema):
    """When a team works.

    `week`: seven texts, Monday first, such as `09:00-12:00, 13:00-18:00`; empty: nobody
    works. A night shift is written on both days. `holidays`: days off, `2026-10-01` to
    their names, which may be empty. `time_zone`: of the IANA's list, such as
    `Asia/Shanghai`.
    """

    name: Text
    time_zone: Code
    week: Annotated[list[_HOURS], Field(min_length=7, max_length=7)]
    holidays: dict[_DAY, _DAY_NAME] = Field(default_factory=dict)


class CalendarOut(Schema):
    """A calendar, in use or archived; its hours as they are written."""

    id: int
    name: str
    time_zone: str
    week: list[str]
    holidays: dict[str, str]
    created_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_week(calendar: Calendar) -> list[str]:
        """Return the hours of each day, Monday first."""
        return queries.write_week(calendar.week)


class ShiftIn(Schema):
    """Whose working hours a calendar says: the ids of all of them."""

    people: Annotated[list[Id], Field(max_length=500)]


class ShiftOut(Schema):
    """Whose working hours a calendar says."""

    people: list[int]


class PolicyIn(Schema):
    """What is promised, and for which tickets; what is null or empty does not matter to it.

    The times to answer are minutes of the calendar's hours; `warn_minutes` count around
    the clock, before a clock runs out. `escalate_to`: who is told then. `reason`: a code
    of `/reasons`, of any level. `buyer`: the `buyer_id` of one of his tickets.
    """

    name: Text
    calendar: Id
    respond_minutes: Minutes | None = None
    next_reply_minutes: Minutes | None = None
    resolve_minutes: Minutes | None = None
    warn_minutes: Annotated[int, Field(ge=0, le=commands.LONGEST_MINUTES)] = 30
    escalate_to: Policy.To = Policy.To.BOTH
    channel: Literal["", "amazon", "email"] = ""
    store: Id | None = None
    reason: Code | None = None
    priority: Priority | Literal[""] = ""
    buyer: Id | None = None


class PolicyOut(Schema):
    """A policy, in use or archived."""

    id: int
    name: str
    calendar_id: int
    respond_minutes: int | None
    next_reply_minutes: int | None
    resolve_minutes: int | None
    warn_minutes: int
    escalate_to: str
    channel: str
    store_id: int | None
    reason: str | None
    priority: str
    buyer_id: int | None
    created_at: datetime
    archived_at: datetime | None

    @staticmethod
    def resolve_reason(policy: Policy) -> str | None:
        """Return the code of the reason."""
        return policy.reason.code if policy.reason else None


class ClockOut(Schema):
    """One clock that has not ended, the marketplace's or one of the team's.

    `name`: the marketplace's channel, or the team's target: respond, next_reply, resolve.
    `message_id`: the message that started it. While it stands still, `due_at` is null,
    `why_paused` says why (buyer: it is the buyer's turn; snoozed) and `left_seconds` is
    working time; of a running one it is the time until `due_at`, negative once it is late.
    """

    kind: Literal["marketplace", "team"]
    name: str
    since: datetime
    message_id: int | None
    due_at: datetime | None
    left_seconds: int
    is_paused: bool = False
    why_paused: str = ""
    policy_id: int | None = None
    policy: str | None = None
    calendar_id: int | None = None
    calendar: str | None = None
    escalated_at: datetime | None = None
    escalated_to: str = ""


@router.get("/{ticket_id}/clocks", response={200: list[ClockOut], **PROBLEMS}, auth=READ)
def list_clocks(request: HttpRequest, ticket_id: TicketId) -> list[ClockOut]:
    """Return the marketplace's clock, then the team's, the first to run out first."""
    person, at = reader(request), timezone.now()
    ticket = seen(person, ticket_id)
    found = clocks_of(ticket, thread_of(ticket.pk), person)
    shown = [_team(clock, at) for clock in found.team]
    due_at, since = ticket.reply_due_at, ticket.unanswered_since
    if found.marketplace is None or due_at is None or since is None:
        return shown
    marketplace = ClockOut(
        kind="marketplace",
        name=ticket.channel,
        since=since,
        message_id=found.marketplace.message_id,
        due_at=due_at,
        left_seconds=_seconds(due_at, at),
    )
    return [marketplace, *shown]


@calendar_router.get("", response={200: list[CalendarOut], **PROBLEMS}, auth=READ)
def list_calendars(request: HttpRequest) -> list[Calendar]:
    """Return the calendars, in use and archived; they are the same for all stores."""
    _manager(request)
    return list(queries.calendars())


@calendar_router.post("", response={201: CalendarOut, **PROBLEMS}, auth=WRITE)
def add_calendar(request: HttpRequest, body: CalendarIn) -> Status[Calendar]:
    """Add a calendar."""
    _manager(request)
    return Status(201, commands.add_calendar(**_hours(body), **now(request)))


@calendar_router.put("/{calendar_id}", response={200: CalendarOut, **PROBLEMS}, auth=WRITE)
def change_calendar(
    request: HttpRequest, calendar_id: CalendarId, body: CalendarIn
) -> Calendar:
    """Replace all that a calendar is; the clocks of open tickets follow within minutes."""
    _manager(request)
    return commands.change_calendar(calendar_id=calendar_id, **_hours(body), **now(request))


@calendar_router.post(
    "/{calendar_id}/archive", response={200: CalendarOut, **PROBLEMS}, auth=WRITE
)
def archive_calendar(request: HttpRequest, calendar_id: CalendarId) -> Calendar:
    """Take a calendar out of use; refused while a policy in use goes by it."""
    commands.archive_calendar(calendar_id=calendar_id, **now(request))
    return queries.calendars().get(pk=calendar_id)


@calendar_router.get(
    "/{calendar_id}/people", response={200: ShiftOut, **PROBLEMS}, auth=READ
)
def list_shift(request: HttpRequest, calendar_id: CalendarId) -> dict[str, list[int]]:
    """Return whose working hours a calendar says."""
    _manager(request)
    return {"people": sorted(queries.on_shift(Calendar.objects.get(pk=calendar_id).pk))}


@calendar_router.put(
    "/{calendar_id}/people", response={200: ShiftOut, **PROBLEMS}, auth=WRITE
)
def put_on_shift(
    request: HttpRequest, calendar_id: CalendarId, body: ShiftIn
) -> dict[str, list[int]]:
    """Have a calendar say the hours of these people, and of no others you look after."""
    _manager(request)
    commands.put_on_shift(calendar_id=calendar_id, person_ids=body.people, **now(request))
    return {"people": sorted(queries.on_shift(calendar_id))}


@policy_router.get("", response={200: list[PolicyOut], **PROBLEMS}, auth=READ)
def list_policies(request: HttpRequest) -> list[Policy]:
    """Return the policies, in use and archived."""
    _manager(request)
    return list(queries.policies())


@policy_router.post("", response={201: PolicyOut, **PROBLEMS}, auth=WRITE)
def add_policy(request: HttpRequest, body: PolicyIn) -> Status[Policy]:
    """Promise something; the clocks of open tickets follow within minutes."""
    _manager(request)
    return Status(201, commands.add_policy(terms=_terms(body), **now(request)))


@policy_router.put("/{policy_id}", response={200: PolicyOut, **PROBLEMS}, auth=WRITE)
def change_policy(request: HttpRequest, policy_id: PolicyId, body: PolicyIn) -> Policy:
    """Replace all that a policy is; running clocks follow, ended ones stay as they were."""
    _manager(request)
    terms = _terms(body)
    return commands.change_policy(policy_id=policy_id, terms=terms, **now(request))


def _without_body(name: str, command: Callable[..., None], words: str) -> None:
    """Add a call that only names the policy."""

    def call(request: HttpRequest, policy_id: PolicyId) -> Policy:
        command(policy_id=policy_id, **now(request))
        return queries.policies().get(pk=policy_id)

    call.__name__, call.__doc__ = f"{name}_policy", words
    path = "/{policy_id}/" + name
    policy_router.post(path, response={200: PolicyOut, **PROBLEMS}, auth=WRITE)(call)


_without_body("archive", commands.archive_policy, "Promise it no longer.")
_without_body("restore", commands.restore_policy, "Promise an archived policy again.")


def _manager(request: HttpRequest) -> Person:
    person = reader(request)
    require(person, Right.MANAGE_SLA)
    return person


def _hours(given: CalendarIn) -> dict[str, Any]:
    """Return a calendar as the commands take it.

    Raises:
        CalendarUnfit: its hours cannot be read.
    """
    try:
        week = queries.read_week(given.week)
    except queries.Unreadable as unreadable:
        raise commands.CalendarUnfit(
            queries.why_unreadable(unreadable),
            fix=_("Write hours such as 09:00-12:00, 13:00-18:00."),
        ) from unreadable
    return {
        "name": given.name,
        "time_zone": given.time_zone,
        "week": week,
        "holidays": {day: " ".join(name.split()) for day, name in given.holidays.items()},
    }


def _terms(given: PolicyIn) -> commands.Terms:
    return commands.Terms(
        name=given.name,
        calendar_id=given.calendar,
        respond_minutes=given.respond_minutes,
        next_reply_minutes=given.next_reply_minutes,
        resolve_minutes=given.resolve_minutes,
        warn_minutes=given.warn_minutes,
        escalate_to=str(given.escalate_to),
        channel=given.channel,
        store_id=given.store,
        reason_id=_reason_id(given.reason),
        priority=str(given.priority),
        buyer_id=given.buyer,
    )


def _reason_id(code: str | None) -> int | None:
    """Return the reason's number; of a code that is not there, one that is refused."""
    if not code:
        return None
    node = reasons.taxonomy().by_code(code)
    return 0 if node is None else node.id


def _team(clock: Clock, at: datetime) -> ClockOut:
    return ClockOut(
        kind="team",
        name=clock.target,
        since=clock.since,
        message_id=clock.message_id,
        due_at=clock.due_at,
        left_seconds=(
            clock.left_seconds or 0 if clock.due_at is None else _seconds(clock.due_at, at)
        ),
        is_paused=clock.due_at is None,
        why_paused=clock.why_paused,
        policy_id=clock.policy_id,
        policy=clock.policy.name,
        calendar_id=clock.policy.calendar_id,
        calendar=clock.policy.calendar.name,
        escalated_at=clock.escalated_at,
        escalated_to=clock.escalated_to,
    )


def _seconds(due_at: datetime, at: datetime) -> int:
    return int((due_at - at).total_seconds())
