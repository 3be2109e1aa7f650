"""How the facts are split by what figures can be split by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from firsthand.domain.metrics.dimensions import column_of
from firsthand.domain.metrics.model import Metric
from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.stores import queries as stores
from firsthand.foundation.scoping import Everything


@dataclass(frozen=True)
class _Looked:
    """A cut by what another area knows about a column: the market of a store, say."""

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
    "marketplace": _Looked("bigint", _markets),
    "team": _Looked("bigint", _teams),
    "family": _Looked("text", _families),
}


def split_by(metric: Metric, cut: str) -> str:
    """Return the SQL of the value units are grouped by, as text; NULL: it has none."""
    if cut in _LOOKED:
        return f"{cut}_of.label"
    column = column_of(metric, cut)
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
        f" ON {cut}_of.key = {column_of(metric, cut)}"
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
