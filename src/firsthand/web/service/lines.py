"""Reasons as lines of a table: how often, and how well they are settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.queries import core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice, Volumes
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.queries import Taxonomy
from firsthand.foundation.statistics import pooled, wilson
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


@dataclass(frozen=True, kw_only=True)
class Row:
    """One reason of a ranking, before it is put in words."""

    place: int
    code: str
    contacts: int
    share: float | None
    cumulative: float | None
    rate: float | None


def rows_of(found: Volumes) -> list[Row]:
    """Return the reasons by contacts, most first."""
    rows, total = [], 0
    for place, (code, n) in enumerate(found.ranked, start=1):
        total += n
        rows.append(
            Row(
                place=place,
                code=code,
                contacts=n,
                share=found.share(n),
                cumulative=found.share(total),
                rate=found.per_hundred_orders(n),
            )
        )
    return rows


def lines_of(
    rows: Sequence[Row], asked: Slice, tree: Taxonomy, *, as_of: datetime
) -> list[ReasonLine]:
    """Return rows in words, with how well their issues were settled. Two queries.

    Args:
        rows: of one level of the tree or of several.
        asked: what they were counted in.
        tree: today's reasons.
        as_of: as of when.
    """
    solved = core_reasons.solved_first(asked, as_of=as_of)
    groups = {row.code: core_reasons.codes_of(tree, row.code) or [row.code] for row in rows}
    replies = core_reasons.first_replies(asked, groups, as_of=as_of)
    nothing = (None, 0)
    return [
        ReasonLine(
            place=row.place,
            code=row.code,
            name=name_of(tree, row.code),
            above=above(tree, row.code),
            contacts=formats.number(row.contacts),
            share=formats.percent(row.share),
            cumulative=formats.percent(row.cumulative),
            rate=hundredths(row.rate),
            settled=settled_of(together(solved, groups[row.code])),
            first_reply=formats.duration(replies.get(row.code, nothing)[0]),
            first_reply_n=formats.number(replies.get(row.code, nothing)[1]),
        )
        for row in rows
    ]


def together(
    counts: Mapping[str, tuple[int, int]], codes: Sequence[str]
) -> tuple[int, int]:
    """Return the hits and units of some codes together."""
    return pooled({code: counts[code] for code in codes if code in counts})


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
