"""What the uses of many weeks show: amounts that crowd just below people's limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Count, F, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from firsthand.domain.authority import rules
from firsthand.domain.authority.models import Draw, PolicyVersion

if TYPE_CHECKING:
    from firsthand.foundation.scoping import SeesStores

# Limits differ by role, level, version and currency: each is made this long.
_SCALE = 10_000
_CHOSEN = ("refund", "returnless_refund", "goodwill_credit")


def near_limit_by_agent(
    person: SeesStores, *, at: datetime, days: int = 90
) -> dict[int, rules.NearLimit]:
    """Return by agent how what he gave on his own word lies just below his limit.

    Only amounts somebody chose: what was given before on the order, and a full refund, set
    the amount; and where nobody knows what was paid, nobody knows whether it was full.

    Args:
        person: whose stores are looked at.
        at: up to when.
        days: how far back.
    """
    drawn = Draw.objects.all().visible_to(person).filter(decision="allowed")
    drawn = drawn.filter(at__gt=at - timedelta(days=days), at__lte=at, minor_units__gt=0)
    limits = _Limits()
    amounts: dict[int, list[int]] = {}
    for agent_id, version_id, role, level, minor_units, times in _chosen(drawn):
        limit = limits.of(version_id, role, int(level))
        if limit:
            scaled = minor_units * _SCALE // limit
            amounts.setdefault(agent_id, []).extend([scaled] * times)
    return rules.near_limit(amounts, _SCALE)


def _chosen(drawn: QuerySet[Draw]) -> QuerySet[Draw, tuple[Any, ...]]:
    """Return agent, version, role, level and amount of what somebody chose, and how often.

    Told apart in the database: to read every use as JSON takes ten times as long.
    """
    as_text = KeyTextTransform
    paid, asked = KeyTransform("order_total", "use"), KeyTransform("amount", "use")
    return (
        drawn.annotate(
            kind=as_text("kind", "use"),
            given=as_text("given", "use"),
            role=as_text("role", "use"),
            level=as_text("level", "use"),
            paid_currency=as_text("currency", paid),
            paid=Cast(as_text("minor_units", paid), BigIntegerField()),
            currency_asked=as_text("currency", asked),
            asked=Cast(as_text("minor_units", asked), BigIntegerField()),
        )
        .filter(kind__in=_CHOSEN, given="[]", paid_currency=F("currency_asked"))
        .filter(asked__lt=F("paid"))
        .values_list("agent_id", "version_id", "role", "level", "minor_units")
        .annotate(times=Count("pk"))
        .order_by()
    )


class _Limits:
    """The limits of each version, read once."""

    def __init__(self) -> None:
        self._terms: dict[int | None, rules.Terms] = {None: rules.DEFAULT}

    def of(self, version_id: int | None, role: str, level: int) -> int:
        """Return what a role of a level may give without asking; 0 for nothing."""
        if version_id is not None and version_id not in self._terms:
            version = PolicyVersion.objects.get(pk=version_id)
            self._terms[version_id] = version.read_terms()
        grant = self._terms[version_id].grant(role, level)
        return grant.alone_minor_units if grant else 0
