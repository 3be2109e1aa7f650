"""Which way a store's remedies go to its marketplace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.connectors.sandbox.channels.line import Access as SandboxAccess
from firsthand.connectors.sandbox.channels.opening import open_channel
from firsthand.connectors.sandbox.marketplace.running import Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import Kind as SandboxKind
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.domain.remedies.ports import Channel, ChannelMissing
from firsthand.domain.stores.queries import store_numbered
from firsthand.foundation.errors import Refused
from firsthand.settings import environment

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store


class NoChannel(Refused):
    code = "wiring.no_channel"


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
        NoChannel: the store has none, or the sandbox was never started.
    """
    kind = _PLAYED.get(store.channel)
    if kind is None or not environment.DEMO:
        raise NoChannel(
            _("%(store)s is not connected to its marketplace.") % {"store": store.name},
            fix=_("Do it in the marketplace's own pages, and note it on the ticket."),
        )
    found = Whereabouts.of(environment.SANDBOX_STATE)
    if found is None:
        raise NoChannel(
            _("The demonstration's marketplace has not been started."),
            fix=_("Start it: firsthand serve."),
        )
    account = str(store.pk)
    return open_channel(SandboxAccess(found.address, kind, account, f"of {account}"))


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
