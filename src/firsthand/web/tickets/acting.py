"""What is done together with a reply that was made from a macro: ticked, and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from firsthand.domain.macros import commands, queries
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed

if TYPE_CHECKING:
    from firsthand.domain.macros.queries import Offered
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


def macros_offered(ticket_id: int, person: Person) -> list[Offered]:
    """Return what can be done with the reply somebody began here, for the boxes."""
    return queries.offered(ticket_id, person.pk)


def waiting_actions(person: Person, ticket: Ticket, *, has_written: bool) -> list[Offered]:
    """Return what was refused when his reply left, and remedies he still has to ask for."""
    return queries.waiting_for(person, ticket) if has_written else []


def choose_actions(
    request: HttpRequest, ticket_id: int, *, reply_key: UUID, by: Person
) -> None:
    """Keep which boxes below a reply were ticked, until it leaves.

    Raises:
        Refused: as `macros.commands.choose`.
    """
    shown = [_number(each) for each in request.POST.getlist("macro_use")]
    chosen: dict[int, frozenset[int]] = {use_id: frozenset() for use_id in shown}
    for each in request.POST.getlist("macro_action"):
        use_id, _colon, number = each.partition(":")
        if (use := _number(use_id)) in chosen:
            chosen[use] |= {_number(number)}
    if chosen:
        commands.choose(ticket_id=ticket_id, reply_key=reply_key, chosen=chosen, by=by)


@deed
def put_away(
    request: HttpRequest, ticket_id: int, use_id: int, number: int
) -> HttpResponse:
    """Put away what waited here; the rest of the page stays as it is."""
    commands.put_away(use_id=use_id, number=number, by=person_of(request))
    return HttpResponse()


def _number(text: str) -> int:
    """Return a number typed by a form; of anything else one that nothing has."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 10**9
