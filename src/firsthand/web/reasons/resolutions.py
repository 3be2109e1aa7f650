"""The list of resolutions: add, name, archive."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import commands, queries
from firsthand.domain.reasons.queries import Resolution
from firsthand.web.reasons.forms import NamesForm, ResolutionForm, names_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def resolutions(request: HttpRequest) -> HttpResponse:
    """List the resolutions, and add another."""
    form = ResolutionForm(request.POST or None)

    def deed() -> None:
        commands.add_resolution(
            code=form.cleaned_data["code"],
            labels=form.labels(),
            by=person_of(request),
            at=timezone.now(),
        )

    if accepted(form, deed):
        return redirect("settings_resolutions")
    words = {"form": form, "resolutions": queries.resolutions()}
    return render(request, "reasons/resolutions.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def resolution(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Show one resolution, and give it other names."""
    one = get_object_or_404(Resolution, pk=resolution_id)
    form = NamesForm(request.POST or None, initial=names_of(one.labels))

    def deed() -> None:
        commands.change_resolution(
            resolution_id=resolution_id,
            labels=form.labels(),
            by=person_of(request),
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_resolutions")
    words = {"form": form, "resolution": one}
    return render(request, "reasons/resolution.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_REASONS)
def archive(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Take a resolution out of use."""
    return _done(request, resolution_id, commands.archive_resolution, _("Archived."))


@require_POST
@needs(Right.MANAGE_REASONS)
def restore(request: HttpRequest, resolution_id: int) -> HttpResponse:
    """Take a resolution into use again."""
    return _done(request, resolution_id, commands.restore_resolution, _("In use again."))


def _done(
    request: HttpRequest, resolution_id: int, command: Callable[..., object], done: str
) -> HttpResponse:
    get_object_or_404(Resolution, pk=resolution_id)
    by, at = person_of(request), timezone.now()
    tell(request, lambda: command(resolution_id=resolution_id, by=by, at=at), done=done)
    return redirect("settings_resolutions")
