"""The lines of the queue, as HTML.

A page has fifty of them, and the template engine took a third of the page's time for what
is the same in every line. Said once here, filled in fifty times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from firsthand.domain.reasons.queries import label_of
from firsthand.domain.sla.queries import Clock
from firsthand.domain.stores.queries import reply_duty
from firsthand.domain.tickets.queries import Here, Row
from firsthand.web.shared import formats
from firsthand.web.tickets import clocks, snoozed
from firsthand.web.tickets.presence import words_for

_HOUR = timedelta(hours=1)
_NOTHING = SafeString("")
_UNREAD = SafeString(' class="unread"')
_CHOICE = '<td><input type="checkbox" name="ticket" value="{}:{}" aria-label="{}"></td>'
_CODE = '<span class="code">{}</span> '
_LANG = ' lang="{}"'
_NEW = '<span class="mark new">{}</span>'
_HERE = ' <span class="mark {}">{}</span>'
_REASON = '<span class="chip" title="{}">{}</span>'
_DUE = '<span class="mark {}" title="{}">{}</span> <span class="soft">{}</span>'
_QUIET = '<span class="soft">{}</span>'
_MARK = ' <span class="mark watch">{}</span>'
_LINE = """<tr{seen}>
{choice}
<td>{code}<span class="soft">{channel}</span></td>
<td class="who">{buyer}</td>
<td class="grow"><a id="ticket-{id}" href="{url}"{lang}>{gist}</a></td>
<td>{new}{woke}{side}</td>
<td>{reason}</td>
<td class="id soft where-wide">{order}</td>
<td>{due}</td>
<td>{assignee}{here}</td>
</tr>"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and the ticket it is about."""

    id: int
    html: SafeString


@dataclass(frozen=True, slots=True)
class _Words:
    """What the lines of one page have in common, in the reader's language."""

    choose: str
    since: str
    until: str
    woke: str
    answered: str
    targets: Mapping[str, str]
    address: tuple[str, str]  # Of a ticket: what stands before and after its number.


def lines_of(
    rows: Sequence[Row],
    view: str,
    *,
    at: datetime,
    may_choose: bool,
    here: Mapping[int, Sequence[Here]],
) -> list[Line]:
    """Return the rows as lines; their links lead back to `view`.

    With `may_choose` each begins with a box to tick; `here` says who has them open.
    """
    before, _number, after = reverse("ticket", args=[0]).rpartition("0")
    words = _Words(
        choose=_("Select ticket %(number)s") if may_choose else "",
        since=_("%(hours)d hours from the buyer’s message of %(time)s"),
        until=_("promised by the team until %(time)s"),
        woke=_("Woke up"),
        answered=_("They answered"),
        targets={value: str(label) for value, label in Clock.TargetName.choices},
        address=(before, after),
    )
    return [Line(row.id, _line(row, view, at, words, here.get(row.id, ()))) for row in rows]


def _filled(html: str, *parts: object, **named: object) -> SafeString:
    """Return HTML with every part escaped that is not HTML itself.

    As Django's `format_html`, which looks at each part for lazy words besides: twice the
    time, and a list has six hundred parts.
    """
    return SafeString(
        html.format(
            *map(_escaped, parts),
            **{name: _escaped(part) for name, part in named.items()},
        )
    )


def _escaped(part: object) -> str:
    return part if isinstance(part, SafeString) else escape(str(part))


def _line(
    row: Row, view: str, at: datetime, words: _Words, here: Sequence[Here]
) -> SafeString:
    return _filled(
        _LINE,
        seen=_NOTHING if row.is_seen else _UNREAD,
        choice=_choice(row, words.choose) if words.choose else "",
        code=_filled(_CODE, row.marketplace) if row.marketplace else "",
        channel=clocks.channel_name(row.channel),
        buyer=row.buyer or formats.DASH,
        id=row.id,
        url=f"{words.address[0]}{row.id}{words.address[1]}?view={view}",
        lang=_filled(_LANG, row.language) if row.language else "",
        gist=row.gist or row.subject or formats.DASH,
        new=_filled(_NEW, row.unanswered_count) if row.unanswered_count else "",
        woke=_filled(_MARK, words.woke) if row.woke_at else "",
        side=_filled(_MARK, words.answered) if row.side_state == "answered" else "",
        reason=_reason(row) if row.reason else "",
        order=row.order_number or formats.DASH,
        due=_due(row, at, words),
        assignee=row.assignee or formats.DASH,
        here=_here(here) if here else "",
    )


def _here(here: Sequence[Here]) -> SafeString:
    return _filled(_HERE, "watch" if here[0].writes else "open", words_for(here))


def _choice(row: Row, choose: str) -> SafeString:
    """Return the box; it says whom the ticket was with when the page was drawn."""
    label = choose % {"number": row.id}
    return _filled(_CHOICE, row.id, row.assignee_id or "", label)


def _reason(row: Row) -> SafeString:
    label = label_of(row.reason or {})
    return _filled(_REASON, label, label)


def _due(row: Row, at: datetime, words: _Words) -> SafeString:
    """Return what is left on the clock that runs out first, and which one that is.

    Of a snoozed ticket, when it wakes.
    """
    if row.snoozed_until is not None:
        return _filled(_QUIET, snoozed.words(row.snoozed_for, row.snoozed_until))
    if row.due_at is not None:
        left = clocks.left(row.due_at, now=at)
        if row.due_at == row.team_due_at:
            until = clocks.here_and_there(row.due_at, row.time_zone)
            name = words.targets.get(row.team_target, row.team_target)
            why = words.until % {"time": until}
        else:
            since = clocks.here_and_there(row.unanswered_since, row.time_zone)
            hours = reply_duty(row.channel).within // _HOUR
            name = clocks.channel_name(row.channel)
            why = words.since % {"hours": hours, "time": since}
        return _filled(_DUE, left.mark, why, left.words, name)
    return _filled(_QUIET, formats.moment(row.solved_at) if row.solved_at else formats.DASH)
