"""Write: a reply to the buyer, a note among us, and the draft of either."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    JsonResponse,
    QueryDict,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from firsthand.domain.tickets import commands
from firsthand.domain.tickets.queries import ReplyKind
from firsthand.web.manner.comparing import confirm_differences
from firsthand.web.promises.reading import plan_promises
from firsthand.web.shared import formats
from firsthand.web.shared.rights import person_of
from firsthand.web.tickets.acting import choose_actions
from firsthand.web.tickets.deeds import deed
from firsthand.web.tickets.later import LaterForm, scheduled
from firsthand.web.tickets.sheet import SheetForm
from firsthand.web.tickets.ticket import redrawn, zone_for

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import Draft

_LONGEST = 20_000  # Characters. What a mail to a buyer may hold is far less.


class _Text(forms.CharField):
    """A text as typed, with the line ends of mail's plain text, not of the browser."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=_LONGEST, strip=False)

    def to_python(self, value: object) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class ReplyForm(SheetForm, LaterForm):
    """What the composer sends for a reply: the sheet if it closes, a time if it waits."""

    body = _Text()
    kind = forms.ChoiceField(choices=ReplyKind.choices)
    idempotency_key = forms.UUIDField()
    seen_version = forms.IntegerField(min_value=0)
    and_solve = forms.BooleanField(required=False)
    attached = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        field = self.fields["attached"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        # Numbers, of whatever is there: the command says which may leave.
        given = (each for each in data.getlist("attached") if each.isascii())
        field.choices = [(each, "") for each in given if each[:18].isdecimal()]


class TextForm(forms.Form):
    """A text as it stands, to be looked at."""

    body = _Text()


class NoteForm(forms.Form):
    """What the composer sends for a note."""

    body = _Text()
    idempotency_key = forms.UUIDField()


class DraftForm(forms.Form):
    """What the composer keeps by itself every few seconds."""

    body = _Text()
    in_own_language = _Text()
    is_note = forms.BooleanField(required=False)
    over = forms.UUIDField(required=False)


@deed
def reply(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Answer the buyer, and close the ticket if asked to."""
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    given, person, at = form.cleaned_data, person_of(request), timezone.now()
    zone = zone_for(person, ticket_id)
    try:
        send_at = form.time(zone)
    except ValueError:
        return HttpResponseBadRequest()
    answer = commands.Answer(
        body=given["body"],
        kind=given["kind"],
        idempotency_key=given["idempotency_key"],
        seen_version=given["seen_version"],
        close_with=form.sheet() if given["and_solve"] else None,
        files=tuple(given["attached"]),
    )
    # Together: what is promised in a reply that is refused is promised to nobody, and
    # nothing is done with it.
    with commands.around_reply():
        confirm_differences(
            request, ticket_id, text=answer.body, by=person, at=at, leaves_at=send_at
        )
        plan_promises(
            request,
            ticket_id,
            text=answer.body,
            reply_key=answer.idempotency_key,
            by=person,
            at=at,
            leaves_at=send_at,
        )
        choose_actions(request, ticket_id, reply_key=answer.idempotency_key, by=person)
        asked = commands.send(
            ticket_id=ticket_id,
            reply=answer,
            by=person,
            at=at,
            undo_seconds=person.undo_seconds,
            send_at=send_at,
        )
    done = _done(asked, zone, and_solve=given["and_solve"])
    return redrawn(request, ticket_id, done=done, is_written=True)


def _done(asked: commands.Asked, zone: str, *, and_solve: bool) -> str:
    """Return what became of the reply, in one sentence."""
    if asked.held is not None and asked.held.is_scheduled:
        return scheduled(asked.held.send_at, zone)
    if asked.held is not None:
        return (
            _("It leaves in a few seconds, and the ticket is closed then.")
            if and_solve
            else _("It leaves in a few seconds.")
        )
    if asked.is_hurried:
        return _(
            "Sent at once and not to be undone: less than two minutes were left on the "
            "marketplace clock."
        )
    return (
        _("Sent to the outbox, and the ticket is closed.")
        if and_solve
        else _("Sent to the outbox.")
    )


@deed
def note(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Write an internal note."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    commands.add_note(
        ticket_id=ticket_id, by=person_of(request), at=timezone.now(), **form.cleaned_data
    )
    return redrawn(request, ticket_id, done=_("Note saved."), is_written=True)


@deed
def draft(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Keep what is being written; answer with words for the line below it, and its stamp.

    What would overwrite a newer text is refused (422) and answered with that text.
    """
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        saved = commands.save_draft(
            ticket_id=ticket_id,
            by=person_of(request),
            at=timezone.now(),
            **form.cleaned_data,
        )
    except commands.StaleDraft as refusal:
        return JsonResponse(_told(refusal.kept, str(refusal)), status=422)
    words = _saved(saved.saved_at) if saved else ""
    return JsonResponse(_told(saved, words))


def _told(kept: Draft | None, words: str) -> dict[str, str]:
    return {
        "said": words,
        "stamp": str(kept.stamp) if kept else "",
        "body": kept.body if kept else "",
        "own": kept.in_own_language if kept else "",
    }


def _saved(saved_at: datetime) -> str:
    """Return "Draft saved 20:34", in the writer's zone."""
    return _("Draft saved %(time)s") % {"time": formats.clock(saved_at)}
