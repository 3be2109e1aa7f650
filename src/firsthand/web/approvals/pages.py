"""The list of what waits, and one request with all that is needed to decide."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.web.approvals.forms import ChangeForm, RejectForm
from firsthand.web.money.voice import VOICE
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring import approvals


@require_safe
@needs(Right.APPROVE_REMEDIES)
def listed(request: HttpRequest) -> HttpResponse:
    """List what waits in the stores this person sees, what runs out first in front."""
    person, at = person_of(request), timezone.now()
    waiting = approvals.waiting(person, at=at)
    context = {
        "waiting": waiting,
        "mine": [each for each in waiting if each.hindrance is None],
        "is_cut": len(waiting) == approvals.MOST_LISTED,
        "most": approvals.MOST_LISTED,
        "now": at,
    }
    return render(request, "approvals/listed.html", context)


@require_safe
@needs(Right.APPROVE_REMEDIES)
def one(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Show one request, waiting or decided."""
    return drawn(request, approval_id)


def drawn(
    request: HttpRequest,
    approval_id: int,
    *,
    changing: ChangeForm | None = None,
    rejecting: RejectForm | None = None,
) -> HttpResponse:
    """Draw the page of one request, with a form as it was filled in.

    Raises:
        Http404: it is not in the stores this person sees.
    """
    person, at = person_of(request), timezone.now()
    shown = approvals.shown(person, approval_id, at=at, voice=VOICE)
    if shown is None:
        raise Http404
    remedy = shown.waiting.remedy
    is_open = remedy.state == "pending_approval" and (
        remedy.expires_at is None or remedy.expires_at > at
    )
    context = {
        "shown": shown,
        "line": shown.waiting,
        "remedy": remedy,
        "is_open": is_open,
        "hindrance": approvals.hindrance(person, shown.waiting, at=at) if is_open else None,
        "others": approvals.waiting(person, at=at),
        "changing": changing or ChangeForm(None, remedy=remedy),
        "rejecting": rejecting or RejectForm(None),
        "is_changing": changing is not None,
        "is_rejecting": rejecting is not None,
        "now": at,
    }
    status = 422 if changing is not None or rejecting is not None else 200
    return render(request, "approvals/one.html", context, status=status)
