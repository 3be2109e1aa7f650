"""Which version holds, and what is wrong with one. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet

from firsthand.domain.authority import rules
from firsthand.domain.authority.models import ExchangeRate, PolicyVersion
from firsthand.domain.authority.queries import words
from firsthand.domain.people.queries import Role

if TYPE_CHECKING:
    from firsthand.foundation.scoping import SeesStores

# What can be done for a buyer, by the names of remedies, which lie above.
KINDS = tuple(words.KINDS)


@dataclass(frozen=True)
class InForce:
    """What holds for a store; `version` None: what comes with the program."""

    version: PolicyVersion | None
    terms: rules.Terms

    def is_set_by(self, person_id: int) -> bool:
        """Say whether somebody wrote or published it."""
        version = self.version
        setters = (version.drafted_by_id, version.published_by_id) if version else ()
        return person_id in setters


def in_force(store_id: int | None, at: datetime) -> InForce:
    """Return what holds for a store at a moment: its own version, else that of all.

    None is a store without one of its own.
    """
    version = (
        PolicyVersion.objects.filter(Q(store=store_id) | Q(store=None), valid_from__lte=at)
        .order_by(F("store_id").asc(nulls_last=True), "-valid_from")
        .first()
    )
    return InForce(version, version.read_terms() if version else rules.DEFAULT)


def versions(person: SeesStores) -> QuerySet[PolicyVersion]:
    """Return the versions of the stores somebody sees, and of all; the newest first."""
    seen = person.visible_store_ids()
    found = PolicyVersion.objects.select_related("store", "drafted_by", "published_by")
    if seen is not None:
        found = found.filter(Q(store=None) | Q(store__in=seen))
    return found.order_by("-valid_from", "-changed_at", "-pk")


def problems_of(terms: rules.Terms) -> tuple[rules.Contradiction, ...]:
    """Return what is wrong with a version; nothing if it may be published."""
    return rules.contradictions(terms, roles=[role.value for role in Role], kinds=KINDS)


def readable_version(person: SeesStores, version_id: int) -> PolicyVersion | None:
    """Return one version, if somebody sees its store."""
    return versions(person).filter(pk=version_id).first()


def rates(terms: rules.Terms, today: date) -> rules.Rates:
    """Return the rates a version goes by on a day: the newest of each currency."""
    newest = newest_rates(terms.currency, today)
    return rules.Rates(
        terms.currency,
        today,
        {each.currency: rules.Rate(each.worth, each.on) for each in newest},
        terms.rates_valid_days,
    )


def newest_rates(reference: str, today: date) -> QuerySet[ExchangeRate]:
    """Return the newest rate of each currency up to a day, by currency."""
    return (
        ExchangeRate.objects.filter(reference=reference, on__lte=today)
        .order_by("currency", "-on")
        .distinct("currency")
    )
