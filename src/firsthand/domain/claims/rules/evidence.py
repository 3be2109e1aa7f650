"""What a defence needs, and what of it is there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Item(StrEnum):
    """One line of the checklist of a defence."""

    TRACKING = "tracking"
    DELIVERY_SCAN = "delivery_scan"
    PHOTO = "photo"
    BUYER_WORDS = "buyer_words"
    FINDING = "finding"
    EARLIER_REFUND = "earlier_refund"
    RETURN = "return"


# There or not, neither is a lack: what was given back or sent back tells a story.
_TELLING = frozenset({Item.EARLIER_REFUND, Item.RETURN})


@dataclass(frozen=True)
class Check:
    """Whether something is there. A lack is what a defence misses."""

    item: Item
    is_there: bool

    @property
    def is_lack(self) -> bool:
        """Say whether the defence is weaker without it."""
        return not self.is_there and self.item not in _TELLING


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of an order that a claim is about."""

    is_tracked: bool = False
    is_scanned_delivered: bool = False
    has_photo: bool = False
    has_buyer_words: bool = False
    has_finding: bool = False
    has_earlier_refund: bool = False
    has_return: bool = False


def checklist(known: Known) -> tuple[Check, ...]:
    """Return the checklist of a defence, in the order a marketplace asks for it."""
    return (
        Check(Item.TRACKING, known.is_tracked),
        Check(Item.DELIVERY_SCAN, known.is_scanned_delivered),
        Check(Item.PHOTO, known.has_photo),
        Check(Item.BUYER_WORDS, known.has_buyer_words),
        Check(Item.FINDING, known.has_finding),
        Check(Item.EARLIER_REFUND, known.has_earlier_refund),
        Check(Item.RETURN, known.has_return),
    )
