"""Questions about stores and marketplaces. Nothing here writes."""

from __future__ import annotations

from django.db.models import QuerySet

from firsthand.domain.stores import rules
from firsthand.domain.stores.models import Store, StoreQuerySet
from firsthand.domain.stores.rules import Marketplace, ReplyDuty
from firsthand.foundation.postgres.standing import StandingList
from firsthand.foundation.scoping import SeesStores

__all__ = [
    "Marketplace",
    "ReplyDuty",
    "is_store",
    "marketplace_of_relay",
    "marketplaces",
    "open_stores_on",
    "reply_duty",
    "store_numbered",
    "stores_of",
]


def stores_of(person: SeesStores) -> StoreQuerySet:
    """Return the stores `person` may see, by name."""
    return Store.objects.all().visible_to(person).order_by("name")


def marketplaces() -> tuple[Marketplace, ...]:
    """Return the Amazon marketplaces we know."""
    return rules.AMAZON


def marketplace_of_relay(domain: str) -> Marketplace | None:
    """Return the marketplace whose buyers write from `domain`, matched exactly."""
    return rules.BY_RELAY_DOMAIN.get(domain.lower())


def reply_duty(channel: str) -> ReplyDuty:
    """Return what an answer on this channel is, and by when it is owed."""
    return rules.REPLY_DUTIES.get(channel, rules.OWN_DUTY)


def is_store(store_id: int) -> bool:
    """Say whether there is a store of this number."""
    return Store.objects.filter(pk=store_id).exists()


def store_numbered(store_id: int) -> Store:
    """Return the store of this number; whoever asks has seen something of it.

    Raises:
        Store.DoesNotExist: there is none.
    """
    found = next(iter(_numbered(store_id)), None)
    if found is None:
        raise Store.DoesNotExist
    return found


@StandingList
def _numbered(store_id: int) -> QuerySet[Store]:
    return Store.objects.filter(pk=store_id)


def open_stores_on(channel: str) -> StoreQuerySet:
    """Return the stores on a channel that were not closed, by name."""
    return Store.objects.filter(channel=channel, closed_at=None).order_by("name")
