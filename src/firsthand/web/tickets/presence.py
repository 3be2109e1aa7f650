"""Who else is here: asked by every open ticket page every few seconds, so kept cheap."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import Here
from firsthand.web.shared import formats
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.deeds import deed


@deed
def presence(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Note that this person has the ticket open; tell who else has, and its version."""
    person, at = person_of(request), timezone.now()
    version = commands.note_presence(ticket_id=ticket_id, by=person, at=at)
    others = queries.others_on([ticket_id], but=person.pk, at=at).get(ticket_id, ())
    return JsonResponse(
        {
            "version": version,
            "words": words_for(others),
            "is_writing": any(here.writes for here in others),
        }
    )


def words_for(others: Sequence[Here]) -> str:
    """Return who is here, in words: who writes a reply, else who looks."""
    writing = [here.name for here in others if here.writes]
    if writing:
        return _("Writing a reply right now: %(names)s") % {"names": _listed(writing)}
    if others:
        return _("Here as well: %(names)s") % {
            "names": _listed([here.name for here in others])
        }
    return ""


def _listed(names: Sequence[str]) -> str:
    return format_list(names, locale=formats.locale())
