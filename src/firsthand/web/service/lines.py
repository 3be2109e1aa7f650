"""Reasons as lines of a table: how often, and how well they are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.queries import core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice, Volumes
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import Taxonomy
from firsthand.foundation.statistics import wilson
from firsthand.web.service import words
from firsthand.web.shared import formats

_FCR = "fcr.issues_7d"


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How often the first contact settled it, as far as that is certain."""

    n: str = "0"
    value: str = formats.DASH
    interval: str = formats.DASH
    is_grey: bool = False
    is_rate: bool = False


@dataclass(frozen=True, kw_only=True)
class ReasonLine:
    """One reason with its figures in words."""

    place: int
    code: str
    name: str
    above: str
    contacts: str
    share: str
    cumulative: str
    rate: str
    settled: Settled
    first_reply: str
    first_reply_n: str


def lines_of(
    found: Volumes,
    asked: Slice,
    tree: Taxonomy,
    *,
    as_of: datetime,
    level: int,
    most: int | None = None,
    only: Sequence[str] | None = None,
) -> list[ReasonLine]:
    """Return the reasons by contacts, most first, with how well they were settled.

    Args:
        found: the contacts on `level`.
        asked: what they were counted in.
        tree: today's reasons.
        as_of: as of when.
        level: of the tree.
        most: how many at most.
        only: these codes; None: all.
    """
    totals = accumulate(n for _code, n in found.ranked.ranked)
    rows = [
        (place, code, n, total)
        for place, ((code, n), total) in enumerate(
            zip(found.ranked.ranked, totals, strict=True), start=1
        )
        if only is None or code in only
    ][:most]
    settled = core_reasons.solved_first(asked, tree, as_of=as_of, level=level)
    groups = {code: core_reasons.codes_of(tree, code) or [code] for _, code, _n, _t in rows}
    replies = core_reasons.first_replies(asked, groups, as_of=as_of)
    return [
        ReasonLine(
            place=place,
            code=code,
            name=name_of(tree, code),
            above=above(tree, code),
            contacts=formats.number(n),
            share=formats.percent(found.share(n)),
            cumulative=formats.percent(found.share(total)),
            rate=hundredths(found.per_hundred_orders(n)),
            settled=settled_of(settled.get(code, (0, 0))),
            first_reply=formats.duration(replies[code][0] if code in replies else None),
            first_reply_n=formats.number(replies[code][1] if code in replies else 0),
        )
        for place, code, n, total in rows
    ]


def settled_of(counts: tuple[int, int]) -> Settled:
    """Return a rate with its n; counts where there is too little, a dash for nothing."""
    metric, (hits, n) = queries.catalogue()[_FCR], counts
    if not n:
        return Settled()
    if n < metric.min_n_shown:
        return Settled(n=formats.number(n), value=f"{hits}/{n}", is_grey=True)
    low, high = wilson(hits, n)
    return Settled(
        n=formats.number(n),
        value=formats.percent(hits / n),
        interval=words.spanned(low, high),
        is_grey=n < metric.min_n_firm,
        is_rate=True,
    )


def name_of(tree: Taxonomy, code: str) -> str:
    """Return what a reason is called; the code itself if the tree does not know it."""
    node = tree.by_code(code)
    return code if node is None else reasons.label_of(node.labels)


def above(tree: Taxonomy, code: str) -> str:
    """Return what stands above a reason: "After-sale › Damage"."""
    node = tree.by_code(code)
    path = () if node is None else tree.path(node.id)[:-1]
    return " › ".join(reasons.label_of(each.labels) for each in path)


def hundredths(value: float | None) -> str:
    """Return a rate with two decimals, or a dash."""
    return formats.DASH if value is None else formats.decimals(value, 2)
