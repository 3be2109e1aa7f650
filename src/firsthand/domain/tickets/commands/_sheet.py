"""What a ticket is about and how it ended: read from a sheet, put on a locked ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import _ticket
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.queries import snapshot
from firsthand.domain.tickets.rules import Sheet
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class SheetIncomplete(Refused):
    code = "tickets.sheet_incomplete"


class ReasonNotInUse(Refused):
    code = "tickets.reason_not_in_use"


class ResolutionNotInUse(Refused):
    code = "tickets.resolution_not_in_use"


@dataclass(frozen=True)
class Read:
    """A sheet whose codes were found: what goes on the ticket and into the journal."""

    tag: events.Tag
    truth: str
    resolution: reasons.Resolution | None


def complete(sheet: Sheet) -> Read:
    """Read a sheet that closes a ticket.

    Raises:
        SheetIncomplete: something is missing.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
    """
    if not (sheet.reason and sheet.truth and sheet.resolution):
        raise SheetIncomplete(
            _("A ticket is closed with its reason, what was true, and the resolution."),
            fix=_("Fill in all three. Nothing was sent or closed."),
        )
    return read(sheet)


def read(sheet: Sheet) -> Read:
    """Read a sheet that may say nothing but the reason.

    Raises:
        SheetIncomplete: the reason is missing, or the truth is none that we know.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
    """
    if not sheet.reason or sheet.truth not in {"", *Ticket.Truth}:
        raise SheetIncomplete(
            _("A tag needs a reason, and says of the truth what can be chosen."),
            fix=_("Choose both from their lists."),
        )
    resolution = None
    if sheet.resolution:
        resolution = reasons.resolution_in_use(sheet.resolution)
        if resolution is None:
            raise ResolutionNotInUse(
                _("The resolution %(code)s is not in use.") % {"code": sheet.resolution},
                fix=_("Choose another one."),
            )
    return Read(_tag(sheet.reason), sheet.truth, resolution)


def _tag(code: str) -> events.Tag:
    tree = reasons.taxonomy()
    node = tree.by_code(code)
    if node is None or not tree.may_be_given(node):
        raise ReasonNotInUse(
            _("The reason %(code)s cannot be given.") % {"code": code},
            fix=_("Choose one in use, on the deepest level there is."),
        )
    return snapshot(tree, node)


def put(ticket: Ticket, found: Read, *, by: Person, at: datetime) -> events.Tagged:
    """Tag a locked ticket, without saving it; what the sheet leaves open stays as it was.

    Returns:
        The tag in force now. It is written into the journal only if it is another.
    """
    before = (ticket.reason_id, ticket.truth, ticket.resolution_id)
    ticket.reason_id = found.tag.reason_id
    ticket.truth = found.truth or ticket.truth
    ticket.resolution = found.resolution or ticket.resolution
    tagged = events.Tagged(
        found.tag,
        truth=ticket.truth or None,
        resolution=ticket.resolution.code if ticket.resolution else None,
    )
    if before != (ticket.reason_id, ticket.truth, ticket.resolution_id):
        journal.record(
            events.Tagged.kind,
            subject_id=ticket.pk,
            at=at,
            by=by,
            about=_ticket.about(ticket),
            facts=tagged.facts(),
        )
    return tagged
