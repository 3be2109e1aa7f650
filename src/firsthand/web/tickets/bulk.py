"""Do one thing to selected tickets: to one at once, to several after it was shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import forms
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import Wanted, WholeFilter, WholeList
from firsthand.domain.tickets.queries import View
from firsthand.foundation.errors import Refused
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import places
from firsthand.web.tickets.bulk_pages import shown_context
from firsthand.web.tickets.deeds import deed, refused, wants_part
from firsthand.web.tickets.queue import filters_of
from firsthand.web.tickets.sheet import SheetForm

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

Whole = WholeList | WholeFilter
Chosen = list[tuple[int, int | None]] | Whole
# Deeds by the names that buttons have for them.
DEED = {"take": "assign", "put-back": "assign"}
DEEDS = sorted({*DEED, *queries.Bulk.Deed.values} - {"undo"})
MOST_ON_A_PAGE = 200


class DeedForm(SheetForm):
    """What to do; what is missing or wrong for it, the command says."""

    what = forms.ChoiceField(choices=[(name, name) for name in DEEDS])
    to = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    priority = forms.CharField(required=False, max_length=6)
    note = forms.CharField(required=False)

    def wanted(self, person: Person) -> Wanted:
        """Return what was asked for, by this person."""
        what = self.cleaned_data["what"]
        to = {"take": person.pk, "put-back": None}.get(what, self.cleaned_data["to"])
        return Wanted(
            deed=DEED.get(what, what),
            to=to,
            sheet=self.sheet(),
            priority=self.cleaned_data["priority"],
            note=self.cleaned_data["note"],
        )


@deed
def act(request: HttpRequest) -> HttpResponse:
    """Do it to the one selected ticket, or show what it does to several.

    Each ticket is given as "id:assignee" with the assignee that was shown (empty for
    nobody); with `scope` "list" it is the whole list that the address names.
    """
    chosen, form = _chosen(request), DeedForm(request.POST)
    is_wrong = chosen is None or not form.is_valid()
    if is_wrong or (form.cleaned_data["what"] == "assign" and not form.cleaned_data["to"]):
        return HttpResponseBadRequest()
    assert chosen is not None
    person, at = person_of(request), timezone.now()
    if isinstance(chosen, list) and len(chosen) == 1:
        done = _at_once(form, person, chosen[0], at)
        if done:
            response = render(request, "tickets/_bulk_result.html", {"words": done})
            response.headers["HX-Trigger"] = "queue-changed"
            return response
    return _show(request, form.wanted(person), chosen, at)


def _at_once(
    form: DeedForm, person: Person, one: tuple[int, int | None], at: datetime
) -> str:
    """Do what a key does to the row one stands on; return what was done, or nothing."""
    ticket_id, expected = one
    match form.cleaned_data["what"]:
        case "take":
            commands.assign(
                ticket_id=ticket_id, to=person.pk, expected=expected, by=person, at=at
            )
            return _("This ticket is yours.")
        case "close":
            commands.solve(ticket_id=ticket_id, sheet=form.sheet(), by=person, at=at)
            return _("Closed.")
        case "tag":
            commands.tag(ticket_id=ticket_id, sheet=form.sheet(), by=person, at=at)
            return _("Tagged.")
    return ""


def _show(
    request: HttpRequest, wanted: Wanted, chosen: Chosen, at: datetime
) -> HttpResponse:
    """Show in the sheet what would happen; without a script, on a page of its own."""
    person = person_of(request)
    tickets = [each for each, _ in chosen] if isinstance(chosen, list) else chosen
    try:
        bulk = commands.preview_bulk(wanted=wanted, chosen=tickets, by=person, at=at)
    except NotAllowed:
        raise
    except Refused as refusal:
        response = refused(request, refusal)
        if request.POST.get("from") == "sheet" and wants_part(request):
            response.headers["HX-Retarget"] = "#bulk-refusal"  # The page's is behind it.
        return response
    if not wants_part(request):
        return HttpResponseRedirect(reverse("bulk", args=[bulk.pk]))
    response = render(request, "tickets/_bulk_sheet.html", shown_context(bulk, person))
    response.headers["HX-Retarget"] = "#bulk-sheet"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _chosen(request: HttpRequest) -> Chosen | None:
    """Return what was selected; None for what no page of ours sends."""
    if request.POST.get("scope") == "list":
        return _list(request)
    given = [_ticket(text) for text in request.POST.getlist("ticket")]
    found = [each for each in given if each is not None]
    is_right = found and len(found) == len(given) <= MOST_ON_A_PAGE
    return found if is_right else None


def _list(request: HttpRequest) -> Whole | None:
    key = places.known(request.GET.get("view", ""))
    if key in set(View):
        return WholeList(View(key), filters_of(request))
    return WholeFilter(places.wanted_of(key, person_of(request))[0]) if key else None


def _ticket(text: str) -> tuple[int, int | None] | None:
    """Read "12:5" or "12:" as ticket and assignee; None for anything else."""
    ticket, colon, assignee = text.partition(":")
    numbers = [ticket, assignee] if assignee else [ticket]
    if not colon or not all(
        each.isascii() and each.isdigit() and len(each) < 19 for each in numbers
    ):
        return None
    return int(ticket), int(assignee) if assignee else None


@require_safe
@needs(Right.WORK_TICKETS)
def size(request: HttpRequest) -> HttpResponse:
    """Say how many tickets the whole list has now: plain text, beside the selection."""
    chosen = _list(request)
    if chosen is None:
        raise Http404
    tickets = queries.whole(chosen, person_of(request), at=timezone.now())
    count = tickets.values("pk")[: commands.MOST_IN_BULK + 1].count()
    return render(
        request,
        "tickets/_bulk_size.html",
        {
            "count": count,
            "most": commands.MOST_IN_BULK,
            "is_more": count > commands.MOST_IN_BULK,
        },
    )


@require_safe
@needs(Right.WORK_TICKETS)
def more(request: HttpRequest) -> HttpResponse:
    """Ask what else to do to the selected tickets."""
    person = person_of(request)
    gives = person.may(Right.ASSIGN_OTHERS)
    context = {
        "act_url": f"{reverse('queue_act')}?{request.GET.urlencode()}",
        "colleagues": people.names_at_work() if gives else [(person.pk, person.name)],
        "priorities": sla.Priority.choices,
    }
    return render(request, "tickets/_bulk_more.html", context)
