"""What a refund gives, by Amazon's lines and components: exact to the last unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firsthand.connectors.amazon.remedies.sale import Item, NotInSale, Sale
from firsthand.domain.remedies.ports import Component, Instruction, Part

# Where prices are without tax and it is charged beside them. Elsewhere the price holds it,
# and Amazon declines a tax of its own (known of Japan, documented nowhere).
_TAX_BESIDE = frozenset({"ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"})  # United States, Canada.
_TYPE_OF = {
    Component.PRICE: "Principal",
    Component.SHIPPING: "Shipping",
    Component.TAX: "Tax",
}
_ORDER_OF_TYPES = ("Principal", "Shipping", "Tax", "ShippingTax")


@dataclass(frozen=True)
class Share:
    """Money of one line: a component by Amazon's name, and how much; never nothing."""

    item: str
    component: str
    minor_units: int


def shares_of(instruction: Instruction, sale: Sale, marketplace: str) -> tuple[Share, ...]:
    """Return what a refund is made of, in the order of the lines.

    What is of the order as a whole is divided by what was charged for each line.

    Raises:
        NotInSale: a part is of no line of the order, or cannot be divided.
    """
    whole = Part(None, "", Component.PRICE, instruction.minor_units)
    sums: dict[tuple[str, str], int] = {}
    for part in instruction.parts or (whole,):
        for item, minor_units in _by_item(part, sale):
            for kind, amount in _by_type(part, item, minor_units, marketplace):
                sums[item.code, kind] = sums.get((item.code, kind), 0) + amount
    codes = [item.code for item in sale.items]
    found = tuple(
        Share(code, kind, sums[code, kind])
        for code in codes
        for kind in _ORDER_OF_TYPES
        if sums.get((code, kind))
    )
    assert sum(share.minor_units for share in found) == instruction.minor_units
    return found


def divided(minor_units: int, weights: Sequence[int]) -> list[int]:
    """Divide by weights, of which one is more than 0: half up, the rest to the last one."""
    total = sum(weights)
    shares = [(2 * minor_units * each + total) // (2 * total) for each in weights]
    rest = minor_units - sum(shares)
    for place in reversed(range(len(shares))):
        taken = max(-shares[place], rest) if weights[place] else 0
        shares[place] += taken
        rest -= taken
    return shares


def _by_item(part: Part, sale: Sale) -> Iterator[tuple[Item, int]]:
    if part.line_number is not None:
        yield sale.item_of(part), part.minor_units
        return
    if len(sale.items) == 1:
        yield sale.items[0], part.minor_units
        return
    for kind in (part.component, Component.PRICE):
        weights = [max(item.charged.get(kind, 0), 0) for item in sale.items]
        if sum(weights):
            yield from zip(sale.items, divided(part.minor_units, weights), strict=True)
            return
    raise NotInSale("Amazon does not say what each line cost: name the lines of the refund")


def _by_type(
    part: Part, item: Item, minor_units: int, marketplace: str
) -> list[tuple[str, int]]:
    if part.component is not Component.TAX:
        return [(_TYPE_OF[part.component], minor_units)]
    if marketplace not in _TAX_BESIDE:
        return [("Principal", minor_units)]
    whole = item.charged.get(Component.TAX, 0)
    if not 0 < item.shipping_tax < whole:
        return [("ShippingTax" if 0 < whole == item.shipping_tax else "Tax", minor_units)]
    tax, of_shipping = divided(minor_units, [whole - item.shipping_tax, item.shipping_tax])
    return [("Tax", tax), ("ShippingTax", of_shipping)]
