"""Check a table, row by row, before anything is brought in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from firsthand.domain.imports import rules, words
from firsthand.domain.imports.ports import CannotRead, Record, Table
from firsthand.domain.imports.rules import (
    Fieldwise,
    Item,
    Mapping,
    Problem,
    Surroundings,
    Wrong,
)
from firsthand.domain.stores import queries as stores
from firsthand.foundation.money import Money, exponent

if TYPE_CHECKING:
    from firsthand.domain.stores.models import Store

READ: dict[str, Callable[[Fieldwise, Surroundings], Item]] = {
    "needs": lambda row, _: rules.read_need(row),
    "reasons": lambda row, _: rules.read_need(row),
    "events": lambda row, _: rules.read_event(row),
    "orders": rules.read_order,
    "reviews": lambda row, _: rules.read_review(row),
}

_AMOUNTS = frozenset({"price", "tax", "shipping"})  # In minor units.


class Checked(NamedTuple):
    """One row: what it says, or why it cannot be taken."""

    line: int
    item: Item | None
    problem: Problem | None


class Checker:
    """Knows what the rows of one file mean.

    Raises:
        Wrong: the columns are not those of the kind, or the mapping does not fit.
    """

    def __init__(self, table: Table, *, mapping: Mapping, store: Store) -> None:
        self.mapping = mapping
        self.layout = rules.laid_out(mapping.kind, table.columns, mapping.columns)
        for name in mapping.key:
            if name not in table.columns:
                raise Wrong("no_such_column", name, known=", ".join(table.columns))
        if mapping.kind == "events" and not mapping.states:
            raise Wrong("mapping_needed")
        if (
            mapping.kind == "reasons"
            and "at" not in self.layout.places
            and not mapping.date
        ):
            raise Wrong("date_missing")
        domains = {place.code: place.domain for place in stores.marketplaces()}
        self._around = Surroundings(
            marketplace=domains.get(store.marketplace, ""),
            marketplaces=frozenset(domains.values()),
            currency=store.currency,
            exponent_of=exponent,
        )
        self._table, self._read = table, READ[mapping.kind]
        self.last_line_is_open = False

    def rows(self, *, after: int = 0) -> Iterator[Checked]:
        """Yield every row of the table but the first `after`.

        Raises:
            CannotRead: the file is damaged, or ends within a row.
        """
        for number, record in enumerate(self._table.records()):
            self.last_line_is_open = record.is_last_cut
            if number >= after:
                yield self._checked(record)

    def _checked(self, record: Record) -> Checked:
        wanted, found = len(self.layout.columns), len(record.cells)
        if found < wanted:
            if record.is_last_cut:
                raise CannotRead("cut_off", line=record.line)
            return Checked(record.line, None, Problem("too_few_cells"))
        if found > wanted:
            return Checked(record.line, None, Problem("too_many_cells"))
        row = Fieldwise(self.layout, self.mapping, record.cells)
        try:
            return Checked(record.line, self._read(row, self._around), None)
        except Wrong as wrong:
            return Checked(record.line, None, wrong.problem)

    def shown(self, item: Item) -> dict[str, str]:
        """Return a row as understood, in words, for people to look at."""
        is_log = self.mapping.kind == "events"
        said: dict[str, Any] = {"case": item.case} if is_log else {}
        said |= item.facts | item.words
        line: dict[str, Any] = said.pop("line", {})
        for name in _AMOUNTS & line.keys():
            line = line | {name: Money(said["currency"], line[name]).decimal()}
        said |= line
        if item.reasons:
            said["reason"] = " › ".join(item.reasons[code] for code in said["reason"])
        return {words.field(name): words.value(name, it) for name, it in said.items()}
