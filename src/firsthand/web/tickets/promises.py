"""The clocks of one ticket as its page says them: whose, how long, since which message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import queries
from firsthand.web.shared import formats
from firsthand.web.tickets import clocks

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.sla.models import Clock
    from firsthand.domain.tickets.models import Message, Ticket


@dataclass(frozen=True)
class Shown:
    """One clock in words.

    `facts` are what its explanation says, as (what, which) pairs; `message_id` is the
    message that started it, if one did.
    """

    key: str
    name: str
    words: str
    mark: str
    due_at: datetime | None
    message_id: int | None
    since: datetime
    facts: Sequence[tuple[str, str]]


def clocks_on(
    ticket: Ticket, messages: Sequence[Message], person: Person, *, now: datetime
) -> list[Shown]:
    """Return the clocks of a ticket, the marketplace's first, then by when they run out."""
    found = queries.clocks_of(ticket, messages, person)
    shown = []
    if found.marketplace is not None:
        shown.append(_marketplace(ticket, found.marketplace.message_id, now))
    zone = ticket.store.time_zone
    return shown + [_team(clock, zone, now) for clock in found.team]


def _marketplace(ticket: Ticket, message_id: int | None, now: datetime) -> Shown:
    duty = stores.reply_duty(ticket.channel)
    due_at, since = ticket.reply_due_at, ticket.unanswered_since
    assert due_at is not None
    assert since is not None
    left = clocks.left(due_at, now=now)
    name = clocks.channel_name(ticket.channel)
    hours = round(duty.within / timedelta(hours=1))
    facts = [
        (
            _("Rule"),
            _("%(hours)d hours, day and night, weekends and holidays included")
            % {"hours": hours},
        ),
        (_("Runs out"), clocks.here_and_there(due_at, ticket.store.time_zone)),
        (_("Stopped by"), _stopped_by(duty)),
    ]
    if duty.counts_thanks:
        facts.append((_("Also counts"), _("a message that only says thanks")))
    return Shown(
        "marketplace", name, left.words, left.mark, due_at, message_id, since, facts
    )


def _stopped_by(duty: stores.ReplyDuty) -> str:
    """Say what stops a marketplace's clock; all of them take a holding reply."""
    if duty.has_own_mark:
        return _("any reply by a person, or “no response needed” said there as well")
    return _("any reply by a person, or “no response needed”")


def _team(clock: Clock, zone: str, now: datetime) -> Shown:
    facts = [
        (_("Policy"), clock.policy.name),
        (_("Calendar"), clock.policy.calendar.name),
    ]
    if clock.due_at is None:
        left = formats.duration(timedelta(seconds=clock.left_seconds or 0))
        words = _("stands still, %(time)s left") % {"time": left}
        mark = "open"
        facts.append((_("Why it stands still"), clock.get_why_paused_display()))
    else:
        words, mark = _running(clock, clock.due_at, now)
        facts.append((_("Runs out"), clocks.here_and_there(clock.due_at, zone)))
    if clock.escalated_at is not None:
        told = f"{clock.get_escalated_to_display()}, {formats.moment(clock.escalated_at)}"
        facts.append((_("Told before it runs out"), told))
    return Shown(
        f"team-{clock.pk}",
        clock.get_target_display(),
        words,
        mark,
        clock.due_at,
        clock.message_id,
        clock.since,
        facts,
    )


def _running(clock: Clock, due_at: datetime, now: datetime) -> tuple[str, str]:
    """Return how much of its time is left, marked from its warning on."""
    left = clocks.left(due_at, now=now)
    if left.mark == "bad":
        return left.words, "bad"
    is_warning = clock.warn_at is not None and clock.warn_at <= now
    return left.words, "watch" if is_warning else "none"
