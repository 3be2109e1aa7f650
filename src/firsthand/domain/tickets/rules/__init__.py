"""Decisions about tickets: what starts the clock, when it runs out, who may be joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

# A buyer's mail without any thread mark joins a conversation no older than this.
JOIN_WITHIN = timedelta(days=30)
# Of how many mails of a thread we look where they stand.
KIN_ASKED = 200
# Machine mail of one correspondent beyond this many a day gets no tickets of its own.
FLOOD_OF, FLOOD_WITHIN = 20, timedelta(days=1)
# A pause this long without a key or a click is not time spent on the ticket.
IDLE_AFTER = timedelta(minutes=5)
LONGEST_FOCUS = timedelta(hours=4)

DUE_SOON = timedelta(hours=4)

# With less than this left on the marketplace clock a reply is not held to be undone.
TOO_LATE_TO_HOLD = timedelta(minutes=2)
SOONEST_SCHEDULE, LONGEST_SCHEDULE = timedelta(minutes=1), timedelta(days=14)
# A snoozed ticket is back this long before the marketplace clock runs out, and a little
# before a reply the team has promised; and it never stays away for longer than this.
BACK_BEFORE_DUE, BACK_BEFORE_PROMISE = timedelta(hours=2), timedelta(minutes=30)
SOONEST_WAKE, LONGEST_SNOOZE = timedelta(minutes=1), timedelta(days=90)
LONGEST_WAIT = timedelta(days=30)  # For a delivery or a message that may never come.
MORNING, EVENING = time(9), time(18)  # When people read their mail, in their own zone.

NEEDS_ANSWER = frozenset({"question", "info_supplied"})
_WITH_THANKS = NEEDS_ANSWER | {"thanks_only"}


# Replies after which it is the buyer's turn: the others only say that we are at it.
HANDS_OVER = frozenset({"resolution", "info_request"})


class Duty(Protocol):
    """What a marketplace takes for an answer: a `stores.rules.ReplyDuty`."""

    @property
    def within(self) -> timedelta: ...
    @property
    def counts_thanks(self) -> bool: ...
    @property
    def takes_holding(self) -> bool: ...
    @property
    def takes_automatic(self) -> bool: ...


def needing_answer(duty: Duty) -> frozenset[str]:
    """Return the natures of messages for whose answer this marketplace waits."""
    return _WITH_THANKS if duty.counts_thanks else NEEDS_ANSWER


def answering(reply_kind: str, duty: Duty) -> bool:
    """Say whether a reply of this kind is an answer to this marketplace."""
    refused = {"holding": not duty.takes_holding, "automatic": not duty.takes_automatic}
    return not refused.get(reply_kind, False)


@dataclass(frozen=True)
class Sheet:
    """What is filled in when a ticket is closed: codes, empty where nothing was chosen."""

    reason: str = ""
    truth: str = ""
    resolution: str = ""


@dataclass(frozen=True)
class Told:
    """One message as the clock sees it."""

    at: datetime
    is_inbound: bool
    needs_answer: bool = False  # Inbound: a question or information, and not flagged.
    counts: bool = True  # Outbound: an answer here, neither refused nor come back.
    message_id: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Clock:
    """The marketplace clock of one ticket. All None and 0 when nothing waits."""

    since: datetime | None = None
    due_at: datetime | None = None
    waiting: int = 0
    message_id: int | None = field(default=None, compare=False)  # Which one started it.


def clock(messages: Iterable[Told], *, within: timedelta = timedelta(hours=24)) -> Clock:
    """Return the clock: it starts at the earliest buyer message after the last answer.

    An answer at the very moment of a question answers it. Source: the marketplace counts
    each message not answered in time; our own answer covers all before it.

    Args:
        messages: in any order.
        within: how long the marketplace waits, around the clock.
    """
    told = list(messages)
    answered_at = max(
        (message.at for message in told if not message.is_inbound and message.counts),
        default=None,
    )
    waiting = [
        message
        for message in told
        if message.is_inbound
        and message.needs_answer
        and (answered_at is None or message.at > answered_at)
    ]
    if not waiting:
        return Clock()
    first = min(waiting, key=lambda message: (message.at, message.message_id or 0))
    return Clock(
        since=first.at,
        due_at=first.at + within,
        waiting=len(waiting),
        message_id=first.message_id,
    )


def gist(text: str, *, limit: int = 160) -> str:
    """Return the first words of a text on one line, cut at a word where there are words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, space, _tail = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut) + "…"


def event_time(written_at: datetime | None, *, taken_at: datetime) -> datetime:
    """Return when a mail counts as written: by its own date unless that cannot be.

    A date in the future, or from before there was commerce by mail, is a wrong clock at the
    sender's; then the time we took it counts.
    """
    if written_at is None or written_at > taken_at or written_at.year < 1995:
        return taken_at
    return written_at


def focus_span(
    started_at: datetime, ended_at: datetime, *, now: datetime
) -> tuple[datetime, datetime] | None:
    """Return a reported stretch of focus if it can be true, else None.

    The browser reports it; a clock far off, a stretch from the future or of many hours is
    not believed. Idle time was cut off before, in the tab.
    """
    if not started_at <= ended_at <= now + timedelta(minutes=2):
        return None
    if ended_at - started_at > LONGEST_FOCUS or now - ended_at > timedelta(days=1):
        return None
    return started_at, ended_at


class Band(StrEnum):
    """How much time is left for an answer: the groups of the queue, most urgent first."""

    OVERDUE = "overdue"
    HOUR = "hour"
    FOUR_HOURS = "four_hours"
    TODAY = "today"
    LATER = "later"
    NO_CLOCK = "no_clock"  # Nothing waits for us.


