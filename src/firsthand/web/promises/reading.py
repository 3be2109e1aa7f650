"""What a reply promises, while it is written and when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from firsthand.domain.people.queries import Right
from firsthand.domain.promises import commands
from firsthand.web.promises.rows import Given, choices_of, given_in, rows_of
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.ticket import to_work

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_LONGEST = 20_000


@require_POST
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def read(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what a text promises, with what was filled in already; nothing is kept.

    With `declare` there is one more row, for what is promised beside the words.
    """
    person, at = person_of(request), timezone.now()
    ticket = to_work(person, ticket_id)
    given = given_in(request.POST)
    if request.POST.get("declare"):
        given.append(Given("", "", "", is_kept=True))
    text = request.POST.get("body", "")[:_LONGEST].replace("\r\n", "\n").strip()
    rows = rows_of(ticket, person, text, given, at=at)
    context = {"rows": rows, "zone": ticket.store.time_zone}
    return render(request, "promises/_rows.html", context)


def plan_promises(
    request: HttpRequest,
    ticket_id: int,
    *,
    text: str,
    reply_key: UUID,
    by: Person,
    at: datetime,
    leaves_at: datetime | None,
) -> None:
    """Keep what was said below a reply of its promises, until it is written.

    Where the form does not come from the composer nothing is said, and nothing asked.

    Raises:
        Refused: as `promises.commands.plan`.
    """
    if request.POST.get("promises") != "read":
        return
    leaves_at = leaves_at or at + timedelta(seconds=by.undo_seconds)
    given = given_in(request.POST)
    ticket = to_work(by, ticket_id)
    rows = rows_of(ticket, by, text.strip(), given, at=leaves_at)
    commands.plan(
        ticket_id=ticket_id,
        reply_key=reply_key,
        text=text,
        choices=choices_of(rows, given),
        by=by,
        at=at,
        leaves_at=leaves_at,
        is_all=True,
    )
