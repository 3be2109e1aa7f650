"""Change what we know of buyers and orders. Each function is one decision or one fact."""

from firsthand.domain.orders.commands.aftermath import (
    record_claims,
    record_postings,
    record_returns,
)
from firsthand.domain.orders.commands.bulk import buyers_for, record_orders
from firsthand.domain.orders.commands.buyers import buyer_for, erase_buyer
from firsthand.domain.orders.commands.joining import (
    BuyerErased,
    NotJoined,
    join_buyers,
    part_buyers,
)
from firsthand.domain.orders.commands.purge import purge_due
from firsthand.domain.orders.commands.record import (
    deny_setback,
    record_order,
    record_setback,
)
from firsthand.domain.orders.commands.reviews import record_reviews

__all__ = [
    "BuyerErased",
    "NotJoined",
    "buyer_for",
    "buyers_for",
    "deny_setback",
    "erase_buyer",
    "join_buyers",
    "part_buyers",
    "purge_due",
    "record_claims",
    "record_order",
    "record_orders",
    "record_postings",
    "record_returns",
    "record_reviews",
    "record_setback",
]
