"""Approve, approve another amount, reject: one request at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firsthand import wiring
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.models import Remedy
from firsthand.web.approvals import pages
from firsthand.web.approvals.forms import ChangeForm, RejectForm
from firsthand.web.approvals.step_up import where_to_confirm
from firsthand.web.shared.refusals import accepted, tell
from firsthand.web.shared.rights import needs, person_of


@require_POST
@needs(Right.APPROVE_REMEDIES)
def approve(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Agree to exactly what the page showed."""
    _seen(request, approval_id)
    if confirm := _confirm(request, approval_id):
        return confirm
    tell(
        request,
        lambda: commands.approve(
            remedy_id=approval_id,
            request_hash=request.POST.get("request_hash", ""),
            authority=wiring.PolicyInForce(),
            by=person_of(request),
            at=timezone.now(),
        ),
        done=_("Approved. It is sent once; its page shows what becomes of it."),
    )
    return redirect("approvals_one", approval_id)


@require_POST
@needs(Right.APPROVE_REMEDIES)
def change(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Agree to another amount: the request is void, another one stands in its place."""
    remedy = _seen(request, approval_id)
    if confirm := _confirm(request, approval_id):
        return confirm
    form = ChangeForm(request.POST, remedy=remedy)
    made: list[Remedy] = []

    def deed() -> None:
        if form.cleaned_data["request_hash"] != remedy.request_hash:
            raise commands.AnotherRequest(
                _("This is not the request you were shown."), fix=_("Reload the page.")
            )
        new = commands.approve_changed(
            remedy_id=approval_id,
            instead=form.instead(),
            authority=wiring.PolicyInForce(),
            by=person_of(request),
            at=timezone.now(),
            why=form.cleaned_data["word"],
        )
        made.append(new)

    if not accepted(form, deed):
        return pages.drawn(request, approval_id, changing=form)
    messages.success(
        request, _("Approved with another amount. What was asked for is void.")
    )
    return redirect("approvals_one", made[0].pk)


@require_POST
@needs(Right.APPROVE_REMEDIES)
def reject(request: HttpRequest, approval_id: int) -> HttpResponse:
    """Refuse it, and say why."""
    _seen(request, approval_id)
    form = RejectForm(request.POST)

    def deed() -> None:
        commands.reject(
            remedy_id=approval_id,
            why=form.cleaned_data["why"],
            by=person_of(request),
            at=timezone.now(),
        )

    if not accepted(form, deed):
        return pages.drawn(request, approval_id, rejecting=form)
    messages.success(request, _("Rejected. Its money is free again."))
    return redirect("approvals")


def _confirm(request: HttpRequest, approval_id: int) -> HttpResponse | None:
    """Return the way to prove who one is, where a link led here some time ago."""
    back = reverse("approvals_one", args=[approval_id])
    where = where_to_confirm(request, approval_id, back=back, at=timezone.now())
    if not where:
        return None
    messages.error(request, _("Nothing was approved yet: show once more that it is you."))
    return redirect(where)


def _seen(request: HttpRequest, approval_id: int) -> Remedy:
    """Return a request in the stores this person sees.

    Raises:
        Http404: there is none.
    """
    remedy = queries.remedy_for(person_of(request), approval_id)
    if remedy is None or not remedy.needs_approval:
        raise Http404
    return remedy
