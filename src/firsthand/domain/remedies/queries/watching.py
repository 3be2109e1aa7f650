"""What people watch over: doubt, incidents, stops, the health of books and log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from firsthand.domain.remedies.models import (
    Attempt,
    HandDecision,
    Incident,
    Ledger,
    OutsideRefund,
    Remedy,
    Stop,
    Verification,
)
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.scoping import SeesStores

# Heads are signed every hour: one hour may be missed.
UNSIGNED_AT_MOST = timedelta(hours=2)


def of_unknown_outcome(person: SeesStores) -> QuerySet[Remedy]:
    """Return what may have happened and is still looked up, the oldest first."""
    seen = Remedy.objects.all().visible_to(person)
    unknown = seen.filter(state=State.UNKNOWN).select_related("ledger__order", "store")
    return unknown.order_by("state_at", "pk")


def closed_incidents(person: SeesStores) -> QuerySet[Incident]:
    """Return what was looked into, the latest closed first."""
    seen = Incident.objects.all().visible_to(person).exclude(closed_at=None)
    return seen.order_by("-closed_at", "-pk")


def incident_for(person: SeesStores, incident_id: int) -> Incident | None:
    """Return an incident, if `person` may see it."""
    seen = Incident.objects.all().visible_to(person)
    return seen.select_related("ledger__order", "remedy").filter(pk=incident_id).first()


def lifted_stops(*, most: int) -> list[Stop]:
    """Return the kill switches that were on, the latest lifted first."""
    return list(Stop.objects.exclude(lifted_at=None).order_by("-lifted_at", "-pk")[:most])


def stop_numbered(stop_id: int) -> Stop | None:
    """Return a kill switch, whether it is on or was lifted."""
    return Stop.objects.filter(pk=stop_id).first()


def held_back_by(scope: str, name: str) -> int:
    """Return how many approved remedies wait, or would, while this is stopped."""
    waiting = Remedy.objects.filter(state=State.APPROVED)
    if scope == Stop.Scope.ACCOUNT:
        waiting = waiting.filter(account=name)
    elif scope == Stop.Scope.AGENT:
        waiting = waiting.filter(requested_by=int(name)) if name else waiting.none()
    return waiting.count()


def newest_verification() -> Verification | None:
    """Return how books and log were found the last time anybody had them checked."""
    return Verification.objects.order_by("-pk").first()


@dataclass(frozen=True)
class OrderBooks:
    """All that is known of one order's money; `ledger` None: nobody has touched it."""

    ledger: Ledger | None
    remedies: Sequence[Remedy] = field(default=())
    outside: Sequence[OutsideRefund] = field(default=())
    incidents: Sequence[Incident] = field(default=())


def money_of_order(person: SeesStores, order_id: int) -> OrderBooks:
    """Return ledger with cells, remedies with attempts and decisions, facts, incidents."""
    seen = Ledger.objects.all().visible_to(person).filter(pk=order_id)
    ledger = seen.prefetch_related("cells").first()
    if ledger is None:
        return OrderBooks(None)
    remedies = ledger.remedies.select_related("requested_by", "approved_by")
    remedies = remedies.prefetch_related(
        "parts",
        Prefetch("attempts", Attempt.objects.order_by("fence")),
        Prefetch("decisions", HandDecision.objects.order_by("pk")),
    )
    return OrderBooks(
        ledger,
        list(remedies.order_by("requested_at", "pk")),
        list(ledger.outside.select_related("explained_by").order_by("happened_at", "pk")),
        list(ledger.incidents.order_by("at", "pk")),
    )


def open_decision(remedy: Remedy) -> HandDecision | None:
    """Return what somebody said became of a remedy, while it waits for a second person."""
    waiting = remedy.decisions.filter(confirmed_at=None, dropped_at=None)
    return waiting.select_related("proposed_by").first()


def keys_of_listed(account: str, external_ids: Collection[str]) -> dict[str, Remedy]:
    """Return whose these ids of a listing are known to be, as far as they are remedies'."""
    found = Remedy.objects.filter(account=account, external_id__in=external_ids)
    facts = OutsideRefund.objects.filter(
        account=account, external_id__in=external_ids, explained_by__isnull=False
    ).select_related("explained_by")
    explained = {each.external_id: each.explained_by for each in facts if each.explained_by}
    return explained | {each.external_id: each for each in found}


@dataclass(frozen=True)
class Standing:
    """What waits for somebody, over all stores: for whoever runs the machine.

    Attributes:
        needs_person: remedies no machine can settle, and since when the oldest is one.
        incidents: that are open.
        stops: kill switches that are on.
        verified: how books and log were found the last time.
    """

    needs_person: int
    needs_person_since: datetime | None
    incidents: int
    stops: int
    verified: Verification | None


def standing() -> Standing:
    """Return what of money waits for somebody."""
    waiting = Remedy.objects.filter(state=State.NEEDS_HUMAN)
    oldest = waiting.order_by("state_at").values_list("state_at", flat=True).first()
    return Standing(
        needs_person=waiting.count(),
        needs_person_since=oldest,
        incidents=Incident.objects.filter(closed_at=None).count(),
        stops=Stop.objects.filter(lifted_at=None).count(),
        verified=newest_verification(),
    )
