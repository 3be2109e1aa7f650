"""What each offer to a buyer with a problem is expected to cost, and which costs least.

All amounts are minor units of one currency; costs that vary with the buyer's answer are
weighed with how often he gives it. What was lost anyway (the freight to him, the fees of
the sale) is the same for every offer and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import floor


class ProductProblem(StrEnum):
    """What is the matter with the product."""

    USAGE = "usage"  # It works; the buyer could not get it to.
    SMALL_FAULT = "small_fault"  # A scratch, a missing screw.
    DEFECT = "defect"
    WRONG_ITEM = "wrong_item"
    CHANGED_MIND = "changed_mind"
    UNSAFE = "unsafe"


class Offer(StrEnum):
    """What the buyer is offered."""

    INSTRUCTIONS = "instructions"
    PART_AND_KEEP = "part_and_keep"
    ALL_AND_KEEP = "all_and_keep"
    PICK_UP = "pick_up"
    FULL_RETURN = "full_return"


_O = Offer
# What may be offered at all. Whoever only changed his mind is not paid for it; a thing that
# may hurt somebody does not stay with the buyer.
OFFERS: Mapping[ProductProblem, tuple[Offer, ...]] = {
    ProductProblem.USAGE: tuple(Offer),
    ProductProblem.SMALL_FAULT: (
        _O.PART_AND_KEEP, _O.ALL_AND_KEEP, _O.PICK_UP, _O.FULL_RETURN,
    ),
    ProductProblem.DEFECT: (
        _O.PART_AND_KEEP, _O.ALL_AND_KEEP, _O.PICK_UP, _O.FULL_RETURN,
    ),
    ProductProblem.WRONG_ITEM: (_O.ALL_AND_KEEP, _O.PICK_UP, _O.FULL_RETURN),
    ProductProblem.CHANGED_MIND: (_O.FULL_RETURN,),
    ProductProblem.UNSAFE: (_O.PICK_UP, _O.FULL_RETURN),
}  # fmt: skip
# Where to get rid of a bulky thing costs its owner money and trouble, nobody is told to:
# the buyer chooses to keep it, or it is fetched.
NEVER_DISCARD = frozenset({"JP"})


@dataclass(frozen=True, kw_only=True)
class Case:
    """One product with one problem.

    Attributes:
        paid: what the buyer paid for the goods and would get back.
        return_freight: what it costs us to have it sent back; 0 where the buyer pays.
        pick_up: what it costs us to have it fetched; None where nobody does.
        handling: to receive, look at and restock it.
        worth_back: what it is worth to us when it comes back and can be sold.
        resale_share: how many of those that come back can be sold, 0 to 1.
        disposal: to get rid of one that cannot; it is ours to pay, with us.
        part_share: of `paid`, as a partial refund.
        part_accepted: how many buyers keep it for that.
        advice: what it costs to explain it well.
        advice_helps: how many keep it without more once it was explained.
    """

    problem: ProductProblem
    marketplace: str = ""
    paid: int
    return_freight: int
    pick_up: int | None = None
    handling: int = 0
    worth_back: int = 0
    resale_share: Decimal = Decimal(0)
    disposal: int = 0
    part_share: Decimal = Decimal("0.3")
    part_accepted: Decimal = Decimal("0.5")
    advice: int = 0
    advice_helps: Decimal = Decimal("0.3")

    def __post_init__(self) -> None:
        amounts = (
            self.paid, self.return_freight, self.pick_up or 0, self.handling,
            self.worth_back, self.disposal, self.advice,
        )  # fmt: skip
        shares = (
            self.resale_share, self.part_share, self.part_accepted, self.advice_helps,
        )  # fmt: skip
        if min(amounts) < 0 or not all(0 <= share <= 1 for share in shares):
            raise ValueError(f"amounts are not negative, shares between 0 and 1: {self}")


@dataclass(frozen=True)
class Cost:
    """What one offer is expected to cost."""

    offer: Offer
    minor_units: int


@dataclass(frozen=True)
class Advice:
    """What to offer.

    Attributes:
        offer: what is expected to cost least of what may be offered.
        costs: each offer that may be made, the cheapest first.
        saved_minor_units: against a full return.
        most_for_keeping_minor_units: a partial refund up to this costs no more than a
            return, if the buyer takes it: what there is to bargain with.
        freight_exceeds_goods: to send it back costs more than was paid.
        never_discard: the buyer must not be told to throw it away.
    """

    offer: Offer
    costs: tuple[Cost, ...]
    saved_minor_units: int
    most_for_keeping_minor_units: int
    freight_exceeds_goods: bool
    never_discard: bool


def advice(case: Case) -> Advice:
    """Return what each offer is expected to cost, and the one that costs least.

    With P paid, F freight (or pick-up), H handling, s the share that can be sold again, W
    what it is worth then, D disposal:

    - return, or pick-up: P + F + H - s·W + (1 - s)·D
    - everything back and keep it: P
    - a part q and keep it, accepted by a: a·q·P + (1 - a)·L, L the cheapest of the above
    - instructions for C that help h: C + (1 - h)·M, M the cheapest of all of the above

    On equal cost the offer that stands first in `Offer` wins: less trouble for the buyer.
    Where nobody is told to throw things away, everything back without a return is not
    proposed, nor reckoned with as what others fall back on: the buyer may choose it, and
    its cost is shown.
    """
    exact = _exact(case)
    ranks = list(Offer)
    cheapest = sorted(exact, key=lambda offer: (exact[offer], ranks.index(offer)))
    best = next(offer for offer in cheapest if _may_be_proposed(offer, case))
    return Advice(
        offer=best,
        costs=tuple(Cost(offer, _whole(exact[offer])) for offer in cheapest),
        saved_minor_units=_whole(exact[Offer.FULL_RETURN] - exact[best]),
        most_for_keeping_minor_units=min(case.paid, max(0, floor(_back(case)))),
        freight_exceeds_goods=case.return_freight > case.paid,
        never_discard=case.marketplace in NEVER_DISCARD,
    )


def _exact(case: Case) -> dict[Offer, Decimal]:
    may = OFFERS[case.problem]
    back = {Offer.FULL_RETURN: _back(case), Offer.ALL_AND_KEEP: Decimal(case.paid)}
    if case.pick_up is not None:
        back[Offer.PICK_UP] = _back(case) - case.return_freight + case.pick_up
    costs = {offer: cost for offer, cost in back.items() if offer in may}
    if Offer.PART_AND_KEEP in may:
        part = case.part_accepted * case.part_share * case.paid
        rest = (1 - case.part_accepted) * _least(costs, case)
        costs[Offer.PART_AND_KEEP] = part + rest
    if Offer.INSTRUCTIONS in may:
        rest = (1 - case.advice_helps) * _least(costs, case)
        costs[Offer.INSTRUCTIONS] = case.advice + rest
    return costs


def _least(costs: Mapping[Offer, Decimal], case: Case) -> Decimal:
    return min(cost for offer, cost in costs.items() if _may_be_proposed(offer, case))


def _back(case: Case) -> Decimal:
    """Return what it costs to pay everything back and have it sent back."""
    sold = case.resale_share * case.worth_back
    thrown = (1 - case.resale_share) * case.disposal
    return case.paid + case.return_freight + case.handling - sold + thrown


def _may_be_proposed(offer: Offer, case: Case) -> bool:
    return offer != Offer.ALL_AND_KEEP or case.marketplace not in NEVER_DISCARD


def _whole(minor_units: Decimal) -> int:
    return int(minor_units.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, kw_only=True)
class Returned:
    """One thing that came back as defective.

    Attributes:
        works: nothing was found to be wrong with it; None while nobody has looked.
        paid, freight: for it, and for the way back; minor units of one currency.
    """

    product: str
    works: bool | None
    paid: int
    freight: int


@dataclass(frozen=True)
class Needless:
    """One product that comes back as defective though it works, dearer than it is worth.

    Attributes:
        n: how many came back for more freight than was paid, and worked.
        looked_at: how many of this product came back and were looked at.
        freight_minor_units, paid_minor_units: of the n.
    """

    product: str
    n: int
    looked_at: int
    freight_minor_units: int
    paid_minor_units: int


def needless(returned: Iterable[Returned]) -> list[Needless]:
    """Return the products with returns that better instructions would have saved.

    Those that cost most freight first; of returns nobody has looked at nothing is said.
    """
    by_product: dict[str, list[Returned]] = {}
    for each in returned:
        if each.works is not None:
            by_product.setdefault(each.product, []).append(each)
    rows = []
    for product, looked_at in by_product.items():
        found = [each for each in looked_at if each.works and each.freight > each.paid]
        if found:
            freight, paid = sum(e.freight for e in found), sum(e.paid for e in found)
            rows.append(Needless(product, len(found), len(looked_at), freight, paid))
    return sorted(rows, key=lambda row: (-row.freight_minor_units, row.product))
