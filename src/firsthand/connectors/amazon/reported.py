"""What reports say: returns by Amazon's warehouses and by ours, feedback, all orders.

Columns: Amazon's report pages, as far as they are known; see the guide. A row that does not
say which order it is of is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from firsthand.connectors.amazon import performance
from firsthand.connectors.amazon import report_tables as tables
from firsthand.connectors.amazon.report_tables import Row, cell
from firsthand.connectors.amazon.reports import Kind, unreadable
from firsthand.domain.health.ports import PerformanceFacts
from firsthand.domain.orders.ports import ClaimFacts, ReturnFacts, ReviewFacts
from firsthand.domain.stores.queries import Marketplace


@dataclass
class Found:
    """What came out of one document; each list has each thing once.

    Attributes:
        orders: numbers of orders, with when each was last changed.
        performance: how Amazon judges the account, where the report is about that.
        left_out: how many rows could not be understood.
    """

    returns: list[ReturnFacts] = field(default_factory=list)
    claims: list[ClaimFacts] = field(default_factory=list)
    reviews: list[ReviewFacts] = field(default_factory=list)
    orders: dict[str, datetime] = field(default_factory=dict)
    performance: PerformanceFacts | None = None
    left_out: int = 0

    def numbers(self) -> set[str]:
        """Return the orders that are spoken of."""
        return {
            *(one.order_number for one in self.returns),
            *(one.order_number for one in self.claims),
            *(one.order_number for one in self.reviews),
            *self.orders,
        }

    def newest_at(self) -> datetime | None:
        """Return the time of the newest thing in it."""
        times = [one.requested_at for one in self.returns]
        times += [one.happened_at for one in self.reviews]
        times += self.orders.values()
        if self.performance is not None and self.performance.latest is not None:
            times.append(self.performance.latest)
        return max(times, default=None)


def read(content: bytes, *, kind: Kind, place: Marketplace) -> Found:
    """Return what a document says.

    Raises:
        Unreadable: it is no such table, or not a whole one.
    """
    if kind is Kind.PERFORMANCE:
        return _judged(content)
    reader, needed = _READERS[kind]
    found = Found()
    for row in tables.rows(content, country=place.code, kind=kind, needed=needed):
        if not reader(row, place, found):
            found.left_out += 1
    # The same thing twice, as where a return has a row for each of its updates: the last.
    found.returns = list(
        {(one.order_number, one.external_id): one for one in found.returns}.values()
    )
    found.claims = list({one.order_number: one for one in found.claims}.values())
    found.reviews = list({one.order_number: one for one in found.reviews}.values())
    return found


def _judged(content: bytes) -> Found:
    try:
        judged = performance.read(content)
    except performance.NotThisReport as problem:
        raise unreadable(Kind.PERFORMANCE, str(problem)) from problem
    return Found(performance=judged, left_out=len(judged.unread))


def _return_to_amazon(row: Row, place: Marketplace, found: Found) -> bool:
    number, received = cell(row, "order-id"), _when(cell(row, "return-date"), place)
    if not number or received is None:
        return False
    sku, plate = cell(row, "sku"), cell(row, "license-plate-number")
    own = plate or f"{sku} {received:%Y-%m-%dT%H:%M:%S}"
    words = [cell(row, name) for name in ("reason", "customer-comments")]
    found.returns.append(
        ReturnFacts(
            order_number=number,
            external_id=f"fba {own}"[:80],
            # When it was asked for is not told; by then it had come.
            requested_at=received,
            received_at=received,
            quantity=tables.whole(cell(row, "quantity"), otherwise=1),
            sku=sku,
            reason=": ".join(word for word in words if word),
            status=cell(row, "status"),
            condition=cell(row, "detailed-disposition"),
        )
    )
    return True


def _return_to_us(row: Row, place: Marketplace, found: Found) -> bool:
    number = cell(row, "Order ID")
    asked = _when(cell(row, "Return request date"), place)
    if not number or asked is None:
        return False
    sku = cell(row, "Merchant SKU")
    own = cell(row, "Amazon RMA ID", "Merchant RMA ID") or f"{asked:%Y-%m-%d}"
    found.returns.append(
        ReturnFacts(
            order_number=number,
            # One number may stand for several articles.
            external_id=f"fbm {own} {sku}"[:80],
            requested_at=asked,
            received_at=_when(cell(row, "Return delivery date"), place),
            quantity=tables.whole(cell(row, "Return quantity"), otherwise=1),
            sku=sku,
            reason=cell(row, "Return Reason"),
            status=cell(row, "Return request status"),
            tracking_number=cell(row, "Tracking ID"),
        )
    )
    if cell(row, "A-to-Z Claim").upper() in {"Y", "YES", "TRUE"}:
        claim = ClaimFacts(
            order_number=number, external_id=f"return {own}"[:80], happened_at=asked
        )
        found.claims.append(claim)
    return True


def _feedback(row: Row, place: Marketplace, found: Found) -> bool:
    # The headings of other languages are not known: then the places of the columns count.
    cells = list(row.values())
    number = cell(row, "Order ID") or next((c for c in cells if _is_number(c)), "")
    stars = tables.whole(cell(row, "Rating") or _nth(cells, 1), otherwise=0)
    at = _when(cell(row, "Date") or _nth(cells, 0), place)
    if not number or at is None or stars not in range(1, 6):
        return False
    found.reviews.append(
        ReviewFacts(
            order_number=number,
            # A buyer leaves one on an order; he may change it.
            external_id=number[:80],
            stars=stars,
            happened_at=at,
            comment=cell(row, "Comments") or _nth(cells, 2),
        )
    )
    return True


def _order(row: Row, place: Marketplace, found: Found) -> bool:
    number = cell(row, "amazon-order-id")
    at = _when(cell(row, "last-updated-date"), place)
    if not number or at is None:
        return False
    found.orders[number] = max(at, found.orders.get(number, at))
    return True


_READERS: Mapping[Kind, tuple[Callable[[Row, Marketplace, Found], bool], tuple[str, ...]]]
_READERS = {
    Kind.RETURNS_FBA: (_return_to_amazon, ("order-id", "return-date")),
    Kind.RETURNS_FBM: (_return_to_us, ("Order ID", "Return request date")),
    Kind.FEEDBACK: (_feedback, ()),
    Kind.ORDERS: (_order, ("amazon-order-id", "last-updated-date")),
}


def _when(text: str, place: Marketplace) -> datetime | None:
    return tables.moment(text, zone=place.time_zone, country=place.code)


def _nth(cells: list[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _is_number(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [3, 7, 7] and text.replace("-", "").isdecimal()
