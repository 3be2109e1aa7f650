"""What was true of what the buyer says: a section beside the ticket, and its sheet."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.queries import Basis, Finding
from firsthand.domain.mail import queries as mail
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused
from firsthand.web.claims import words
from firsthand.web.claims.forms import ROWS, FindingForm
from firsthand.web.shared.rights import needs, person_of

_MOST_LINKS = 100


@require_safe
@needs(Right.READ_TICKETS)
def section(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Show what was found on a ticket, and the claims on its order."""
    return _section(request, ticket_id)


@require_safe
@needs(Right.FIND_TRUTH)
def sheet(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Ask what was true, and what that rests on."""
    person = person_of(request)
    ticket = tickets.ticket_for(person, ticket_id)
    if ticket is None:
        raise Http404
    reason = ticket.reason
    standing = queries.standing_finding(ticket.pk, reason.pk) if reason else None
    context = {
        "ticket": ticket,
        "said": reasons.label_of(reason.labels) if reason else "",
        "standing": standing,
        "truths": Finding.Truth.choices,
        "kinds": Basis.Kind.choices,
        "rows": range(1, ROWS + 1),
        "reasons": [
            each for each in reasons.choices() if reason and each.code != reason.code
        ],
        "key": uuid4(),
        **_links(person, ticket.pk, ticket.order_id),
    }
    return render(request, "claims/_truth_sheet.html", context)


@require_POST
@needs(Right.FIND_TRUTH)
def find(request: HttpRequest, ticket_id: int) -> HttpResponse:
    """Write down what was true; a refusal stands in the sheet, with what was typed."""
    form = FindingForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    try:
        commands.find(
            ticket_id=ticket_id,
            found=form.found(request.POST),
            seen=form.cleaned_data["seen"],
            key=form.cleaned_data["key"],
            by=person_of(request),
            at=timezone.now(),
        )
    except ValueError:
        return HttpResponseBadRequest()
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    except Refused as refusal:
        response = render(request, "shared/_refusal.html", {"refusal": refusal}, status=422)
        response.headers["HX-Retarget"] = "#truth-refusal"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    return _section(request, ticket_id, done=_("Written down."))


def _section(request: HttpRequest, ticket_id: int, *, done: str = "") -> HttpResponse:
    person, at = person_of(request), timezone.now()
    ticket = tickets.ticket_for(person, ticket_id)
    if ticket is None:
        raise Http404
    found = [words.told(each) for each in queries.findings_of(ticket.pk)]
    setbacks = orders.claims_against(person).filter(order_id=ticket.order_id or 0)
    context = {
        "ticket": ticket,
        "said": reasons.label_of(ticket.reason.labels) if ticket.reason else "",
        "standing": [each for each in found if each.stands],
        "replaced": [each for each in found if not each.stands],
        "claims": [
            words.shown(queries.line_of(each, at=at))
            for each in setbacks.select_related("claim__set_by")
        ],
        "may_find": person.may(Right.FIND_TRUTH),
        "may_export": person.may(Right.EXPORT_PACKS),
        "done": done,
        "now": at,
    }
    return render(request, "claims/_truth.html", context)


def _links(person: Person, ticket_id: int, order_id: int | None) -> dict[str, object]:
    """Return what a basis may point at: files, messages and parcels, the newest first."""
    said = tickets.thread_of(ticket_id)[::-1][:_MOST_LINKS]
    order = orders.order_for(person, order_id) if order_id else None
    return {
        "files": list(mail.attachments_of([each.pk for each in said]))[:_MOST_LINKS],
        "messages": said,
        "parcels": list(order.parcels.all()) if order is not None else [],
    }
