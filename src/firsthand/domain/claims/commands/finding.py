"""Write down what turned out to be true."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.claims import events, rules
from firsthand.domain.claims.models import Basis, Finding
from firsthand.domain.claims.queries import standing_finding
from firsthand.domain.claims.rules import Found, Lack, Rests
from firsthand.domain.journal import commands as journal
from firsthand.domain.mail import queries as mail
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket


class NotTagged(Refused):
    code = "claims.not_tagged"


class Incomplete(Refused):
    code = "claims.incomplete"


class UnknownReason(Refused):
    code = "claims.unknown_reason"


class NotOfThisTicket(Refused):
    code = "claims.not_of_this_ticket"


class FoundMeanwhile(Refused):
    code = "claims.found_meanwhile"


_LACKS = {
    Lack.NO_BASIS: (
        gettext_lazy("Nothing says what this rests on."),
        gettext_lazy(
            "Name a photo, a scan, a test, a message or a statement;"
            " or choose “cannot be known yet”."
        ),
    ),
    Lack.EMPTY_BASIS: (
        gettext_lazy("A basis without a note points at nothing."),
        gettext_lazy("Write what it shows, or choose the file, message or parcel."),
    ),
    Lack.TOO_MANY: (
        gettext_lazy("These are too many bases."),
        gettext_lazy("Name the strongest; twenty at most."),
    ),
    Lack.TOO_LONG: (
        gettext_lazy("A note is too long."),
        gettext_lazy("Say it in 1,000 characters for a basis, 4,000 in all."),
    ),
    Lack.REASON_OF_TRUE: (
        gettext_lazy("What is true, or not known, has no other true reason."),
        gettext_lazy("Leave it empty, or choose “partly true” or “not true”."),
    ),
    Lack.SAME_REASON: (
        gettext_lazy("The true reason is the one the buyer gives."),
        gettext_lazy("Leave it empty, or choose another."),
    ),
}


@transaction.atomic
def find(
    *, ticket_id: int, found: Found, seen: int | None, key: UUID, by: Person, at: datetime
) -> Finding:
    """Say what was true of what the buyer says; the finding before it stays, replaced.

    The ticket's tag, which is what he says, is not touched.

    Args:
        ticket_id: the ticket.
        found: what was true, and what that rests on.
        seen: the finding that `by` saw standing, None for none: nobody is overwritten.
        key: made with the form; the same again returns the first finding.
        by: who found it out.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NotTagged, Incomplete, UnknownReason, NotOfThisTicket, FoundMeanwhile: see names.
    """
    require(by, Right.FIND_TRUTH)
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is None:
        raise ObjectDoesNotExist
    known = Finding.objects.filter(key=key, ticket_id__in=tickets.numbers_of(ticket.pk))
    if (first := known.first()) is not None:
        return first
    reason = ticket.reason
    if reason is None:
        raise NotTagged(
            _("The ticket does not say yet what the buyer says."),
            fix=_("Choose its reason first, then say what was true of it."),
        )
    _refuse_incomplete(found, said=reason.code)
    true_reason = _reason_id(found.true_reason)
    bases = [_basis(ticket, by, each) for each in found.rests_on]
    before = standing_finding(ticket.pk, reason.pk)
    if (before.pk if before else None) != seen:
        raise _meanwhile()
    finding = Finding(
        key=key, store_id=ticket.store_id, ticket=ticket, order_id=ticket.order_id,
        said=reason, truth=found.truth, true_reason_id=true_reason,
        note=found.note.strip(), by=by, at=at, replaces=before,
    )  # fmt: skip
    _write(finding, bases)
    _record(finding, ticket, said=reason.code, found=found)
    return finding


def _refuse_incomplete(found: Found, *, said: str) -> None:
    lack = rules.lack_of(found, said=said)
    if lack is not None:
        message, fix = _LACKS[lack]
        raise Incomplete(str(message), fix=str(fix))


def _reason_id(code: str) -> int | None:
    if not code:
        return None
    tree = reasons.taxonomy()
    node = tree.by_code(code)
    if node is None or node not in tree.choices():
        raise UnknownReason(
            _("There is no reason %(code)s in use.") % {"code": code[:60]},
            fix=_("Choose one from the list."),
        )
    return node.id


def _basis(ticket: Ticket, by: Person, rests: Rests) -> Basis:
    """Return the row of one basis; what it points at must belong to the ticket."""
    basis = Basis(
        kind=rests.kind, note=rests.note.strip(), attachment_id=rests.attachment_id,
        message_id=rests.message_id, parcel_id=rests.parcel_id,
    )  # fmt: skip
    said = tickets.message_ids_of(ticket.pk)
    if rests.message_id is not None and not said.filter(pk=rests.message_id).exists():
        raise _not_of_this(_("This message is not on this ticket."))
    if rests.attachment_id is not None and not mail.is_file_of(
        rests.attachment_id, ticket_message_ids=said
    ):
        raise _not_of_this(_("This file is not on this ticket."))
    if rests.parcel_id is not None:
        basis.scanned = _scanned(ticket, by, rests.parcel_id)
    return basis


def _scanned(ticket: Ticket, by: Person, parcel_id: int) -> dict[str, object]:
    """Return a copy of what the carrier said of a parcel of the ticket's order."""
    order = orders.order_for(by, ticket.order_id) if ticket.order_id else None
    parcels = order.parcels.all() if order is not None else ()
    parcel = next((each for each in parcels if each.pk == parcel_id), None)
    if parcel is None:
        raise _not_of_this(_("This parcel is not of the ticket’s order."))
    return {
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "scans": parcel.scans,
    }


def _not_of_this(message: str) -> NotOfThisTicket:
    return NotOfThisTicket(message, fix=_("Open the sheet again and choose from it."))


def _meanwhile() -> FoundMeanwhile:
    return FoundMeanwhile(
        _("Somebody has written down another finding meanwhile."),
        fix=_("Read it, and say again what was true if it is not that."),
    )


def _write(finding: Finding, bases: list[Basis]) -> None:
    try:
        with transaction.atomic():
            finding.save(force_insert=True)
    except IntegrityError as taken:
        raise _meanwhile() from taken
    for basis in bases:
        basis.finding = finding
    Basis.objects.bulk_create(bases)


def _record(finding: Finding, ticket: Ticket, *, said: str, found: Found) -> None:
    journal.record(
        events.FOUND,
        subject_id=finding.pk,
        at=finding.at,
        by=finding.by,
        about=journal.About(
            store_id=ticket.store_id, buyer_id=ticket.buyer_id, ticket_id=ticket.pk
        ),
        facts={
            "said": said,
            "truth": found.truth,
            "true_reason": found.true_reason or None,
            "bases": sorted({str(each.kind) for each in found.rests_on}),
            "replaces": finding.replaces_id,
        },
    )
