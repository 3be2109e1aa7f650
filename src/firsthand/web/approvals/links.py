"""A request opened by the link that came by mail or chat."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused
from firsthand.web.approvals.step_up import opened_by_link, where_to_confirm
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring.links import read_link


@never_cache
@require_safe
@needs(Right.APPROVE_REMEDIES)
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Show the request a link was made for, once it is proved who opened it.

    Nothing is decided by opening a link: programs that look at mails open links too.
    """
    at = timezone.now()
    try:
        leads = read_link(token, person=person_of(request), at=at)
    except Refused as refusal:
        return render(request, "approvals/link.html", {"refusal": refusal}, status=422)
    opened_by_link(request, leads.remedy_id)
    confirm = where_to_confirm(request, leads.remedy_id, back=request.path, at=at)
    return redirect(confirm or "approvals_one", *(() if confirm else (leads.remedy_id,)))
