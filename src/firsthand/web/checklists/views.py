"""Checklists: list them, add, change, archive."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import Checklist
from firsthand.web.checklists.forms import ChecklistForm, values_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of


@require_safe
@needs(Right.MANAGE_REASONS)
def checklists(request: HttpRequest) -> HttpResponse:
    """List the templates, those in use first."""
    found = queries.checklists()
    return render(request, "checklists/checklists.html", {"checklists": found})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def add(request: HttpRequest) -> HttpResponse:
    """Add a template."""
    by, at = person_of(request), timezone.now()
    form = ChecklistForm(request.POST or None)
    if accepted(form, lambda: commands.add_checklist(given=form.given(), by=by, at=at)):
        return redirect("settings_checklists")
    return render(
        request, "checklists/checklist.html", {"form": form}, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def checklist(request: HttpRequest, checklist_id: int) -> HttpResponse:
    """Show one template, and change it."""
    one = get_object_or_404(queries.checklists(), pk=checklist_id)
    by, at = person_of(request), timezone.now()
    form = ChecklistForm(request.POST or None, initial=values_of(one))

    def deed() -> None:
        commands.change_checklist(
            checklist_id=checklist_id, given=form.given(), by=by, at=at
        )

    if accepted(form, deed):
        messages.success(request, _("Saved. Tickets keep the steps they have."))
        return redirect("settings_checklists")
    words = {"form": form, "checklist": one}
    return render(request, "checklists/checklist.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_REASONS)
def archive(request: HttpRequest, checklist_id: int) -> HttpResponse:
    """Offer a template no longer."""
    return _done(request, checklist_id, commands.archive_checklist, _("Archived."))


@require_POST
@needs(Right.MANAGE_REASONS)
def restore(request: HttpRequest, checklist_id: int) -> HttpResponse:
    """Offer it again."""
    return _done(request, checklist_id, commands.restore_checklist, _("In use again."))


def _done(
    request: HttpRequest, checklist_id: int, command: Callable[..., object], done: str
) -> HttpResponse:
    get_object_or_404(Checklist, pk=checklist_id)
    by, at = person_of(request), timezone.now()
    tell(request, lambda: command(checklist_id=checklist_id, by=by, at=at), done=done)
    return redirect("settings_checklists")
