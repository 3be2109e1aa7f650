"""Say whose working hours a calendar says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people import queries as people
from firsthand.domain.sla import events
from firsthand.domain.sla.commands._common import NotInUse, alone
from firsthand.domain.sla.models import Calendar, Shift
from firsthand.domain.sla.queries import on_shift
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NotAColleague(Refused):
    code = "sla.not_a_colleague"


@transaction.atomic
def put_on_shift(
    *, calendar_id: int, person_ids: Collection[int], by: Person | None, at: datetime
) -> int:
    """Have a calendar say the hours of these people, and of no others; how many changed.

    Whoever worked by another calendar before works by this one. Of people whom `by` does
    not look after nothing changes.

    Args:
        calendar_id: which calendar.
        person_ids: everybody who works these hours.
        by: who says so; None: whoever runs the program.
        at: when (UTC).

    Raises:
        Calendar.DoesNotExist: there is none.
        NotAllowed: `by` may not change calendars.
        NotInUse: the calendar is archived.
        NotAColleague: somebody among them works no tickets that `by` sees.
    """
    alone(by)
    calendar = Calendar.objects.get(pk=calendar_id)
    if calendar.archived_at is not None:
        raise NotInUse(_("This calendar is archived already."), fix=_("Reload the page."))
    theirs = set(people.people().values_list("pk", flat=True))
    if by is not None:
        theirs = set(people.looked_after_by(by).values_list("pk", flat=True))
    wanted, now = set(person_ids), on_shift(calendar.pk)
    if not wanted <= theirs | now:
        raise NotAColleague(
            _("Somebody among them is not a colleague you look after."),
            fix=_("Reload the page, and choose again."),
        )
    for person_id in sorted((now - wanted) & theirs):
        Shift.objects.filter(person_id=person_id).delete()
        _note(person_id, None, by=by, at=at)
    for person_id in sorted(wanted - now):
        Shift.objects.update_or_create(person_id=person_id, defaults={"calendar": calendar})
        _note(person_id, calendar.pk, by=by, at=at)
    return len((now - wanted) & theirs) + len(wanted - now)


def _note(
    person_id: int, calendar_id: int | None, *, by: Person | None, at: datetime
) -> None:
    facts = {"calendar": calendar_id}
    journal.record(events.SHIFT_CHANGED, subject_id=person_id, at=at, by=by, facts=facts)
