"""Open a channel by the kind of marketplace it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from firsthand.connectors.sandbox.channels.feed import FeedChannel
from firsthand.connectors.sandbox.channels.line import Access
from firsthand.connectors.sandbox.channels.market import MarketChannel
from firsthand.connectors.sandbox.channels.pending import PendingChannel
from firsthand.connectors.sandbox.channels.shop import ShopChannel
from firsthand.connectors.sandbox.marketplace.terms import USUAL, Kind, Terms
from firsthand.domain.remedies.ports import Channel

_CHANNELS: Mapping[Kind, Callable[[Access, Terms], Channel]] = {
    Kind.SHOP: ShopChannel,
    Kind.MARKET: MarketChannel,
    Kind.ASYNC: PendingChannel,
    Kind.FEED: FeedChannel,
}


def open_channel(access: Access, terms: Mapping[Kind, Terms] = USUAL) -> Channel:
    """Return the adapter for an account of the sandbox."""
    kind = Kind(access.kind)
    return _CHANNELS[kind](access, terms[kind])