def band(due_at: datetime | None, *, now: datetime, tomorrow: datetime) -> Band:
    """Return the group a ticket stands in.

    Args:
        due_at: when its clock runs out; None when nothing waits.
        now: the present. Due this very moment is not yet late.
        tomorrow: when the reader's day ends.
    """
    if due_at is None:
        return Band.NO_CLOCK
    bounds = (
        (due_at < now, Band.OVERDUE),
        (due_at <= now + timedelta(hours=1), Band.HOUR),
        (due_at <= now + DUE_SOON, Band.FOUR_HOURS),
        (due_at < tomorrow, Band.TODAY),
    )
    return next((found for is_within, found in bounds if is_within), Band.LATER)


def may_hold(due_at: datetime | None, *, now: datetime) -> bool:
    """Say whether a reply may wait for its undo seconds.

    Not in the last two minutes of the clock. Once the clock has run out there is nothing
    left to lose, and undoing is as useful as ever.
    """
    return due_at is None or not now <= due_at < now + TOO_LATE_TO_HOLD


class Preset(StrEnum):
    """A time a reply is often scheduled for, by the buyer's clock."""

    MORNING = "morning"  # The next 9:00.
    EVENING = "evening"  # The next 18:00.
    MONDAY = "monday"  # Next Monday at 9:00, if that is not the next 9:00 anyway.


def presets(now: datetime, zone: ZoneInfo) -> dict[Preset, datetime]:
    """Return the times offered for a scheduled reply, none of them within half an hour."""
    soonest = now + timedelta(minutes=30)
    today = now.astimezone(zone).date()

    def next_at(hour: time, *days: date) -> datetime:
        times = (datetime.combine(day, hour, tzinfo=zone) for day in days)
        return next(found for found in times if found > soonest)

    next_days = [today + timedelta(days=after) for after in range(3)]
    monday = today + timedelta(days=7 - today.weekday())
    found = {
        Preset.MORNING: next_at(MORNING, *next_days),
        Preset.EVENING: next_at(EVENING, *next_days),
        Preset.MONDAY: next_at(MORNING, monday, monday + timedelta(days=7)),
    }
    if found[Preset.MONDAY] == found[Preset.MORNING]:
        del found[Preset.MONDAY]
    return found


def back_by(reply_due_at: datetime | None) -> datetime | None:
    """Return when a ticket must be in sight again; None while no marketplace waits."""
    return None if reply_due_at is None else reply_due_at - BACK_BEFORE_DUE


def wakes_at(
    wanted: datetime,
    *,
    reply_due_at: datetime | None,
    promised_at: datetime | None = None,
    now: datetime,
) -> datetime:
    """Return when a snoozed ticket wakes: as wanted, or before a clock runs out.

    Args:
        wanted: what was asked for.
        reply_due_at: when the marketplace clock runs out.
        promised_at: when the team has promised a reply, if it has. One that is over, or a
            moment away, is the team's own affair and holds nothing back.
        now: the present.
    """
    bounds = [wanted]
    back = back_by(reply_due_at)
    if back is not None:
        bounds.append(back)
    if promised_at is not None and promised_at - BACK_BEFORE_PROMISE > now:
        bounds.append(promised_at - BACK_BEFORE_PROMISE)
    return min(bounds)


def is_relay(address: str) -> bool:
    """Say whether a marketplace relays mail to this address to a buyer."""
    return ".marketplace.amazon." in f".{address.rpartition('@')[2].lower()}"


class Verdict(StrEnum):
    """What a bulk deed comes to for one ticket."""

    CHANGE = "change"
    SAME = "same"  # It is so already.
    MERGED = "merged"  # It stands on another ticket, about which nobody has decided.
    NOT_THEIRS = "not_theirs"  # Whoever is to have it does not work its store.


# Ids of reason and resolution, and the truth; what is not said is None or empty.
TagIds = tuple[int | None, str, int | None]


@dataclass(frozen=True)
class Wish:
    """What a bulk is to do, as far as it decides what comes of it."""

    deed: str
    to: int | None = None
    priority: str = ""
    tag: TagIds = (None, "", None)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one ticket stands, as far as a bulk deed asks."""

    state: str
    assignee_id: int | None
    priority: str
    tag: TagIds
    is_awaited: bool  # A message waits for an answer.


_IS_SO: dict[str, Callable[[Standing, Wish], bool]] = {
    "assign": lambda now, wish: now.assignee_id == wish.to,
    "tag": lambda now, wish: _tagged(now.tag, wish.tag) == now.tag,
    "close": lambda now, _wish: now.state == "solved",
    "reopen": lambda now, _wish: now.state == "open",
    "priority": lambda now, wish: now.priority == wish.priority,
    "no-response": lambda now, _wish: not now.is_awaited,
    "note": lambda _now, _wish: False,
}
BULK_DEEDS = frozenset(_IS_SO)


def judge(now: Standing, wish: Wish, *, may_have_it: bool) -> Verdict:
    """Return what a bulk deed would do to a ticket that stands like this.

    Args:
        now: the ticket.
        wish: the deed.
        may_have_it: whether the person to have it works its store; True if nobody is to.
    """
    if now.state == "merged":
        return Verdict.MERGED
    if _IS_SO[wish.deed](now, wish):
        return Verdict.SAME
    return Verdict.CHANGE if may_have_it else Verdict.NOT_THEIRS


def _tagged(before: TagIds, said: TagIds) -> TagIds:
    """Return the tag after a sheet: what it leaves open stays as it was."""
    return said[0], said[1] or before[1], said[2] or before[2]
