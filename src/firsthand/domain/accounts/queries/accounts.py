"""Which accounts there are, and which stores each serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from firsthand.domain.accounts.models import (
    AccountQuerySet,
    MarketplaceAccount,
    RightFound,
    ServedStore,
)
from firsthand.domain.stores import queries as stores
from firsthand.domain.stores.queries import Marketplace
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store


def accounts() -> AccountQuerySet:
    """Return all accounts, by name: for the worker and the operator."""
    return MarketplaceAccount.objects.order_by("name")


def accounts_of(person: SeesStores) -> AccountQuerySet:
    """Return the accounts `person` may see, by name."""
    return accounts().visible_to(person)


def account_named(name: str) -> MarketplaceAccount | None:
    """Return the account of this name, whatever its case; None: there is none."""
    return MarketplaceAccount.objects.filter(name__iexact=name.strip()).first()


def account_of(store_id: int) -> MarketplaceAccount | None:
    """Return the account that serves a store; None: none does."""
    served = ServedStore.objects.filter(store_id=store_id).select_related("account").first()
    return served.account if served else None


def served_by(account: MarketplaceAccount) -> QuerySet[ServedStore]:
    """Return the stores an account serves, each with its marketplace, by name."""
    return (
        ServedStore.objects.filter(account=account)
        .select_related("store")
        .order_by("store__name")
    )


def marketplace_ids(account: MarketplaceAccount) -> list[str]:
    """Return Amazon's ids of the marketplaces an account serves, in a set order."""
    return sorted(one.marketplace_id for one in served_by(account))


def marketplaces_of(account: MarketplaceAccount) -> list[Marketplace]:
    """Return the marketplaces an account serves, by their letters."""
    served = set(marketplace_ids(account))
    known = (one for one in stores.marketplaces() if one.marketplace_id in served)
    return sorted(known, key=lambda place: place.code)


def stores_by_marketplace(account: MarketplaceAccount) -> dict[str, Store]:
    """Return the stores an account serves, by Amazon's id of the marketplace."""
    return {one.marketplace_id: one.store for one in served_by(account)}


def rights_of(account: MarketplaceAccount) -> QuerySet[RightFound]:
    """Return what the last tests found of each role, by its name."""
    return RightFound.objects.filter(account=account).order_by("role")


def stores_without_account() -> list[Store]:
    """Return the open stores on Amazon that no account serves, by name."""
    served = ServedStore.objects.values("store")
    return list(stores.open_stores_on("amazon").exclude(pk__in=served))
