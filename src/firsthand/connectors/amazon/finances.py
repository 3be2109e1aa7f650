"""Finances (version 2024-06-19): what went back to buyers, as Amazon's books have it.

They show it late (Amazon says within 48 hours, with the date it was), and pages may be
empty with more to follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import Garbled, list_at, text_at
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.orders import stamp
from firsthand.connectors.amazon.remedies.postings import refunds_in
from firsthand.domain.orders.ports import PostingFacts

LIST = "finances_2024-06-19.listTransactions"
# What is a posting to a buyer, in the words of type and description, in lower case.
_TO_BUYERS = ("refund", "guarantee", "claim", "chargeback")


@dataclass(frozen=True)
class Page:
    """One page of transactions.

    Attributes:
        postings: what went back to buyers.
        unread: how many of those could not be read, by why.
        following: the token of the next page; empty: this is the last.
    """

    postings: tuple[PostingFacts, ...]
    unread: Mapping[str, int]
    following: str


def page(client: Client, since: datetime, until: datetime, *, token: str = "") -> Page:
    """Return one page of what was posted from `since` up to `until`, half a year at most.

    Of all marketplaces: with one named, Amazon leaves orders of its largest out.

    Raises:
        Trouble: Amazon gives none.
    """
    asked: dict[str, Value] = {"postedAfter": stamp(since), "postedBefore": stamp(until)}
    if token:
        asked["nextToken"] = token
    content = client.call(LIST, asked).content
    postings, unread = dict[str, PostingFacts](), dict[str, int]()
    for one in list_at(content, "payload.transactions"):
        if not is_to_buyer(one):
            continue
        found = posting(one)
        if isinstance(found, str):
            unread[found] = unread.get(found, 0) + 1
        else:
            postings[found.external_id] = found
    following = text_at(content, "payload.nextToken")
    return Page(tuple(postings.values()), unread, following)


def is_to_buyer(content: object) -> bool:
    """Say whether a transaction is about money that went back to a buyer."""
    said = f"{text_at(content, 'transactionType')} {text_at(content, 'description')}"
    plain = said.lower()
    return bool(related(content, "REFUND_ID")) or any(word in plain for word in _TO_BUYERS)


def posting(content: object) -> PostingFacts | str:
    """Return what a transaction says; or why it says nothing: `no_order`, ..."""
    # What was deferred is listed once more when it is released: it is one posting.
    number = related(content, "DEFERRED_TRANSACTION_ID") or text_at(
        content, "transactionId"
    )
    order = related(content, "ORDER_ID")
    if not number or len(number) > 120:
        return "no_id"
    if not order:
        return "no_order"
    try:
        seen = refunds_in([content], lambda _sku: None)
    except Garbled:
        return "garbled"
    if not seen:
        return "no_refund"  # Only fees were corrected, say.
    return PostingFacts(
        order_number=order,
        external_id=number,
        kind=text_at(content, "transactionType")[:60],
        currency=seen[0].currency,
        minor_units=seen[0].minor_units,
        posted_at=seen[0].at,
        refund_id=related(content, "REFUND_ID")[:120],
        status=text_at(content, "transactionStatus")[:40],
    )


def related(content: object, name: str) -> str:
    """Return the identifier of this name that a transaction is related to."""
    found = (
        text_at(one, "relatedIdentifierValue")
        for one in list_at(content, "relatedIdentifiers")
        if text_at(one, "relatedIdentifierName") == name
    )
    return next(found, "")
