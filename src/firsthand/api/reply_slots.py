"""At which times of day the buyers of a store are answered, and how long they wait."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tickets import READ, WRITE, now, reader
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import commands, queries
from firsthand.domain.stores import queries as stores

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.sla.queries import SlotPlan
    from firsthand.domain.stores.models import Store

router = Router(tags=["calendars and policies"])
StoreId = Annotated[Id, Path()]
_TIME = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
_WEEKDAY = Annotated[int, Field(ge=1, le=7)]


class SlotsIn(Schema):
    """Times of day by the store's clock, `09:30`, and weekdays: 1 is Monday, 7 Sunday.

    No times: at no fixed times.
    """

    times: Annotated[list[_TIME], Field(max_length=48)]
    weekdays: Annotated[list[_WEEKDAY], Field(max_length=7)] = [1, 2, 3, 4, 5, 6, 7]


class SlotsOut(Schema):
    """The slots, the longest wait of a letter that just missed one, and the next slot.

    `keeps_duty`: the longest wait is shorter than the hours the marketplace allows,
    `duty_hours`. Without slots the wait is null.
    """

    store_id: int
    time_zone: str
    times: list[str]
    weekdays: list[int]
    worst_wait_hours: float | None
    duty_hours: float
    keeps_duty: bool | None
    next_slot: datetime | None


@router.get("/{store_id}/reply-slots", response={200: SlotsOut, **PROBLEMS}, auth=READ)
def get_reply_slots(request: HttpRequest, store_id: StoreId) -> SlotsOut:
    """Say when the buyers of a store are answered."""
    store = _store(reader(request), store_id)
    return _shown(store, queries.slots_of(store_id))


@router.put("/{store_id}/reply-slots", response={200: SlotsOut, **PROBLEMS}, auth=WRITE)
def set_reply_slots(
    request: HttpRequest, store_id: StoreId, body: SlotsIn
) -> Status[SlotsOut]:
    """Have the buyers of a store answered at these times; without any, at none."""
    person = reader(request)
    require(person, Right.MANAGE_SLA)
    store = _store(person, store_id)
    if not body.times:
        commands.drop_slots(store_id=store_id, **now(request))
        return Status(200, _shown(store, None))
    plan = commands.set_slots(
        store_id=store_id,
        minutes=queries.read_times(",".join(body.times)),
        weekdays=body.weekdays,
        **now(request),
    )
    return Status(200, _shown(store, plan))


def _store(person: Person, store_id: int) -> Store:
    found = stores.stores_of(person).filter(pk=store_id).first()
    if found is None:
        raise ObjectDoesNotExist
    return found


def _shown(store: Store, plan: SlotPlan | None) -> SlotsOut:
    within = stores.reply_duty(store.channel).within
    return SlotsOut(
        store_id=store.pk,
        time_zone=store.time_zone,
        times=queries.write_times(plan.minutes).split(", ") if plan else [],
        weekdays=sorted(plan.weekdays) if plan else [],
        worst_wait_hours=plan.worst().length.total_seconds() / 3600 if plan else None,
        duty_hours=within.total_seconds() / 3600,
        keeps_duty=plan.keeps(within) if plan else None,
        next_slot=plan.next_after(timezone.now()) if plan else None,
    )
