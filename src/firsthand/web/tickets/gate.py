"""While somebody types: what the rules would say of the reply, and what one key does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone

from firsthand.domain.people.queries import Right
from firsthand.domain.policies import commands, queries
from firsthand.foundation.errors import Refused
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.compose import TextForm
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.ticket import to_work
from firsthand.wiring import gate

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.policies.queries import Finding
    from firsthand.domain.tickets.models import Ticket
    from firsthand.wiring.gate import Typed

_QUOTED = 60
_MOST = 20


@dataclass(frozen=True)
class Range:
    """A range of the text as a browser counts: in units of UTF-16."""

    start: int
    end: int


@dataclass(frozen=True)
class Shown:
    """One finding in the reader's language.

    Attributes:
        place: None: it is about the text as a whole.
        repaired: what one key replaces; None: only a person can put it right.
        put: by what.
    """

    finding: Finding
    words: str
    message: str
    fix: str
    place: Range | None
    repaired: Range | None
    put: str


@deed
def check(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Say what the rules would say of a text; nothing is kept."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = person_of(request)
    ticket = to_work(person, ticket_id)
    return _shown(request, ticket, person, form.cleaned_data["body"])


@deed
def allow(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Let the text leave although rules block it, for the reason given."""
    form = TextForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person = person_of(request)
    ticket, text = to_work(person, ticket_id), form.cleaned_data["body"]
    note = request.POST.get("gate_note", "")
    try:
        gate.allow(ticket, person, text, note=note, at=timezone.now())
    except (commands.NoteMissing, commands.NothingBlocked, commands.TextTooLong) as refusal:
        return _shown(request, ticket, person, text, refusal=refusal)
    return _shown(request, ticket, person, text)


def _shown(
    request: HttpRequest,
    ticket: Ticket,
    person: Person,
    text: str,
    *,
    refusal: Refused | None = None,
) -> HttpResponse:
    typed = None
    try:
        typed = gate.check_typed(ticket, person, text, at=timezone.now())
    except commands.TextTooLong as too_long:
        refusal = too_long
    context = {
        "refusal": refusal,
        "typed": typed,
        "shown": _in_words(typed, text) if typed is not None else [],
        "ticket": ticket,
        "may_allow": person.may(Right.OVERRIDE_POLICIES),
        "longest_note": commands.LONGEST_NOTE,
    }
    status = 422 if refusal is not None else 200
    return render(request, "tickets/_gate.html", context, status=status)


def _in_words(typed: Typed, text: str) -> list[Shown]:
    """Return what was found, what blocks first."""
    weight = {"block": 0, "warn": 1, "info": 2}
    found = sorted(typed.findings, key=lambda one: (weight[one.severity], one.start))
    say, ways = commands.in_readers_language, queries.repairs()
    shown = []
    for one in found[:_MOST]:
        made = queries.repair(one, typed.outgoing, ways.get(one.rule))
        words = " ".join(text[one.start : one.end].split())
        shown.append(
            Shown(
                finding=one,
                words=words[:_QUOTED] + "…" * (len(words) > _QUOTED),
                message=say(one.message),
                fix=say(one.fix),
                place=_range(text, one.start, one.end) if one.end else None,
                repaired=_range(text, made.start, made.end) if made else None,
                put=made.text if made else "",
            )
        )
    return shown


def _range(text: str, start: int, end: int) -> Range:
    return Range(_units(text[:start]), _units(text[:end]))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
