"""Calendars: list them, add, change, archive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import commands, queries
from firsthand.domain.sla.queries import Calendar
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.sla.forms import CalendarForm, values_of_calendar

_NEW = {f"day_{n}": "09:00-12:00, 13:00-18:00" for n in range(5)}


@require_safe
@needs(Right.MANAGE_SLA)
def calendars(request: HttpRequest) -> HttpResponse:
    """List the calendars."""
    lines = [
        (each, queries.write_week(each.week), len(each.holidays))
        for each in queries.calendars()
    ]
    return render(request, "sla/calendars.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_SLA)
def add(request: HttpRequest) -> HttpResponse:
    """Add a calendar."""
    form = CalendarForm(request.POST or None, initial=_NEW)
    by, at = person_of(request), timezone.now()
    if accepted(form, lambda: commands.add_calendar(**form.values(), by=by, at=at)):
        return redirect("settings_calendars")
    words = {"form": form}
    return render(request, "sla/calendar.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_SLA)
def calendar(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Show one calendar, and change it."""
    one = get_object_or_404(Calendar, pk=calendar_id)
    form = CalendarForm(request.POST or None, initial=values_of_calendar(one))

    def deed() -> None:
        commands.change_calendar(
            calendar_id=calendar_id,
            **form.values(),
            by=person_of(request),
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, _("Saved. Open tickets follow within minutes."))
        return redirect("settings_calendars")
    on_shift = queries.on_shift(calendar_id)
    theirs = people.looked_after_by(person_of(request))
    words = {
        "form": form,
        "calendar": one,
        "people": [(each, each.pk in on_shift) for each in theirs],
    }
    return render(request, "sla/calendar.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_SLA)
def shift(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Say who works the hours of a calendar."""
    get_object_or_404(Calendar, pk=calendar_id)
    by, at = person_of(request), timezone.now()
    chosen = [each for each in request.POST.getlist("person") if each.isascii()]
    ids = [int(each) for each in chosen if each.isdigit() and len(each) < 19]
    tell(
        request,
        lambda: commands.put_on_shift(
            calendar_id=calendar_id, person_ids=ids, by=by, at=at
        ),
        done=_("Saved."),
    )
    return redirect("settings_calendar", calendar_id)


@require_POST
@needs(Right.MANAGE_SLA)
def archive(request: HttpRequest, calendar_id: int) -> HttpResponse:
    """Take a calendar out of use."""
    get_object_or_404(Calendar, pk=calendar_id)
    by, at = person_of(request), timezone.now()
    tell(
        request,
        lambda: commands.archive_calendar(calendar_id=calendar_id, by=by, at=at),
        done=_("Archived."),
    )
    return redirect("settings_calendars")
