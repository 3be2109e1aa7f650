"""The text for the buyer beside the draft its writer can read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from firsthand.domain.manner import commands, queries
from firsthand.domain.manner.queries import Kind
from firsthand.domain.people.queries import Right
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.ticket import to_work

if TYPE_CHECKING:
    from firsthand.domain.manner.queries import Difference
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_LONGEST = 20_000
_NAMES: dict[Kind, str | Lazy] = {
    Kind.MONEY: _("Amount"),
    Kind.TIME: _("Date or time"),
    Kind.COUNT: _("Length of time"),
    Kind.PERCENT: _("Percentage"),
    Kind.ORDER: _("Order number"),
    Kind.CODE: _("Tracking or other number"),
    Kind.URL: _("Link"),
    Kind.PROMISE: _("Promise"),
}


class Row(NamedTuple):
    """One difference as it is drawn; an empty quote: the text says nothing of it."""

    name: str | Lazy
    draft: str
    text: str
    needs_a_word: bool


@require_POST
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def compare(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what differs between a text and the draft beside it; nothing is kept."""
    person, at = person_of(request), timezone.now()
    ticket = to_work(person, ticket_id)
    found = _differences(request, ticket, request.POST.get("body", ""), person, at)
    digest = queries.digest(found)
    context = {
        "rows": [_row(one) for one in found],
        "advice": _advice(ticket, request.POST.get("body", "")),
        "digest": digest,
        "is_meant": digest != "" and request.POST.get("differs") == digest,
        "is_compared": bool(request.POST.get("in_own_language", "").strip())
        and bool(request.POST.get("body", "").strip()),
    }
    return render(request, "manner/_differences.html", context)


def confirm_differences(
    request: HttpRequest,
    ticket_id: int,
    *,
    text: str,
    by: Person,
    at: datetime,
    leaves_at: datetime | None,
) -> None:
    """Refuse a reply that differs from the draft beside it, unless that was ticked.

    Raises:
        Refused: as `manner.commands.confirm`.
    """
    if not request.POST.get("in_own_language", "").strip():
        return
    leaves_at = leaves_at or at + timedelta(seconds=by.undo_seconds)
    found = _differences(request, to_work(by, ticket_id), text, by, leaves_at)
    ticked = request.POST.get("differs", "")
    commands.confirm(found, confirmed=ticked, ticket_id=ticket_id, by=by, at=at)


def _differences(
    request: HttpRequest, ticket: Ticket, text: str, person: Person, at: datetime
) -> tuple[Difference, ...]:
    draft = request.POST.get("in_own_language", "")[:_LONGEST]
    return queries.diff_on(ticket, draft, text[:_LONGEST], otherwise=person.language, at=at)


def _advice(ticket: Ticket, text: str) -> list[tuple[str, str, bool]]:
    """Return what sounds wrong to the buyer: what, how better, and whether it is marked."""
    reader = "zh" if (get_language() or "").startswith("zh") else "en"
    found = {one.message["en"]: one for one in queries.advice(ticket, text[:_LONGEST])}
    return [
        (one.message[reader], one.fix[reader], one.severity == "warn")
        for one in found.values()
    ]


def _row(one: Difference) -> Row:
    return Row(
        _NAMES[one.kind],
        one.draft.quote if one.draft else "",
        one.text.quote if one.text else "",
        one.needs_a_word,
    )
