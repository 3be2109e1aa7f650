"""Returns that a marketplace wants answered within two days."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from firsthand.domain.claims import commands, queries
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.queries import Right
from firsthand.web.shared.addresses import ours
from firsthand.web.shared.refusals import tell
from firsthand.web.shared.rights import needs, person_of


@require_safe
@needs(Right.READ_TICKETS)
def waiting(request: HttpRequest) -> HttpResponse:
    """List returns that nobody has answered, what runs out first in front."""
    person, at = person_of(request), timezone.now()
    context = {
        "lines": queries.returns_waiting(person, at=at),
        "may_answer": person.may(Right.FIND_TRUTH),
        "now": at,
    }
    return render(request, "claims/returns.html", context)


@require_POST
@needs(Right.FIND_TRUTH)
def answered(request: HttpRequest, order_id: int) -> HttpResponse:
    """Note that the returns of an order were answered, and lead back."""
    by, at = person_of(request), timezone.now()
    if orders.order_for(by, order_id) is None:
        raise Http404
    tell(
        request,
        lambda: commands.answer_returns(order_id=order_id, by=by, at=at),
        done=_("Noted: the return is answered."),
    )
    came_from = request.headers.get("Referer", "")
    back = ours(request, came_from, otherwise=reverse("claims_returns"))
    return HttpResponseRedirect(back)
