"""How the deeds of the desk are answered when they are refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firsthand.domain.people.commands import NotAllowed
from firsthand.foundation.errors import Refused
from firsthand.web.shared.addresses import ours

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def wants_part(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page it already shows."""
    return request.headers.get("HX-Request") == "true"


def deed(view: View[P]) -> View[P]:
    """Make a view that changes something: by POST only, with every refusal answered.

    The command decides who may and on what; this only translates its answer. A role that
    may not is 403, an object not shown to this person 404, and any other refusal 422 with
    its words, put where the page shows refusals: what was typed stays where it is.
    """

    @require_POST
    @wraps(view)
    def answered(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except ObjectDoesNotExist as missing:
            raise Http404 from missing
        except Refused as refusal:
            return refused(request, refusal)

    return answered


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Show an expected "no" and what to do instead."""
    if not wants_part(request):
        messages.error(request, str(refusal))
        came_from = request.headers.get("Referer", "")
        return HttpResponseRedirect(ours(request, came_from, otherwise=reverse("queue")))
    response = render(request, "shared/_refusal.html", {"refusal": refusal}, status=422)
    response.headers["HX-Retarget"] = "#refusal"
    response.headers["HX-Reswap"] = "innerHTML"
    # What was refused may be out of date: the thread looks again, the text stays.
    response.headers["HX-Trigger"] = "ticket-changed"
    return response
