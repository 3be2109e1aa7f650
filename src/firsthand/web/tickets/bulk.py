"""Do one thing to several tickets; what is refused is named, the rest is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.tickets import commands
from firsthand.foundation.errors import Refused
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.sheet import SheetForm

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# Who does it, to which ticket, seen with whom, with which sheet, when.
Deed = Callable[["Person", int, int | None, commands.Sheet, datetime], object]
MOST = 100


def _take(
    person: Person, ticket_id: int, expected: int | None, _: commands.Sheet, at: datetime
) -> object:
    return commands.assign(
        ticket_id=ticket_id, to=person.pk, expected=expected, by=person, at=at
    )


def _close(
    person: Person, ticket_id: int, _: int | None, sheet: commands.Sheet, at: datetime
) -> object:
    return commands.solve(ticket_id=ticket_id, sheet=sheet, by=person, at=at)


_DEEDS: dict[str, Deed] = {"take": _take, "close": _close}


@deed
def act(request: HttpRequest) -> HttpResponse:
    """Take or close the selected tickets, each in its own transaction.

    One sheet closes them all; an incomplete one closes none. Each ticket is given as
    "id:assignee" with the assignee that was shown (empty for nobody).
    """
    what = _DEEDS.get(request.POST.get("what", ""))
    chosen = [_chosen(text) for text in request.POST.getlist("ticket")]
    form = SheetForm(request.POST)
    is_wrong = not chosen or len(chosen) > MOST or None in chosen
    if what is None or is_wrong or not form.is_valid():
        return HttpResponseBadRequest()
    person, at = person_of(request), timezone.now()
    done, refusals = 0, []
    for ticket_id, expected in filter(None, chosen):
        try:
            what(person, ticket_id, expected, form.sheet(), at)
            done += 1
        except (NotAllowed, commands.SheetIncomplete):
            raise
        except Refused as refusal:
            refusals.append({"ticket_id": ticket_id, "refusal": refusal})
    response = render(
        request,
        "tickets/_bulk_result.html",
        {"words": _words(request.POST["what"], done), "refusals": refusals},
        status=200 if done else 422,
    )
    response.headers["HX-Trigger"] = "queue-changed"
    return response


def _words(what: str, done: int) -> str:
    """Say how many tickets it was done to; nothing when it was done to none."""
    if not done:
        return ""
    if what == "take":
        words = ngettext(
            "%(count)d ticket is yours now.", "%(count)d tickets are yours now.", done
        )
    else:
        words = ngettext(
            "%(count)d ticket is closed.", "%(count)d tickets are closed.", done
        )
    return words % {"count": done}


def _chosen(text: str) -> tuple[int, int | None] | None:
    """Read "12:5" or "12:" as ticket and assignee; None for anything else."""
    ticket, colon, assignee = text.partition(":")
    numbers = [ticket, assignee] if assignee else [ticket]
    if not colon or not all(
        each.isascii() and each.isdigit() and len(each) < 19 for each in numbers
    ):
        return None
    return int(ticket), int(assignee) if assignee else None
