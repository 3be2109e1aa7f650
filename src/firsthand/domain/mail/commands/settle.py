"""Put aside what could not be read, once a person has looked at it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.mail.models import Mailbox, Quarantined
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class AlreadySettled(Refused):
    code = "mail.already_settled"


@transaction.atomic
def settle_quarantined(*, quarantined_id: int, by: Person, at: datetime) -> Quarantined:
    """Say that nothing more is to be done about a mail in quarantine.

    Its bytes stay until their purge date.

    Raises:
        NotAllowed: the role may not work tickets.
        Quarantined.DoesNotExist: there is none in the mailboxes `by` may see.
        AlreadySettled: somebody did so before.
    """
    require(by, Right.WORK_TICKETS)
    mailboxes = Mailbox.objects.all().visible_to(by)
    mail = (
        Quarantined.objects.select_for_update(of=("self",))
        .select_related("mailbox")
        .get(pk=quarantined_id, mailbox__in=mailboxes)
    )
    if mail.settled_at is not None:
        raise AlreadySettled(
            _("Somebody has dealt with this mail already."), fix=_("Reload the page.")
        )
    mail.settled_at = at
    mail.save(update_fields=["settled_at"])
    journal.record(
        "mail.quarantine_settled",
        subject_id=mail.pk,
        at=at,
        by=by,
        about=journal.About(store_id=mail.mailbox.store_id),
    )
    return mail
