"""A table of inquiries by product, in percents of two decimals: what is behind it?

Such a table shows a rank, a share of all inquiries, the buyers' satisfaction and the share
of each type of inquiry. The counts are not in it, but few counts can have made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from firsthand.foundation.statistics import counts_giving, stated

DECIMALS = 2
STEPS: int = 100 * 10**DECIMALS  # Of the last decimal, in a whole.
# The columns of the table, in order, by the names it is exchanged under.
LEADING_COLUMNS = ("咨询商品排序", "咨询商品编码", "咨询量占比", "客户满意度")
INQUIRY_TYPES = (
    "配送相关咨询占比",
    "订单取消咨询占比",
    "退货退款咨询占比",
    "缺陷商品咨询占比",
    "订单确认咨询占比",
)
# Beyond so many inquiries every table of two decimals is possible and says nothing.
MOST_INQUIRIES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """What the table states of one product; shares in percent.

    Attributes:
        rank: as printed, from 1.
        share: of all inquiries.
        satisfied: of the buyers who answered; the table does not say how many did.
        types: share of each type among the product's inquiries.

    Raises:
        ValueError: a percentage outside 0 and 100 or with more than two decimals, or types
            that add up to more than 100 % even when every one was rounded up.
    """

    rank: int
    product: str
    share: Decimal
    satisfied: Decimal
    types: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        for percentage in (self.share, self.satisfied, *self.types):
            stated(percentage, DECIMALS)
        if not _can_be_parts(self.types):
            raise ValueError(f"the types of {self.product} add up to more than 100 %")


def _can_be_parts(percentages: Sequence[Decimal]) -> bool:
    """Say whether the rounded percentages can be those of parts of one whole."""
    lowest = sum(max(2 * stated(p, DECIMALS) - 1, 0) for p in percentages)
    return lowest <= 2 * STEPS


@dataclass(frozen=True, kw_only=True)
class RowCounts:
    """The counts behind one row."""

    inquiries: int
    types: tuple[int, ...]

    @property
    def unexplained(self) -> int:
        """Return the inquiries of no type the table shows."""
        return self.inquiries - sum(self.types)


@dataclass(frozen=True, kw_only=True)
class ProductTable:
    """The checked table.

    Attributes:
        rows: as handed in.
        by_share: the products by their share, the largest first.
        total: the smallest number of all inquiries every percentage agrees with; None when
            there is none up to a million.
        counts: the counts behind each row at that total, the smallest that fit.
    """

    rows: tuple[ProductRow, ...]
    by_share: tuple[str, ...]
    total: int | None
    counts: tuple[RowCounts, ...] | None

    @property
    def displaced(self) -> list[str]:
        """Return the products whose printed rank is not that of their share."""
        ranks = {product: rank for rank, product in enumerate(self.by_share, start=1)}
        return [row.product for row in self.rows if row.rank != ranks[row.product]]

    @property
    def unexplained(self) -> list[Decimal]:
        """Return for each row the percents of no type the table shows.

        A hundredth under 0 can come from rounding.
        """
        return [100 - sum(row.types, Decimal()) for row in self.rows]

    def share_of_first(self, products: int = 5) -> Decimal:
        """Return the percents of the products with the largest shares."""
        shares = sorted((row.share for row in self.rows), reverse=True)
        return sum(shares[:products], Decimal())

    @property
    def satisfaction_says_nothing(self) -> bool:
        """Say whether satisfaction is the same for every product."""
        return len({row.satisfied for row in self.rows}) == 1


def checked(rows: Sequence[ProductRow]) -> ProductTable:
    """Return the table with its true ranks and the counts behind it.

    Products with the same share keep the order of their printed ranks.

    Raises:
        ValueError: a product stands in it twice, or the shares add up to more than 100 %
            even when every one was rounded up.
    """
    if len({row.product for row in rows}) < len(rows):
        raise ValueError("a product stands in the table twice")
    if not _can_be_parts([row.share for row in rows]):
        raise ValueError("the shares add up to more than 100 %")
    readings = [_Reading(row) for row in rows]
    total = _smallest_total(readings) if rows else None
    return ProductTable(
        rows=tuple(rows),
        by_share=tuple(
            row.product for row in sorted(rows, key=lambda row: (-row.share, row.rank))
        ),
        total=total,
        counts=None if total is None else tuple(r.counts(total) for r in readings),
    )


def missing_types(columns: Sequence[str]) -> list[str]:
    """Return the types of inquiry that the table has no column for."""
    return [name for name in INQUIRY_TYPES if name not in columns]


class _Reading:
    """A row in whole steps of its last decimal, with what was found out about it."""

    def __init__(self, row: ProductRow) -> None:
        self.share = stated(row.share, DECIMALS)
        self.types = [stated(percentage, DECIMALS) for percentage in row.types]
        self._parts: dict[int, tuple[int, ...] | None] = {}

    def next_total(self, total: int) -> int:
        """Return the first total, from `total` on, that can give the row its percents.

        Of c inquiries the share S (in steps) needs a total T with
        (2S - 1) T <= 2 c STEPS < (2S + 1) T.
        """
        inquiries = max(0, -((1 - 2 * self.share) * total // (2 * STEPS)))
        while self.parts(inquiries) is None:
            inquiries += 1
            if inquiries > MOST_INQUIRIES:
                return MOST_INQUIRIES + 1
        return max(total, 2 * STEPS * inquiries // (2 * self.share + 1) + 1, inquiries)

    def inquiries(self, total: int) -> int:
        """Return the fewest inquiries that agree with the row at a possible total."""
        fitting = counts_giving(self.share, total, DECIMALS)
        return next(n for n in fitting if self.parts(n) is not None)

    def counts(self, total: int) -> RowCounts:
        inquiries = self.inquiries(total)
        parts = self.parts(inquiries)
        assert parts is not None
        return RowCounts(inquiries=inquiries, types=parts)

    def parts(self, inquiries: int) -> tuple[int, ...] | None:
        """Return the fewest inquiries of each type; None: they cannot be so divided."""
        if inquiries not in self._parts:
            self._parts[inquiries] = self._divided(inquiries)
        return self._parts[inquiries]

    def _divided(self, inquiries: int) -> tuple[int, ...] | None:
        if not inquiries:
            return None if any(self.types) else tuple(0 for _ in self.types)
        ranges = [counts_giving(share, inquiries, DECIMALS) for share in self.types]
        if not all(ranges) or sum(r[0] for r in ranges) > inquiries:
            return None
        return tuple(r[0] for r in ranges)


def _smallest_total(rows: Sequence[_Reading]) -> int | None:
    """Return the smallest total all rows agree with, leaping over those one row forbids."""
    total = 1
    while total <= MOST_INQUIRIES:
        possible = max(row.next_total(total) for row in rows)
        if possible > total:
            total = possible
        elif sum(row.inquiries(total) for row in rows) <= total:
            return total
        else:
            total += 1
    return None
