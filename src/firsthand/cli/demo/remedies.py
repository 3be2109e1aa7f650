"""Remedies of the demonstration: asked for with the program's own commands.

What may go out is sent to the sandbox when the worker starts, as any other; one waits for
approval, one was refused, one was taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from firsthand import wiring
from firsthand.cli.demo.work import LEAD
from firsthand.domain.authority import commands as authority
from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.domain.people.queries import Role
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.rules.requests import Request
from firsthand.domain.tickets.models import Ticket

# What a unit was worth in USD; the demonstration's own, and of its last day.
_WORTH = {"EUR": Decimal("1.08"), "JPY": Decimal("0.0067")}
_KEYS = 0x5EED << 64  # The keys of the demonstration are numbered from here.


class _End(Enum):
    """What became of it before the demonstration begins."""

    LEFT_TO_IT = auto()
    REFUSED = auto()
    TAKEN_BACK = auto()


@dataclass(frozen=True)
class _Told:
    """One remedy to be: a share of what was paid, why, and how long ago."""

    reason: str
    percent: int
    hours_ago: int
    note: str
    kind: Kind = Kind.REFUND
    end: _End = _End.LEFT_TO_IT
    verdict: str = ""


_TOLD = (
    _Told("AFT.DMG.TRANSIT", 30, 30, "Damaged in transit: the photo shows a dent in the "
          "base, the lamp works, she keeps it for part of the price."),
    _Told("AFT.QUA.DEFECT", 100, 26, "Dead on arrival: he tried another socket "
          "and the adapter we suggested, nothing to send back but scrap.",
          Kind.RETURNLESS_REFUND),
    _Told("AFT.ERR.PARTS", 20, 20, "Missing parts: the bag of screws was not in the box, "
          "he bought some at the corner shop and sent the receipt."),
    _Told("AFT.QUA.DEFECT", 50, 5, "Malfunction: it flickers after a while, video here; "
          "buyer agreed to half before he found the dimmer was at fault.",
          end=_End.TAKEN_BACK),
)  # fmt: skip
_OVER_THE_LIMIT = (
    _Told("AFT.DMG.TRANSIT", 100, 2, "Damaged in transit: the pole snapped at the joint, "
          "two photos and a scan of a reopened parcel; all of it back."),
    _Told("AFT.QUA.DEFECT", 100, 9, "Malfunction: the switch is loose, he wants everything "
          "back and says he will not send photos.",
          end=_End.REFUSED, verdict="Ask for a photo of the switch first."),
)  # fmt: skip
_LIMIT = 10_000
_LOOKED_AT = 400


def write(people: Mapping[str, int], *, at: datetime) -> None:
    """Ask for some remedies on the newest tickets about orders we ship ourselves.

    Args:
        people: everybody's id by key.
        at: when the demonstration begins.
    """
    with connection.cursor() as cursor:
        # Copying has everything checked at once; a remedy is whole only with its parts.
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        _write(people, at=at)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _write(people: Mapping[str, int], *, at: datetime) -> None:
    owner = Person.objects.get(role=Role.OWNER)
    authority.record_rates(reference="USD", on=at.date(), worth=_WORTH, by=owner, at=at)
    lead = Person.objects.get(pk=people[LEAD])
    ours = list(_ours())
    for number, told in enumerate((*_TOLD, *_OVER_THE_LIMIT)):
        fitting = [each for each in ours if _fits(each, told)]
        if fitting:
            ours.remove(fitting[0])
            _end(told, _asked(told, fitting[0], number, at=at), lead, at=at)


def _ours() -> QuerySet[Ticket]:
    """Return tickets whose order is ours to refund, the newest first."""
    setbacks = Setback.objects.filter(order=OuterRef("order"))
    found = Ticket.objects.filter(
        order__fulfilment="FBM",
        order__state__in=("shipped", "delivered"),
        order__currency="USD",
        assignee__role=Role.AGENT,
        reason__code__in={each.reason for each in (*_TOLD, *_OVER_THE_LIMIT)},
        merged_into=None,
    )
    found = found.filter(~Exists(setbacks)).select_related(
        "order__store", "assignee", "reason"
    )
    return found.order_by("-opened_at", "pk")[:_LOOKED_AT]


def _fits(ticket: Ticket, told: _Told) -> bool:
    """Say whether a ticket is about this, and its order dear where that is wanted."""
    assert ticket.order is not None
    assert ticket.reason is not None
    is_dear = ticket.order.total_minor_units > _LIMIT
    return ticket.reason.code == told.reason and is_dear == (told in _OVER_THE_LIMIT)


def _asked(told: _Told, ticket: Ticket, number: int, *, at: datetime) -> Remedy:
    order, agent = ticket.order, ticket.assignee
    assert order is not None
    assert agent is not None
    return commands.request(
        request=Request(
            key=UUID(int=_KEYS + number),
            order_id=order.pk,
            kind=told.kind,
            currency=order.currency,
            minor_units=order.total_minor_units * told.percent // 100,
            reason=told.reason,
            note=told.note,
            ticket_id=ticket.pk,
        ),
        account=str(order.store_id),
        authority=wiring.PolicyInForce(),
        by=agent,
        at=max(at - timedelta(hours=told.hours_ago), ticket.opened_at),
    )


def _end(told: _Told, remedy: Remedy, lead: Person, *, at: datetime) -> None:
    if told.end == _End.TAKEN_BACK:
        commands.withdraw(remedy_id=remedy.pk, by=remedy.requested_by, at=at)
    elif told.end == _End.REFUSED:
        commands.reject(remedy_id=remedy.pk, why=told.verdict, by=lead, at=at)
