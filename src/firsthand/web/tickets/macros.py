"""Answer with a macro: chosen from a list, filled in a form, put into the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.queries import Kind
from firsthand.domain.people.queries import Right
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.acting import macros_offered
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import to_work

if TYPE_CHECKING:
    from firsthand.domain.macros.queries import Ready
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

_MOST = 12
# What a browser offers for each kind of value.
_INPUTS = {Kind.DATE: "date", Kind.MOMENT: "datetime-local"}


@dataclass(frozen=True)
class Choice:
    """One macro in the list, in the reader's language."""

    macro_id: int
    title: str
    shortcut: str
    languages: Sequence[str]
    is_suggested: bool


@dataclass(frozen=True)
class Field:
    """One value that nobody but the writer knows."""

    name: str
    label: str
    kind: Kind

    @property
    def input(self) -> str:
        """Return the type of its input; empty: several lines."""
        return "" if self.kind == Kind.LIST else _INPUTS.get(self.kind, "text")


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def macro_sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask which macro, those for the ticket's reason first."""
    person = person_of(request)
    ticket = to_work(person, ticket_id)
    context = {"ticket": ticket, "choices": _choices(ticket, person, "")}
    return render(request, "tickets/_macro_sheet.html", context)


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def macro_list(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show the macros that some words find."""
    person = person_of(request)
    ticket = to_work(person, ticket_id)
    words = request.GET.get("q", "")[:80]
    context = {"ticket": ticket, "choices": _choices(ticket, person, words)}
    return render(request, "tickets/_macro_list.html", context)


@require_safe
@needs(Right.WORK_TICKETS, Right.WORK_HANDED_OVER)
def macro_fields(request: HttpRequest, ticket_id: int, macro_id: int) -> HttpResponse:
    """Show what a macro would say here, and ask for what nobody knows."""
    person = person_of(request)
    ticket = to_work(person, ticket_id)
    asked = request.GET.get("language", "")
    return _fields(request, ticket, _usable(ticket, person, macro_id), asked)


@deed
def macro_use(request: HttpRequest, ticket_id: int, macro_id: int) -> HttpResponse:
    """Fill a macro; what it says goes into the text. A refusal is shown in the sheet."""
    person = person_of(request)
    language = request.POST.get("language", "")
    try:
        made = commands.prepare(
            ticket_id=ticket_id,
            macro_id=macro_id,
            language=language,
            given=request.POST.dict(),
            by=person,
            at=timezone.now(),
        )
    except (commands.ValuesMissing, commands.ValueUnfit) as refusal:
        # The sheet stays, with what was typed.
        shown = render(request, "shared/_refusal.html", {"refusal": refusal}, status=422)
        shown.headers["HX-Retarget"] = "#macro-refusal"
        return shown
    offered = macros_offered(ticket_id, person)
    context = {"made": made, "macro_actions": offered, "is_beside": True}
    return render(request, "tickets/_macro_made.html", context)


def _choices(ticket: Ticket, person: Person, words: str) -> list[Choice]:
    """Return what is offered: what the words find; without any, what fits the reason."""
    known = queries.about(ticket, person=person, language=ticket.language)
    all_of_them = queries.ready(at=timezone.now())
    fitting = queries.fitting(all_of_them, ticket, known.order, person)
    suggested = queries.suggested(fitting, ticket, known.order, person, _MOST)
    ids = {each.macro_id for each in suggested}
    found = queries.found_by(fitting, words)[:_MOST]
    return [
        Choice(
            macro_id=each.macro_id,
            title=queries.title_of(each.sheet, get_language() or ""),
            shortcut=each.sheet.shortcut,
            languages=list(each.sheet.texts),
            is_suggested=each.macro_id in ids,
        )
        for each in found
    ]


def _usable(ticket: Ticket, person: Person, macro_id: int) -> Ready:
    known = queries.about(ticket, person=person, language=ticket.language)
    all_of_them = queries.ready(at=timezone.now())
    for each in queries.fitting(all_of_them, ticket, known.order, person):
        if each.macro_id == macro_id:
            return each
    raise Http404


def _fields(request: HttpRequest, ticket: Ticket, ready: Ready, asked: str) -> HttpResponse:
    _version_id, sheet = queries.drawn_for(ready, ticket.pk)
    language = queries.language_for(sheet, asked or ticket.language)
    shown = queries.preview(sheet, ticket, person=person_of(request), language=language)
    context = {
        "ticket": ticket,
        "macro_id": ready.macro_id,
        "title": queries.title_of(sheet, get_language() or ""),
        "language": language,
        "languages": list(sheet.texts),
        "fields": [
            Field(name, queries.label_of(name), queries.kind_of(name))
            for name in shown.asked
        ],
        "shown": shown,
        "draft": shown.draft_in(get_language() or ""),
        "actions": queries.actions_in_words(sheet.actions),
    }
    return render(request, "tickets/_macro_fields.html", context)
