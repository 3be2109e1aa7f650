"""What can be done on an order at all, before anybody is asked whether it is allowed.

One table for the buttons, for programs and for the refusal of a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from firsthand.domain.remedies.ports import Kind
from firsthand.domain.remedies.rules.states import MONEY_KINDS

_NOT_SENT_YET = frozenset({"pending", "unshipped"})
# One that was cancelled has been paid back, or was never paid.
_PAID = frozenset({"unshipped", "shipped", "delivered", "cancelled"})
_ONLY_BEFORE_DISPATCH = frozenset({Kind.CANCEL, Kind.ADDRESS_CHANGE})
_OWN_SHOPS = frozenset({"shop", "shopify"})


class Hindrance(StrEnum):
    """Why something cannot be done now, the most lasting first."""

    NO_RIGHT = "no_right"
    STOPPED = "stopped"
    NOT_CONNECTED = "not_connected"
    CHANNEL_CANNOT = "channel_cannot"
    ONLY_OWN_SHOPS = "only_own_shops"
    ON_ITS_WAY = "on_its_way"
    NOT_PAID = "not_paid"
    CHARGEBACK = "chargeback"
    FIGURES_WRONG = "figures_wrong"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True)
class Placed:
    """What of an order decides on what can be done.

    Attributes:
        state: as the channel reports it.
        channel: of its store.
        has_chargeback: the buyer's bank takes the money back, and nobody denied it.
    """

    state: str
    channel: str
    has_chargeback: bool


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What surrounds an order when somebody wants to do something for its buyer.

    Attributes:
        may_request: his role allows it at all.
        is_stopped: his remedies have been stopped.
        can: what the channel can do; None where it is not connected.
        figures_hold: lines, shipping and tax are the total, and what the ledger holds.
        left: what can still be promised, in minor units.
    """

    placed: Placed
    may_request: bool
    is_stopped: bool
    can: frozenset[Kind] | None
    figures_hold: bool
    left: int


def of_order(kind: Kind, placed: Placed) -> Hindrance | None:
    """Return what of the order itself stands against a kind; None: nothing."""
    if kind == Kind.GOODWILL_CREDIT and placed.channel not in _OWN_SHOPS:
        return Hindrance.ONLY_OWN_SHOPS
    if kind in _ONLY_BEFORE_DISPATCH and placed.state not in _NOT_SENT_YET:
        return Hindrance.ON_ITS_WAY
    if kind in MONEY_KINDS and placed.state not in _PAID:
        return Hindrance.NOT_PAID
    if kind in MONEY_KINDS and placed.has_chargeback:
        return Hindrance.CHARGEBACK
    return None


def hindrance(kind: Kind, around: Circumstances) -> Hindrance | None:
    """Return the first thing that stands against a kind; None: it can be asked for."""
    return next(_hindrances(kind, around), None)


def _hindrances(kind: Kind, around: Circumstances) -> Iterator[Hindrance]:
    of_the_order = of_order(kind, around.placed)
    needs_money = kind in MONEY_KINDS
    stands = {
        Hindrance.NO_RIGHT: not around.may_request,
        Hindrance.STOPPED: around.is_stopped,
        Hindrance.NOT_CONNECTED: around.can is None,
        Hindrance.ONLY_OWN_SHOPS: of_the_order == Hindrance.ONLY_OWN_SHOPS,
        Hindrance.CHANNEL_CANNOT: around.can is not None and kind not in around.can,
    }
    yield from (each for each, is_so in stands.items() if is_so)
    if of_the_order is not None:
        yield of_the_order
    if needs_money and not around.figures_hold:
        yield Hindrance.FIGURES_WRONG
    if needs_money and around.left <= 0:
        yield Hindrance.NOTHING_LEFT
