"""Links by which one person opens one request for approval: signed, bound, for a while.

A link is no key: it opens a page. To approve through it, whoever opened it has to prove
once more that he is who it was made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _

from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import Remedy
from firsthand.foundation.errors import Refused

# One purpose: nothing signed for another one passes here, and this nowhere else.
_SALT = "firsthand.approvals.link.1"


class LinkAltered(Refused):
    code = "approvals.link_altered"


class LinkOfAnother(Refused):
    code = "approvals.link_of_another"


class LinkExpired(Refused):
    code = "approvals.link_expired"


class LinkOfAnotherRequest(Refused):
    code = "approvals.link_of_another_request"


@dataclass(frozen=True)
class Leads:
    """Where a good link leads."""

    remedy_id: int


def link_token(remedy: Remedy, person: Person) -> str:
    """Return the signed part of a link, as good as the request: until it runs out."""
    assert remedy.expires_at is not None, "only what waits has links"
    bound = [
        remedy.pk, remedy.request_hash, person.pk, int(remedy.expires_at.timestamp()),
    ]  # fmt: skip
    return signing.Signer(salt=_SALT).sign_object(bound)


def read_link(token: str, *, person: Person, at: datetime) -> Leads:
    """Return where a link leads, for who holds it now.

    Args:
        token: as `link_token` made it.
        person: who is logged in.
        at: the present (UTC).

    Raises:
        LinkAltered: it was not signed by us, or has been changed since.
        LinkOfAnother: it was made for somebody else.
        LinkExpired: its time is over.
        LinkOfAnotherRequest: what it was made for is not what is there, or not in the
            stores he sees.
    """
    try:
        remedy_id, request_hash, person_id, ends_at = signing.Signer(
            salt=_SALT
        ).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError) as problem:
        raise LinkAltered(
            _("This link is not one of ours, or was cut off or changed on its way."),
            fix=_("Open the request from the list of approvals."),
        ) from problem
    if person_id != person.pk:
        raise LinkOfAnother(
            _("This link was made for somebody else."),
            fix=_("Log in as whoever it was sent to, or open the list of approvals."),
        )
    if ends_at <= at.timestamp():
        raise LinkExpired(
            _("The time of this link is over, and so is that of the request."),
            fix=_("Have it asked for once more."),
        )
    found = Remedy.objects.all().visible_to(person).filter(pk=remedy_id)
    if not found.filter(request_hash=request_hash).exists():
        raise LinkOfAnotherRequest(
            _("What this link was made for is not there any more, or not as it was."),
            fix=_("Open the list of approvals."),
        )
    return Leads(remedy_id)
