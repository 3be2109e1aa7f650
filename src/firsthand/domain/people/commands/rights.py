"""Ask whether a role allows a deed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Right
from firsthand.foundation.errors import Refused


class NotAllowed(Refused):
    code = "people.not_allowed"


def require(person: Person, right: Right) -> None:
    """Refuse unless the person's role allows it.

    Raises:
        NotAllowed: it does not.
    """
    if not person.may(right):
        raise NotAllowed(
            _("Your role does not allow this."), fix=_("Ask a lead or the owner.")
        )
