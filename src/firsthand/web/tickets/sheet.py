"""The closing sheet: what was chosen in it, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import queries
from firsthand.domain.tickets.commands import Sheet
from firsthand.domain.tickets.queries import Truth, Why
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


class SheetForm(forms.Form):
    """Reason, truth and resolution as codes; what is missing or wrong the command says."""

    reason = forms.CharField(required=False, max_length=60)
    truth = forms.CharField(required=False, max_length=7)
    resolution = forms.CharField(required=False, max_length=30)

    def sheet(self) -> Sheet:
        """Return what was filled in."""
        return Sheet(
            reason=self.cleaned_data["reason"],
            truth=self.cleaned_data["truth"],
            resolution=self.cleaned_data["resolution"],
        )


@dataclass(frozen=True)
class Option:
    """One line of the list of reasons. `why` says why it stands at the top, or nothing."""

    code: str
    label: str
    above: str
    words: str
    why: str


def sheet_context(choices_url: str) -> dict[str, object]:
    """Return what the sheet shows besides the reasons, which it asks for when opened."""
    return {
        "choices_url": choices_url,
        "truths": Truth.choices,
        # Called only by a page that has the sheet, and not by the parts it draws anew.
        "resolutions": reasons.resolutions_in_use,
    }


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def choices(request: HttpRequest, ticket_id: int | None = None) -> HttpResponse:
    """List the reasons for one ticket, or for several at once: the likeliest first."""
    person, ticket = person_of(request), None
    if ticket_id is not None:
        ticket = queries.ticket_for(person, ticket_id)
    may = queries.may_work(person, ticket) if ticket else person.may(Right.WORK_TICKETS)
    if not may:
        raise PermissionDenied
    if ticket_id is not None and ticket is None:
        raise Http404
    options = {"options": list(_options(person, ticket))}
    return render(request, "tickets/_reasons.html", options)


def _options(person: Person, ticket: Ticket | None) -> Iterator[Option]:
    tree = reasons.taxonomy()
    found = {choice.code: choice for choice in reasons.choices(tree)}
    words = {
        Why.NOW: _("as now"),
        Why.SAME_ORDER: _("on this order before"),
        Why.OFTEN: _("often"),
    }
    for likely in queries.suggestions(person, ticket, tree):
        yield _option(found.pop(likely.code), words[likely.why])
    for choice in found.values():
        yield _option(choice, "")


def _option(choice: reasons.Choice, why: str) -> Option:
    return Option(choice.code, choice.label, choice.above, choice.words, why)
