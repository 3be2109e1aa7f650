"""Which way a store's remedies go to its marketplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.connectors.amazon.remedies.channel import (
    REFUNDS,
    AmazonChannel,
    Seller,
)
from firsthand.connectors.amazon.remedies.turns import SharedTurns
from firsthand.connectors.sandbox.channels.line import Access as SandboxAccess
from firsthand.connectors.sandbox.channels.opening import open_channel
from firsthand.connectors.sandbox.marketplace.running import Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import Kind as SandboxKind
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.domain.accounts import queries as accounts
from firsthand.domain.accounts.ports import Granted
from firsthand.domain.remedies.ports import Channel, ChannelMissing, Kind
from firsthand.domain.stores.queries import store_numbered
from firsthand.foundation.errors import Refused
from firsthand.foundation.secrets import CannotDecrypt
from firsthand.settings import environment
from firsthand.wiring.amazon import client_of

if TYPE_CHECKING:
    from firsthand.domain.accounts.queries import MarketplaceAccount
    from firsthand.domain.stores.models import Store


class NoChannel(Refused):
    code = "wiring.no_channel"


# The roles of an application that remedies at Amazon need.
_ORDERS, _BOOKS = "Inventory and Order Tracking", "Finance and Accounting"
_STOCK = "Amazon Fulfillment"
# Which kind of marketplace the sandbox plays for a store; imported ones have none.
_PLAYED = {
    "amazon": SandboxKind.FEED,
    "ebay": SandboxKind.ASYNC,
    "walmart": SandboxKind.MARKET,
    "shopify": SandboxKind.SHOP,
    "shop": SandboxKind.SHOP,
}


def channel_of(store: Store) -> Channel:
    """Return the way to do something for a store's buyers; in the demo, at the sandbox.

    Raises:
        NoChannel: the store has none, or it cannot be used just now.
    """
    if environment.DEMO:
        return _played(store)
    if store.channel == "amazon":
        return _at_amazon(store)
    raise _not_connected(store)


def _played(store: Store) -> Channel:
    kind = _PLAYED.get(store.channel)
    if kind is None:
        raise _not_connected(store)
    found = Whereabouts.of(environment.SANDBOX_STATE)
    if found is None:
        raise NoChannel(
            _("The demonstration's marketplace has not been started."),
            fix=_("Start it: firsthand serve."),
        )
    account = str(store.pk)
    return open_channel(SandboxAccess(found.address, kind, account, f"of {account}"))


def _at_amazon(store: Store) -> Channel:
    account = accounts.account_of(store.pk)
    if account is None:
        raise _not_connected(store)
    if account.is_paused:
        raise NoChannel(
            _("The connection %(account)s is paused.") % {"account": account.name},
            fix=_("Have it resumed; what was asked for waits until then."),
        )
    if not account.seller_id:
        # Every feed names it, and none can be handed in without.
        raise NoChannel(
            _("The connection %(account)s has no seller id.") % {"account": account.name},
            fix=_("Enter it on the page of the connection."),
        )
    try:
        client = client_of(account)
    except CannotDecrypt as problem:
        raise NoChannel(problem.message, fix=problem.fix) from problem
    places = {
        served.pk: id_ for id_, served in accounts.stores_by_marketplace(account).items()
    }
    seller = Seller(
        str(store.pk), account.seller_id, places[store.pk], _what_it_may(account)
    )
    return AmazonChannel(client, seller, turns=SharedTurns())


def _what_it_may(account: MarketplaceAccount) -> frozenset[Kind]:
    """Return the kinds of remedies that the roles of an account are enough for.

    A refund needs two: to hand it in, and to see in the books that it was paid.
    """
    found = {right.role: right.answer for right in accounts.rights_of(account)}
    missing = {role for role, answer in found.items() if answer == Granted.MISSING}
    kinds: frozenset[Kind] = frozenset()
    if _ORDERS not in missing:
        kinds |= {Kind.CANCEL}
    if not missing & {_ORDERS, _BOOKS}:
        kinds |= REFUNDS
    if _ORDERS not in missing and found.get(_STOCK) == Granted.GRANTED:
        kinds |= {Kind.RESEND}
    return kinds


def _not_connected(store: Store) -> NoChannel:
    return NoChannel(
        _("%(store)s is not connected to its marketplace.") % {"store": store.name},
        fix=_("Do it in the marketplace's own pages, and note it on the ticket."),
    )


def remedy_channel(account: str) -> Channel:
    """Return the way to have remedies carried out by an account: a store's, by its number.

    Raises:
        ChannelMissing: no connector can do that for it; its remedies wait.
    """
    if not account.isdecimal():
        raise ChannelMissing(account)
    try:
        return channel_of(store_numbered(int(account)))
    except NoChannel as problem:
        raise ChannelMissing(account) from problem


def sandbox_trouble() -> str:
    """Return what is wrong with the demonstration's marketplace; empty: nothing."""
    found = Whereabouts.of(environment.SANDBOX_STATE)
    if found is None:
        return "It has not been started."
    try:
        Steering(found).health()
    except NotSteered as problem:
        return str(problem)
    return ""
