"""Turn one record of a file into what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Named
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

from firsthand.domain.imports.rules import cells
from firsthand.domain.imports.rules.cells import Cell
from firsthand.domain.imports.rules.layout import Layout
from firsthand.domain.imports.rules.mapping import Mapping
from firsthand.domain.imports.rules.problems import Wrong

NOTHING: Named[str, str] = MappingProxyType({})


class Item(NamedTuple):
    """A record as understood.

    Attributes:
        case: the number of the case, order or review it belongs to.
        key: what tells it from other rows of the case; the same key is the same row.
        facts: what is kept: times, states, numbers, codes.
        words: what goes on with it and is not kept: names and texts of people.
        reasons: reason texts by their codes.
    """

    case: str
    key: tuple[str, ...]
    facts: dict[str, Any]
    words: dict[str, str]
    reasons: Named[str, str] = NOTHING


@dataclass(frozen=True)
class Surroundings:
    """What rows are checked against besides their own columns.

    Attributes:
        marketplace: the domain of the store's marketplace, "amazon.de"; empty for none.
        marketplaces: all domains there are.
        currency: the store's.
        exponent_of: how many decimals a currency has.
    """

    marketplace: str
    marketplaces: frozenset[str]
    currency: str
    exponent_of: Callable[[str], int]


class Fieldwise:
    """The cells of one record, by field."""

    def __init__(self, layout: Layout, mapping: Mapping, row: Sequence[Cell]) -> None:
        self.layout, self.mapping, self._row = layout, mapping, row
        self._places, self._headings = layout.first, layout.headings
        nothing = mapping.nothing
        # Cleaned once for all fields: this is done for every row there is.
        self._cells: list[Cell] = [
            ("" if (text := cell.strip()) in nothing else text)
            if isinstance(cell, str)
            else cell
            for cell in row
        ]

    def cell(self, name: str) -> Cell:
        """Return what stands in the (first) column of a field; "" for nothing."""
        place = self._places.get(name)
        return "" if place is None else self._cells[place]

    def text(self, name: str, *, most: int = 40_000) -> str:
        """Return a field as text."""
        place = self._places.get(name)
        if place is None:
            return ""
        cell = self._cells[place]
        # Most cells are plain texts, cleaned above.
        if isinstance(cell, str) and cell[:1] != "'":
            return cell[:most]
        return cells.as_text(cell)[:most]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of all columns of a field, empty ones too."""
        nothing = self.mapping.nothing
        row = [
            cells.as_text(self._row[place]) for place in self.layout.places.get(name, ())
        ]
        return tuple(["" if one in nothing else one for one in row])

    def moment(self, name: str) -> datetime | None:
        """Return a time, None for an empty cell."""
        cell = self.cell(name)
        if cell == "":
            return None
        return cells.moment(
            cell,
            column=self._headings[name],
            zone=self.mapping.zone,
            formats=self.mapping.formats,
        )

    def whole(self, name: str, *, least: int = 0, most: int = 10**9) -> int | None:
        """Return a whole number, None for an empty cell."""
        cell = self.cell(name)
        if cell == "":
            return None
        return cells.whole(cell, column=self.heading(name), least=least, most=most)

    def truth(self, name: str) -> bool | None:
        """Return a yes or no, None for an empty cell."""
        cell = self.cell(name)
        return None if cell == "" else cells.truth(cell, column=self.heading(name))

    def needed(self, name: str) -> str:
        """Return an identifier that must be there."""
        found = cells.identifier(self.cell(name), column=self.heading(name), most=200)
        if not found:
            raise Wrong("empty_cell", self.heading(name))
        return found

    def order(self) -> str:
        """Return the order number, "" for none."""
        cell = self.cell("order")
        if cell == "":
            return ""
        return cells.order_number(cell, column=self.heading("order"))

    def product(self) -> str:
        """Return the product code, "" for none."""
        cell = self.cell("product")
        if cell == "":
            return ""
        return cells.product(cell, column=self._headings["product"])

    def heading(self, name: str) -> str:
        """Return what the file calls a field."""
        return self._headings.get(name, "")

    def own_key(self) -> tuple[str, ...]:
        """Return the cells of the columns that a mapping says name a row."""
        if not self.mapping.key:
            return ()
        places = [self.layout.columns.index(name) for name in self.mapping.key]
        return tuple(cells.as_text(self._row[place]) for place in places)


@lru_cache(maxsize=4096)
def reason_codes(levels: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """Return the codes of a reason's levels, and the texts they stand for.

    A text always has the same code, so that tables need not agree on anything but words.
    The journal holds the codes only.
    """
    codes: list[str] = []
    texts: dict[str, str] = {}
    path = ""
    for level in levels:
        if not level:
            break
        path += "\0" + level.casefold()
        code = "X" + sha256(path.encode()).hexdigest()[:10].upper()
        codes.append(".".join([*codes[-1:], code]))
        texts[codes[-1]] = level[:200]
    return codes, texts


def without_nothing(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that say something, times as text."""
    return {
        name: told(value) if value.__class__ is datetime else value
        for name, value in facts.items()
        if value or value not in (None, "", [])
    }


# Of every row there are two or three, and many rows share some.
@lru_cache(maxsize=16_384)
def told(at: datetime) -> str:
    """Return a time as facts hold it."""
    return at.isoformat()
