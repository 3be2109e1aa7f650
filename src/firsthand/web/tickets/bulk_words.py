"""Bulk actions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.queries import Bulk, Tally
from firsthand.web.shared.formats import DASH

if TYPE_CHECKING:
    from firsthand.domain.tickets.models import Ticket


def title(bulk: Bulk) -> str:
    """Say what a bulk action does, without to how many tickets."""
    match bulk.deed:
        case Bulk.Deed.ASSIGN:
            to = {"name": bulk.to.name} if bulk.to is not None else None
            return _("Assign to %(name)s") % to if to else _("Assign to nobody")
        case Bulk.Deed.TAG:
            return _("Tag: %(reason)s") % {"reason": _reason(bulk.reason)}
        case Bulk.Deed.CLOSE:
            return _("Close: %(reason)s") % {"reason": _reason(bulk.reason)}
        case Bulk.Deed.PRIORITY:
            return _("Priority: %(name)s") % {"name": bulk.get_priority_display()}
        case Bulk.Deed.UNDO:
            assert bulk.undoes is not None, bulk.pk
            return _("Undo: %(what)s") % {"what": title(bulk.undoes)}
    return str(bulk.get_deed_display())


def details(bulk: Bulk) -> list[tuple[str, str]]:
    """Return what its title leaves out, each with its name."""
    resolution = next(
        (str(each) for each in reasons.resolutions() if each.code == bulk.resolution), ""
    )
    told = [
        (_("What was true"), str(bulk.get_truth_display())),
        (_("Resolution"), resolution),
        (_("Note"), bulk.note),
    ]
    return [(name, value) for name, value in told if value]


def now(ticket: Ticket, deed: str) -> str:
    """Say how a ticket stands before it, in what the deed is about."""
    match deed:
        case Bulk.Deed.ASSIGN:
            return ticket.assignee.name if ticket.assignee is not None else DASH
        case Bulk.Deed.TAG | Bulk.Deed.CLOSE:
            return str(ticket.reason) if ticket.reason is not None else DASH
        case Bulk.Deed.PRIORITY:
            return str(ticket.get_priority_display())
    return str(ticket.get_state_display())


def _reason(code: str) -> str:
    found = reasons.called(code)
    return found.label if found is not None else code


def progress(bulk: Bulk, counted: Tally) -> str:
    """Say how far it is, or what came of it."""
    if bulk.state == Bulk.State.RUNNING:
        return _("%(over)d of %(total)d") % {
            "over": counted.over,
            "total": counted.total,
        }
    done = ngettext(
        "%(count)d ticket was changed.", "%(count)d tickets were changed.", counted.done
    ) % {"count": counted.done}
    if bulk.state == Bulk.State.STOPPED:
        return _("Stopped. %(done)s") % {"done": done}
    return done
