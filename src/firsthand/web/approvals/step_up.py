"""A request opened by a link is approved only by who has just proved who he is.

A link may be opened on a telephone that lies about. The password, and a one-time code where
the account has codes, have to be given again within the last minutes: kept in the session
on the server, never in the link or in the page.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from firsthand.domain.people.queries import has_second_factor
from firsthand.web.shared.rights import person_of

_OPENED = "approvals_opened_by_link"
_MOST_KEPT = 100


def opened_by_link(request: HttpRequest, remedy_id: int) -> None:
    """Keep in mind that this session knows a request by a link."""
    opened = [each for each in request.session.get(_OPENED, []) if each != remedy_id]
    request.session[_OPENED] = [*opened, remedy_id][-_MOST_KEPT:]


def where_to_confirm(
    request: HttpRequest, *remedy_ids: int, back: str, at: datetime
) -> str:
    """Return where to prove who one is before approving these; empty: nowhere.

    Args:
        request: who, in which session.
        remedy_ids: what is to be approved; what was not opened by a link needs no proof.
        back: where to go on afterwards.
        at: the present (UTC).
    """
    if not set(remedy_ids) & set(request.session.get(_OPENED, [])):
        return ""
    return _missing(request, back=back, at=at)


def _missing(request: HttpRequest, *, back: str, at: datetime) -> str:
    needed = [("password", "account_reauthenticate")]
    if has_second_factor(person_of(request)):
        needed.append(("mfa", "mfa_reauthenticate"))
    since = at.timestamp() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    given = {
        record.get("method")
        for record in get_authentication_records(request, person_of(request))
        if since < record.get("at", 0) <= at.timestamp() + 1
    }
    for method, page in needed:
        if method not in given:
            return f"{reverse(page)}?{urlencode({'next': back})}"
    return ""
