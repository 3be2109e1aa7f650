"""Say which stores an account serves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.accounts import events
from firsthand.domain.accounts.commands._common import locked
from firsthand.domain.accounts.models import MarketplaceAccount, ServedStore
from firsthand.domain.accounts.rules import Region, region_of
from firsthand.domain.journal import commands as journal
from firsthand.domain.people.queries import Person
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store


class ServedElsewhere(Refused):
    code = "accounts.served_elsewhere"


class OtherRegion(Refused):
    code = "accounts.other_region"


@transaction.atomic
def serve_stores(
    *, account_id: int, store_ids: Collection[int], by: Person | None, at: datetime
) -> MarketplaceAccount:
    """Have an account serve these stores and no others.

    Args:
        account_id: one that `by` may see.
        store_ids: stores on Amazon that `by` may see.
        by: who says so; None for the operator at the machine.
        at: when (UTC).

    Raises:
        NotAllowed: `by` may not manage stores.
        MarketplaceAccount.DoesNotExist: there is none that `by` may see.
        ServedElsewhere: another account serves one of them, or it is not on Amazon, or two
            are on one marketplace.
        OtherRegion: one is on a marketplace of another region.
    """
    account = locked(account_id, by)
    wanted = list(stores.stores_of(by or Everything()).filter(pk__in=store_ids))
    ids = {store.pk: _marketplace_id(account, store) for store in wanted}
    _refuse_doubles(account, wanted, ids)
    ServedStore.objects.filter(account=account).exclude(store_id__in=ids).delete()
    for store in wanted:
        ServedStore.objects.get_or_create(
            account=account, store=store, defaults={"marketplace_id": ids[store.pk]}
        )
    journal.record(
        events.SERVES, subject_id=account.pk, at=at, by=by, facts={"stores": sorted(ids)}
    )
    return account


def _marketplace_id(account: MarketplaceAccount, store: Store) -> str:
    places = {place.code: place.marketplace_id for place in stores.marketplaces()}
    if store.channel != account.channel or store.marketplace not in places:
        raise ServedElsewhere(
            _("%(store)s is not on Amazon.") % {"store": store.name},
            fix=_("Choose stores on Amazon only."),
        )
    region = region_of(store.marketplace)
    if region != account.region:
        raise OtherRegion(
            _("%(store)s is in the region “%(region)s”, the account is not.")
            % {
                "store": store.name,
                "region": MarketplaceAccount.Region(region or Region.EUROPE).label,
            },
            fix=_("Add an account for that region: the same seller has one in each."),
        )
    return places[store.marketplace]


def _refuse_doubles(
    account: MarketplaceAccount, wanted: list[Store], ids: dict[int, str]
) -> None:
    elsewhere = (
        ServedStore.objects.filter(store__in=wanted)
        .exclude(account=account)
        .select_related("store", "account")
        .first()
    )
    if elsewhere is not None:
        raise ServedElsewhere(
            _("%(store)s is served by the account %(account)s.")
            % {"store": elsewhere.store.name, "account": elsewhere.account.name},
            fix=_("Take it from that account first."),
        )
    if len(set(ids.values())) < len(ids):
        raise ServedElsewhere(
            _("Two of these stores are on the same marketplace."),
            fix=_("One account has one store on each marketplace; choose one of them."),
        )
