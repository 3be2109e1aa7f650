"""What figures can be split by, beside time, and how the facts are split by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from firsthand.domain.metrics.model import Metric
from firsthand.domain.metrics.sources import SOURCES
from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.stores import queries as stores
from firsthand.foundation.scoping import Everything

GroupCut = Literal[
    "store", "marketplace", "agent", "team", "reason1", "reason2", "reason3",
    "product", "family", "channel", "macro",
]  # fmt: skip
GROUP_CUTS: tuple[GroupCut, ...] = get_args(GroupCut)
# Their values are people, or few enough people to know whom they mean.
NAMES_PEOPLE: frozenset[str] = frozenset({"agent"})


@dataclass(frozen=True)
class _Looked:
    """A cut by what another area knows about a column: the market of a store, say."""

    column: str
    sql_type: str
    pairs: Callable[[], Sequence[tuple[int | str, str]]]


def _markets() -> list[tuple[int | str, str]]:
    """Return each store with its marketplace; a shop of our own has none."""
    known = stores.stores_of(Everything())
    return [(store.pk, store.marketplace) for store in known if store.marketplace]


def _teams() -> list[tuple[int | str, str]]:
    return list(people.teams_of_people())


def _families() -> list[tuple[int | str, str]]:
    return list(orders.families().items())


# They are looked up when a figure is read: they may change without the past changing.
_LOOKED: Mapping[str, _Looked] = {
    "marketplace": _Looked("store", "bigint", _markets),
    "team": _Looked("agent", "bigint", _teams),
    "family": _Looked("product", "text", _families),
}


def cuts_of(metric: Metric) -> tuple[GroupCut, ...]:
    """Return what this metric can be split by, beside time."""
    return tuple(cut for cut in GROUP_CUTS if _column(metric, cut))


def split_by(metric: Metric, cut: str) -> str:
    """Return the SQL of the value units are grouped by, as text; NULL: it has none."""
    if cut in _LOOKED:
        return f"{cut}_of.label"
    column = _column(metric, cut)
    if cut == "reason3":
        return f"CASE WHEN split_part({column}, '.', 3) <> '' THEN {column} END"
    if cut == "reason2":
        return (
            f"CASE WHEN split_part({column}, '.', 2) <> '' THEN"
            f" split_part({column}, '.', 1) || '.' || split_part({column}, '.', 2) END"
        )
    if cut == "reason1":
        column = f"split_part({column}, '.', 1)"
    return f"nullif(({column})::text, '')"


def joins(metric: Metric, wanted: Sequence[str]) -> str:
    """Return the SQL that joins what has to be looked up for these cuts."""
    return " ".join(
        f"LEFT JOIN unnest(%({cut}_keys)s::{_LOOKED[cut].sql_type}[],"
        f" %({cut}_labels)s::text[]) AS {cut}_of(key, label)"
        f" ON {cut}_of.key = {_column(metric, cut)}"
        for cut in dict.fromkeys(wanted)
        if cut in _LOOKED
    )


def parameters(wanted: Sequence[str]) -> dict[str, object]:
    """Return what the joins refer to."""
    found: dict[str, object] = {}
    for cut in set(wanted) & _LOOKED.keys():
        pairs = _LOOKED[cut].pairs()
        found[f"{cut}_keys"] = [key for key, _label in pairs]
        found[f"{cut}_labels"] = [label for _key, label in pairs]
    return found


def _column(metric: Metric, cut: str) -> str:
    """Return the SQL of the column a cut goes by; empty: the facts do not have it."""
    cut = _LOOKED[cut].column if cut in _LOOKED else cut
    if cut == "store":
        return "store_id"
    if cut == "agent":
        return metric.agent
    columns = SOURCES[metric.facts].columns
    if cut.startswith("reason"):
        return columns.get("reason", "") and (metric.reason or columns["reason"])
    return columns.get(cut, "")
