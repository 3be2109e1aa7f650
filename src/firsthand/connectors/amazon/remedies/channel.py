"""Port `Channel` at Amazon, for one account at one marketplace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from firsthand.connectors.amazon.answers import Garbled
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.remedies import parcels, sale
from firsthand.connectors.amazon.remedies.calls import Calls, NotPrepared, Unknown
from firsthand.connectors.amazon.remedies.checking import WrongDocument, read_back
from firsthand.connectors.amazon.remedies.documents import (
    Document,
    cancel_document,
    refund_document,
)
from firsthand.connectors.amazon.remedies.feeds import Feeds
from firsthand.connectors.amazon.remedies.postings import refunds_in
from firsthand.connectors.amazon.remedies.sale import NotInSale, Sale, sale_in
from firsthand.connectors.amazon.remedies.shares import shares_of
from firsthand.connectors.amazon.remedies.turns import FeedTurns
from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    Instruction,
    Kind,
    NotSent,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline

REFUNDS = frozenset({Kind.REFUND, Kind.RETURNLESS_REFUND})
BY_FEED = REFUNDS | {Kind.CANCEL}
_POSSIBLE = BY_FEED | {Kind.RESEND}
# Amazon's books may leave out the last 48 hours; and a feed can wait before it is done.
READ_LAG = timedelta(hours=48) + timedelta(hours=24)
_READ_WITHIN = timedelta(seconds=20)
# Kept back of the time given, for what is not the line; needed for the call that counts.
_SPARED_SHARE, _DECIDING_SHARE = 0.1, 0.25


@dataclass(frozen=True)
class Seller:
    """Whose orders, and where.

    Attributes:
        account: the name remedies have for it.
        seller_id: Amazon's own, the `MerchantIdentifier` of every feed.
        marketplace: the id of the marketplace.
        kinds: what the account may do there. Parcels are sent again from Amazon's stock,
            for a fee, and only where the seller has some.
    """

    account: str
    seller_id: str
    marketplace: str
    kinds: frozenset[Kind] = BY_FEED


class AmazonChannel:
    """Refunds and cancellations by feed, one feed a remedy; parcels by call.

    Args:
        client: of the account.
        seller: whose it is.
        turns: shared by all processes that hand in feeds for the seller.
        now: what time it is.
    """

    def __init__(
        self,
        client: Client,
        seller: Seller,
        *,
        turns: FeedTurns,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._calls = Calls(client)
        self._seller = seller
        self._feeds = Feeds(self._calls, seller.seller_id, seller.marketplace, turns, now)

    def capabilities(self) -> Capabilities:
        """Return what Amazon promises: little, and late."""
        return Capabilities(
            kinds=self._seller.kinds & _POSSIBLE,
            native_key=False,
            key_life=None,
            read_lag=READ_LAG,
            names_effects=False,
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell Amazon once (see port `Channel`)."""
        refused = self._refused_beforehand(instruction)
        if refused is not None:
            return refused
        deadline = Deadline(within * (1 - _SPARED_SHARE))
        needed = within.total_seconds() * _DECIDING_SHARE
        try:
            found = self._sale(instruction, deadline)
            _require_fit(instruction, found)
            if instruction.kind is Kind.RESEND:
                return self._send_parcel(instruction, found, deadline)
            document = self._document(instruction, found)
            return self._feeds.hand_in(instruction, document, deadline, needed)
        except NotPrepared as problem:
            return problem.answer()
        except (TimeoutError, Garbled) as problem:
            return NotSent(str(problem))
        except (NotInSale, WrongDocument) as problem:
            return Declined(str(problem))

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return what became of a feed; while nobody can be asked, `Taken` as before."""
        try:
            return self._feeds.ended(handle, instruction, Deadline(_READ_WITHIN))
        except (Unreadable, TimeoutError):
            return Taken(handle)

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return refunds, cancellation and parcels of the order (see port `Channel`)."""
        deadline = Deadline(_READ_WITHIN)
        asked = {"orderId": order_number, "includedData": list(sale.INCLUDED)}
        try:
            found = sale_in(self._calls.read(sale.GET_ORDER, asked, deadline), order_number)
            return (
                *self._refunds(found, deadline),
                *_cancellation(found),
                *self._parcels(found, deadline),
            )
        except (Garbled, Unknown, TimeoutError) as problem:
            raise Unreadable(str(problem)) from problem

    def _refused_beforehand(self, instruction: Instruction) -> Declined | None:
        if instruction.account != self._seller.account:
            return Declined(f"{instruction.account} is not the account of this channel")
        if instruction.kind not in self.capabilities().kinds:
            return Declined(f"this channel cannot do it: {instruction.kind}")
        if instruction.kind is Kind.CANCEL and instruction.parts:
            return Declined("Amazon cancels an order as a whole: name no lines")
        given = [part.minor_units for part in instruction.parts]
        if given and sum(given) != instruction.minor_units:
            return Declined("its parts do not add up to its amount")
        is_refund = instruction.kind in REFUNDS
        if min([*given, instruction.minor_units]) < 0 or (
            is_refund and not instruction.minor_units
        ):
            return Declined("a refund gives the buyer something")
        return None

    def _sale(self, instruction: Instruction, deadline: Deadline) -> Sale:
        """Return the order a remedy is for, as it is at Amazon by now."""
        included = [*sale.INCLUDED]
        if instruction.kind is Kind.RESEND and not instruction.details:
            included.append("RECIPIENT")
        parameters = {"orderId": instruction.order_number, "includedData": included}
        try:
            told = self._calls.prepare(sale.GET_ORDER, deadline, parameters=parameters)
        except Unknown as problem:
            raise NotInSale("Amazon does not know this order") from problem
        return sale_in(told, instruction.order_number)

    def _document(self, instruction: Instruction, found: Sale) -> Document:
        """Return what is handed in; read back, it is exactly what was asked for.

        Raises:
            NotInSale: the order has no such lines.
            WrongDocument: what we have written is not what it ought to be.
        """
        seller = self._seller
        if instruction.kind is Kind.CANCEL:
            document = cancel_document(instruction, found, seller.seller_id)
        else:
            shares = shares_of(instruction, found, seller.marketplace)
            document = refund_document(instruction, shares, seller.seller_id)
        [told] = read_back(document.content)
        is_cancel = instruction.kind is Kind.CANCEL
        currency = "" if is_cancel else instruction.currency
        meant = (instruction.order_number, currency, instruction.minor_units)
        if (told.order, told.currency, told.minor_units) != meant:
            raise WrongDocument(f"it gives {told.minor_units} {told.currency}, not {meant}")
        return document

    def _send_parcel(
        self, instruction: Instruction, found: Sale, deadline: Deadline
    ) -> Answer:
        """Send again, under a number of our own that works once: it is also the proof."""
        body = parcels.parcel_of(instruction, found, self._seller.marketplace)
        _told, instead = self._calls.decide(parcels.CREATE, body, deadline)
        if instead is None:
            return Done(instruction.key)
        if not isinstance(instead, Unclear | Declined):
            return instead
        # Declined may be: this number is used. Then it was used by this very remedy.
        number = {"sellerFulfillmentOrderId": instruction.key}
        try:
            there = self._calls.read(parcels.SHOW, number, deadline)
        except (Unreadable, Unknown):
            return instead
        return parcels.found_parcel(there, instruction)

    def _refunds(self, found: Sale, deadline: Deadline) -> tuple[Seen, ...]:
        asked = {
            "relatedIdentifierName": "ORDER_ID",
            "relatedIdentifierValue": found.number,
        }
        transactions = self._calls.listed(
            "listTransactions", asked, "payload.transactions", deadline
        )
        return refunds_in(list(transactions), found.line_of)

    def _parcels(self, found: Sale, deadline: Deadline) -> Iterator[Seen]:
        if Kind.RESEND not in self._seller.kinds:
            return
        asked = {"queryStartDate": found.created_at}
        orders = self._calls.listed(
            parcels.LIST, asked, "payload.fulfillmentOrders", deadline
        )
        for order in orders:
            seen = parcels.parcel_in(order, found.number)
            if seen is not None:
                yield seen


def _require_fit(instruction: Instruction, found: Sale) -> None:
    """Refuse what Amazon's own figures of the order already stand against.

    Raises:
        NotInSale: it does.
    """
    kind = instruction.kind
    if kind in REFUNDS and found.currency not in {"", instruction.currency}:
        raise NotInSale(f"the order is in {found.currency}")
    if kind in BY_FEED and found.state == sale.CANCELLED:
        raise NotInSale("the order is cancelled already")
    if kind is Kind.CANCEL and found.state in sale.ON_ITS_WAY:
        raise NotInSale("the order is on its way already: it can only be refunded")


def _cancellation(found: Sale) -> Iterator[Seen]:
    if found.state == sale.CANCELLED:
        yield Seen(
            external_id=f"{found.number}:cancelled",
            kind=Kind.CANCEL,
            currency="",
            minor_units=0,
            at=found.updated_at,
        )
