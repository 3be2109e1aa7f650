"""Hold a text back that says something else than its writer's draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.manner import events
from firsthand.domain.manner.rules import Difference, digest
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class Differs(Refused):
    code = "manner.differs"


@transaction.atomic
def confirm(
    differences: Sequence[Difference],
    *,
    confirmed: str,
    ticket_id: int,
    by: Person,
    at: datetime,
) -> None:
    """Refuse a text that differs from its draft, unless its writer means just that.

    Args:
        differences: of the text as it is to leave.
        confirmed: what he ticked: the digest of the differences he was shown.
        ticket_id: the ticket.
        by: the writer.
        at: when (UTC).

    Raises:
        Differs: there are some, and he has ticked none or other ones.
    """
    told = [one for one in differences if one.needs_a_word]
    if not told:
        return
    if confirmed != digest(told):
        first = told[0]
        raise Differs(
            _("The text and your draft differ: %(draft)s – %(text)s.")
            % {
                "draft": first.draft.quote if first.draft else _("not in the draft"),
                "text": first.text.quote if first.text else _("not in the text"),
            },
            fix=_("Correct it, or tick below the text that it is meant so."),
        )
    kinds = sorted({one.kind.value for one in told})
    journal.record(
        events.DIFFERENCES_MEANT, subject_id=ticket_id, at=at, by=by, facts={"kinds": kinds}
    )
