"""One line of the queue, each part already in words.

A page has fifty of them: what a template would look up, translate and escape anew in
every line is said here once for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from firsthand.domain.tickets.queries import Row, View
from firsthand.web.shared import formats
from firsthand.web.tickets import clocks


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in one line. `due_mark` is empty where no clock runs."""

    id: str
    url: str
    css: str
    chosen: str
    choose: str
    marketplace: str
    channel: str
    buyer: str
    gist: str
    language: str
    new: str
    order: str
    due: str
    due_mark: str
    due_since: str
    assignee: str


def lines_of(rows: Sequence[Row], view: View, *, at: datetime) -> list[Line]:
    """Return the rows in words; their links lead back to `view`."""
    choose = _("Select ticket %(number)s")
    since = _("24 hours from the buyer’s message of %(time)s")
    return [_line(row, view, at, choose, since) for row in rows]


def _line(row: Row, view: View, at: datetime, choose: str, since: str) -> Line:
    due, mark, due_since = formats.DASH, "", ""
    if row.reply_due_at is not None:
        left = clocks.left(row.reply_due_at, now=at)
        due, mark = left.words, left.mark
        time = clocks.here_and_there(row.unanswered_since, row.time_zone)
        due_since = since % {"time": time}
    elif row.solved_at is not None:
        due = formats.moment(row.solved_at)
    return Line(
        id=str(row.id),
        url=f"{reverse('ticket', args=[row.id])}?view={view}",
        css="" if row.is_seen else "unread",
        chosen=f"{row.id}:{row.assignee_id or ''}",
        choose=choose % {"number": row.id},
        marketplace=row.marketplace,
        channel=clocks.channel_name(row.channel),
        buyer=row.buyer or formats.DASH,
        gist=row.gist or row.subject or formats.DASH,
        language=row.language,
        new=str(row.unanswered_count or ""),
        order=row.order_number or formats.DASH,
        due=due,
        due_mark=mark,
        due_since=due_since,
        assignee=row.assignee or formats.DASH,
    )
