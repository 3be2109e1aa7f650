"""With whom a ticket is and why, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from babel.lists import format_list
from django.utils.translation import gettext as _

from firsthand.domain.tickets.queries import Preference
from firsthand.web.shared import formats
from firsthand.web.tickets.clocks import language_name

if TYPE_CHECKING:
    from firsthand.domain.mail.models import Attachment
    from firsthand.domain.tickets.models import Assignment, Message, Ticket
    from firsthand.web.remedies.lines import Line


@dataclass(frozen=True)
class Said:
    """One message or note with the files that hang on it."""

    message: Message
    files: Sequence[Attachment]


@dataclass(frozen=True)
class Moved:
    """A ticket was passed on, as the thread shows it among the messages."""

    assignment: Assignment
    words: str


@dataclass(frozen=True)
class Given:
    """A remedy, as the thread shows it among the messages."""

    line: Line


def why_words(ticket: Ticket, assignments: Sequence[Assignment]) -> str:
    """Return in one line why the ticket is with whom it is; empty where nothing is known.

    Whoever took it himself, or found it on his desk by answering, needs no line.
    """
    present = next((each for each in assignments if each.ended_at is None), None)
    if present is None or present.person_id != ticket.assignee_id:
        return ""
    if present.person is None:
        waits = present.team is not None
        return _("Waits for the team %(team)s.") % {"team": present.team} if waits else ""
    if present.how == "rule":
        return _("Given by the rule “%(rule)s”: %(why)s.") % {
            "rule": present.rule,
            "why": _steps(present, ticket),
        }
    if present.how == "replied":
        return _("%(name)s answered first.") % {"name": present.person.name}
    return "" if present.how == "taken" else moved_words(present)


def moved_words(assignment: Assignment) -> str:
    """Return who gave the ticket to whom and why, as one sentence."""
    to = assignment.person or assignment.team
    words = {"by": assignment.by, "to": to, "reason": assignment.get_reason_display()}
    if assignment.how == "passed_on":
        return _("%(by)s passed it on to %(to)s: %(reason)s.") % words
    return _("%(by)s gave it to %(to)s.") % words


def in_order(
    said: Sequence[Said], assignments: Sequence[Assignment], remedies: Sequence[Line]
) -> list[Said | Moved | Given]:
    """Return messages, hand-overs and remedies in order of time.

    A hand-over stands before its note, and a remedy after the message it was asked with.
    """
    moves = [
        Moved(each, moved_words(each)) for each in assignments if each.how == "passed_on"
    ]
    timed: list[tuple[datetime, int, int, Said | Moved | Given]] = [
        (each.message.sent_at, 1, n, each) for n, each in enumerate(said)
    ]
    timed += [(move.assignment.at, 0, n, move) for n, move in enumerate(moves)]
    timed += [
        (line.remedy.requested_at, 2, n, Given(line)) for n, line in enumerate(remedies)
    ]
    return [each for *_place, each in sorted(timed, key=lambda one: one[:3])]


def _steps(given: Assignment, ticket: Ticket) -> str:
    words = [_step(step, given, ticket) for step in given.why]
    return format_list(words or [_("the only one present")], locale=formats.locale())


def _step(step: str, given: Assignment, ticket: Ticket) -> str:
    said = {
        Preference.RETURNING: _("had this buyer before"),
        Preference.LANGUAGE: _("writes %(language)s")
        % {"language": language_name(ticket.language)},
        Preference.REASON: _("knows the reason"),
        Preference.LOAD: _("had the fewest open tickets (%(n)d)")
        % {"n": given.open_tickets or 0},
        Preference.TURN: _("next in turn"),
    }
    return said[Preference(step)]
