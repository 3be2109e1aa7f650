"""Say at which times of day the buyers of a store are answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import events
from firsthand.domain.sla.models import ReplySlots
from firsthand.domain.sla.rules.slots import SlotPlan, plan
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.stores.models import Store

MOST_SLOTS = 48


class SlotsUnfit(Refused):
    code = "sla.slots_unfit"


@transaction.atomic
def set_slots(
    *,
    store_id: int,
    minutes: Collection[int],
    weekdays: Collection[int],
    by: Person | None,
    at: datetime,
) -> SlotPlan:
    """Have the buyers of a store answered at these times; said again, nothing changes.

    Args:
        store_id: which store; the times are of its clock.
        minutes: of the day.
        weekdays: 1 is Monday, 7 Sunday.
        by: who decides; None: whoever runs the program.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such store that `by` may see.
        NotAllowed: `by` may not change service levels.
        SlotsUnfit: there is no slot, there are too many, or one is none of a day.
    """
    store = _store(store_id, by)
    try:
        if len(set(minutes)) > MOST_SLOTS:
            raise ValueError("too many slots")
        wanted = plan(store.time_zone, minutes, weekdays)
    except ValueError as problem:
        raise SlotsUnfit(
            _("These are no times to answer at."),
            fix=_("Name at least one time of day, at most %(most)d, and one weekday.")
            % {"most": MOST_SLOTS},
        ) from problem
    said = {"minutes": list(wanted.minutes), "weekdays": sorted(wanted.weekdays)}
    before = ReplySlots.objects.filter(store_id=store_id).first()
    if before is None or said != {"minutes": before.minutes, "weekdays": before.weekdays}:
        ReplySlots.objects.update_or_create(
            store_id=store_id, defaults={**said, "changed_at": at}
        )
        _note(store_id, said, by=by, at=at)
    return wanted


@transaction.atomic
def drop_slots(*, store_id: int, by: Person | None, at: datetime) -> None:
    """Have the buyers of a store answered at no fixed times; said again, nothing changes.

    Raises:
        ObjectDoesNotExist: there is no such store that `by` may see.
        NotAllowed: `by` may not change service levels.
    """
    _store(store_id, by)
    gone, _each = ReplySlots.objects.filter(store_id=store_id).delete()
    if gone:
        _note(store_id, {"minutes": [], "weekdays": []}, by=by, at=at)


def _store(store_id: int, by: Person | None) -> Store:
    if by is None:
        return stores.store_numbered(store_id)
    require(by, Right.MANAGE_SLA)
    found = stores.stores_of(by).filter(pk=store_id).first()
    if found is None:
        raise ObjectDoesNotExist
    return found


def _note(
    store_id: int, said: dict[str, list[int]], *, by: Person | None, at: datetime
) -> None:
    journal.record(
        events.SLOTS_CHANGED,
        subject_id=store_id,
        at=at,
        by=by,
        about=journal.About(store_id=store_id),
        facts=said,
    )
