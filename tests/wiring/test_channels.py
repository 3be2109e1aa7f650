"""The way of a store on Amazon to its remedies: its account, as far as that may go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand import wiring
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.connectors.amazon.fake.sales import Line, Sale
from firsthand.domain.accounts import commands
from firsthand.domain.accounts.models import MarketplaceAccount, RightFound
from firsthand.domain.remedies.ports import (
    ChannelMissing,
    Component,
    Instruction,
    Kind,
    Part,
    Taken,
)
from firsthand.domain.stores.models import Store
from firsthand.wiring import NoChannel
from tests.accounts import account
from tests.connectors.amazon.playing import playing
from tests.people import NOON, store

ORDERS, BOOKS = "Inventory and Order Tracking", "Finance and Accounting"
STOCK = "Amazon Fulfillment"
REFUNDS = {Kind.REFUND, Kind.RETURNLESS_REFUND}
SELLER = "A1B2C3D4E5F6G7"


@pytest.fixture
def fake() -> Iterator[FakeAmazon]:
    with playing() as running:
        yield running


@pytest.fixture
def shop(db: None) -> Store:
    return store("DE")


def connected(shop: Store, **to) -> MarketplaceAccount:
    return account(shop, **{"seller_id": SELLER, **to})


@pytest.mark.django_db(transaction=True)
def test_a_refund_of_a_connected_store_goes_to_amazon_by_its_account(fake) -> None:
    shop = store("DE")
    connected(shop, address=fake.address)
    now = fake.time.now()
    sold = Line("item-1", "TEA", 1, 100)
    fake.sales.sell(Sale("shop", "305-1", "EUR", (sold,), now))
    channel = wiring.remedy_channel(str(shop.pk))
    refund = Instruction(
        uuid4(), uuid4().hex, Kind.REFUND, str(shop.pk), "305-1", "EUR", 700,
        (Part(1, "TEA", Component.PRICE, 700),),
    )  # fmt: skip
    taken = channel.carry_out(refund, within=timedelta(seconds=10))
    assert isinstance(taken, Taken)
    fake.time.forward(60)
    fake.settle()
    [effect] = fake.effects.of("shop", "305-1")
    assert (effect.amount, effect.kind) == (7, "refund")
    [call] = [taken for taken in fake.desk.calls if taken.operation == "createFeed"]
    assert call.account == "shop"


# What the last test of the account found, and what can be asked for by it.
RIGHTS = [
    ({}, {*REFUNDS, Kind.CANCEL}),
    ({ORDERS: "granted", BOOKS: "granted", STOCK: "granted"},
     {*REFUNDS, Kind.CANCEL, Kind.RESEND}),
    ({STOCK: "missing"}, {*REFUNDS, Kind.CANCEL}),
    ({STOCK: "unknown"}, {*REFUNDS, Kind.CANCEL}),
    # Nobody could see whether it was paid.
    ({BOOKS: "missing"}, {Kind.CANCEL}),
    ({ORDERS: "missing", STOCK: "granted"}, set()),
]  # fmt: skip


@pytest.mark.parametrize(("found", "kinds"), RIGHTS)
def test_what_can_be_done_depends_on_the_roles_that_were_granted(
    shop: Store, found: dict[str, str], kinds: set[Kind]
) -> None:
    one = connected(shop)
    for role, answer in found.items():
        RightFound.objects.create(
            account=one, role=role, answer=answer, operation="x", at=NOON
        )
    assert wiring.channel_of(shop).capabilities().kinds == kinds


def test_while_a_connection_is_paused_its_remedies_wait(shop: Store) -> None:
    one = connected(shop)
    commands.pause_account(account_id=one.pk, by=None, at=NOON)
    with pytest.raises(NoChannel, match="paused"):
        wiring.channel_of(shop)
    with pytest.raises(ChannelMissing):
        wiring.remedy_channel(str(shop.pk))


def test_without_a_seller_id_no_feed_can_be_written(shop: Store) -> None:
    connected(shop, seller_id="")
    with pytest.raises(NoChannel, match="no seller id") as refused:
        wiring.channel_of(shop)
    assert refused.value.fix


def test_with_secrets_of_another_key_nothing_is_done(shop: Store) -> None:
    one = connected(shop)
    MarketplaceAccount.objects.filter(pk=one.pk).update(refresh_token_encrypted="x")
    with pytest.raises(NoChannel) as refused:
        wiring.channel_of(shop)
    assert refused.value.fix


def test_a_store_of_no_account_is_not_connected(shop: Store) -> None:
    with pytest.raises(NoChannel, match="not connected"):
        wiring.channel_of(shop)
