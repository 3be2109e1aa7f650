"""Which column of a file holds which field of a kind of table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from firsthand.domain.imports.rules.problems import Wrong


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of table: what columns are usually called, what is needed."""

    names: Named[str, tuple[str, ...]]
    needed: tuple[str, ...]


# In the order of the table; the first name is the heading of an export in Chinese, the
# second in English.
NEEDS = Fields(
    {
        "number": ("NO.", "No.", "no", "编号", "序号"),
        "at": ("咨询时间", "Inquiry time"),
        "order": ("订单编号", "Order number"),
        "shipped": ("发货日期", "Shipped on"),
        "carrier": ("承运商", "Carrier"),
        "product": ("商品编码", "Product code"),
        "need": ("需求记录", "Need"),
        "solved": ("是否解决", "Solved"),
        "reason1": ("第一级原因", "Reason level 1"),
        "reason2": ("第二级原因", "Reason level 2"),
        "reason3": ("第三级原因", "Reason level 3"),
    },
    ("at", "order", "product", "need", "solved", "reason1"),
)
REASONS = Fields(
    {
        "at": ("咨询时间", "Inquiry time"),
        "order": ("订单编号", "Order number"),
        "product": ("商品编码", "Product code"),
        "reason1": ("第一级原因", "Reason level 1"),
        "reason2": ("第二级原因", "Reason level 2"),
        "reason3": ("第三级原因", "Reason level 3"),
    },
    ("order", "reason1", "reason2"),
)
EVENTS = Fields(
    {
        "case": ("case",),
        "at": ("at",),
        "state": ("state",),
        "sequence": ("sequence",),
        "buyer": ("buyer",),
        "agent": ("agent",),
        "reason": ("reason",),
        "order": ("order",),
        "product": ("product",),
        "text": ("text",),
        "opened": ("opened",),
        "first_reply": ("first_reply",),
        "resolved": ("resolved",),
        "reopens": ("reopens",),
        "reassignments": ("reassignments",),
        "promise_kept": ("promise_kept",),
    },
    ("case", "at", "state"),
)
ORDERS = Fields(
    {
        "number": ("order_number", "amazon-order-id", "order-id"),
        "placed": ("placed_at", "purchase-date"),
        "status": ("state", "order-status"),
        "fulfilment": ("fulfilment", "fulfillment-channel"),
        "marketplace": ("marketplace", "sales-channel"),
        "currency": ("currency",),
        "line": ("line", "order-item-id"),
        "sku": ("sku",),
        "asin": ("asin",),
        "title": ("title", "product-name"),
        "quantity": ("quantity", "quantity-purchased"),
        "price": ("price", "item-price"),
        "tax": ("tax", "item-tax"),
        "shipping": ("shipping", "shipping-price"),
        "buyer": ("buyer", "buyer-email"),
        "ship_by": ("ship_by",),
        "shipped": ("shipped_at",),
        "carrier": ("carrier",),
        "deliver_by": ("deliver_by",),
        "delivered": ("delivered_at",),
    },
    ("number",),
)
REVIEWS = Fields(
    {
        "id": ("review_id", "id"),
        "order": ("order_number", "order_id"),
        "stars": ("stars", "review_score"),
        "at": ("received_at", "review_creation_date"),
        "title": ("title",),
        "comment": ("comment",),
    },
    ("id", "order", "stars", "at"),
)
OF_KIND = {
    "needs": NEEDS,
    "reasons": REASONS,
    "events": EVENTS,
    "orders": ORDERS,
    "reviews": REVIEWS,
}


@dataclass(frozen=True)
class Layout:
    """Where each field stands in the records of one file.

    Attributes:
        places: by field, the columns it is put together from.
        columns: the headings of the file.
        ignored: headings that are no field.
    """

    places: Named[str, tuple[int, ...]]
    columns: tuple[str, ...]
    ignored: tuple[str, ...]

    @cached_property
    def first(self) -> dict[str, int]:
        """By field, its (first) column."""
        return {field: places[0] for field, places in self.places.items() if places}

    @cached_property
    def headings(self) -> dict[str, str]:
        """By field, what the file calls it."""
        return {
            field: " + ".join(self.columns[place] for place in places)
            for field, places in self.places.items()
        }


def laid_out(
    kind: str, columns: Sequence[str], given: Named[str, tuple[str, ...]]
) -> Layout:
    """Find the fields among the headings of a file.

    Args:
        kind: of table.
        columns: the headings.
        given: by field, the headings a mapping names.

    Raises:
        Wrong: a heading is there twice, one the mapping names is not there, or a field
            that is needed has none.
    """
    fields = OF_KIND[kind]
    for column, times in Counter(columns).items():
        if column and times > 1:
            raise Wrong("column_twice", column)
    shown = ", ".join(column for column in columns if column)
    folded = {column.casefold(): place for place, column in enumerate(columns) if column}
    places = {
        field: tuple(_place(name, folded, shown) for name in names)
        for field, names in given.items()
    }
    for field, usual in fields.names.items():
        found = [folded[name.casefold()] for name in usual if name.casefold() in folded]
        if field not in places and found:
            places[field] = (found[0],)
    missing = [field for field in fields.needed if field not in places]
    if missing:
        wanted = ", ".join(" / ".join(fields.names[field][:2]) for field in missing)
        raise Wrong("columns_missing", wanted, known=shown)
    used = {place for of_field in places.values() for place in of_field}
    ignored = tuple(c for place, c in enumerate(columns) if place not in used and c)
    return Layout(places, tuple(columns), ignored)


def _place(name: str, folded: Named[str, int], shown: str) -> int:
    if name.casefold() not in folded:
        raise Wrong("no_such_column", name, known=shown)
    return folded[name.casefold()]
