"""An account at Amazon, and the flows it has."""

from __future__ import annotations

from datetime import timedelta

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
) -> MarketplaceAccount:
    """Return an account of the fake's own seller, which serves these stores."""
    made = commands.add_account(
        name=name,
        region=region,
        client_id=tokens.CLIENT_ID,
        credentials=credentials,
        address=address,
        by=None,
        at=NOON,
    )
    if stores:
        commands.serve_stores(
            account_id=made.pk,
            store_ids=[store.pk for store in stores],
            by=None,
            at=NOON,
        )
    return made


def flow(of: MarketplaceAccount, planned: Planned = ORDERS) -> Flow:
    """Return a flow of an account, due at noon; it has no other."""
    commands.plan_flows(account_id=of.pk, planned=[planned], at=NOON)
    return Flow.objects.get(account=of)
