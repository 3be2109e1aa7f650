"""An account at Amazon, and the flows it has."""

from __future__ import annotations

from datetime import datetime, timedelta

from firsthand.connectors.amazon.fake import tokens
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Planned, Secrets
from firsthand.domain.accounts.models import Flow, MarketplaceAccount
from firsthand.domain.accounts.queries import Region
from firsthand.domain.stores.models import Store
from tests.people import NOON

GOOD = Secrets(tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}shop")
ORDERS = Planned("orders", timedelta(minutes=3))
RETURNS = Planned("returns_fbm", timedelta(hours=1))


def account(
    *stores: Store,
    name: str = "Lumo Europe",
    region: Region = Region.EUROPE,
    address: str = "",
    credentials: Secrets = GOOD,
    seller_id: str = "",
    at: datetime = NOON,
) -> MarketplaceAccount:
    """Return an account of the fake's own seller, which serves these stores."""
    made = commands.add_account(
        name=name,
        region=region,
        client_id=tokens.CLIENT_ID,
        credentials=credentials,
        address=address,
        seller_id=seller_id,
        by=None,
        at=at,
    )
    if stores:
        commands.serve_stores(
            account_id=made.pk,
            store_ids=[store.pk for store in stores],
            by=None,
            at=at,
        )
    return made


def flow(of: MarketplaceAccount, planned: Planned = ORDERS, *, at: datetime = NOON) -> Flow:
    """Return a flow of an account, due at that moment; it has no other."""
    commands.plan_flows(account_id=of.pk, planned=[planned], at=at)
    return Flow.objects.get(account=of)
