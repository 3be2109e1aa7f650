"""What somebody follows, where he was named, and whether he is there at all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from firsthand.domain.people import commands as people
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.web.shared.addresses import ours
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets import lists


@require_safe
@needs(Right.READ_TICKETS)
def following(request: HttpRequest) -> HttpResponse:
    """List the tickets one follows, those with something new first."""
    person, at = person_of(request), timezone.now()
    context = {
        "followed": queries.followed_by(person),
        "desk_views": lists.rail(person, at=at, current=lists.FOLLOWING),
    }
    return render(request, "tickets/following.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def mentions(request: HttpRequest) -> HttpResponse:
    """List the notes that name one, new ones first."""
    person, at = person_of(request), timezone.now()
    found = queries.mentions_of(person)
    context = {
        "mentions": found,
        "has_new": any(mention.read_at is None for mention in found),
        "desk_views": lists.rail(person, at=at, current=lists.MENTIONS),
    }
    return render(request, "tickets/mentions.html", context)


@require_POST
@needs(Right.READ_TICKETS)
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all mentions were seen."""
    commands.read_all_mentions(by=person_of(request), at=timezone.now())
    return redirect("mentions")


@require_POST
@needs(Right.WORK_TICKETS)
def at_desk(request: HttpRequest) -> HttpResponse:
    """Note that somebody did something on a page."""
    commands.note_at_desk(by=person_of(request), at=timezone.now())
    return HttpResponse(status=204)


@require_POST
@needs(Right.WORK_TICKETS)
def away(request: HttpRequest) -> HttpResponse:
    """Go away, or come back: rules give tickets to those who are there."""
    by, is_away = person_of(request), bool(request.POST.get("away"))
    people.set_away(person_id=by.pk, is_away=is_away, by=by, at=timezone.now())
    came_from = request.headers.get("Referer", "")
    return HttpResponseRedirect(ours(request, came_from, otherwise=reverse("today")))
