"""The entries of many buyers as the columns the compiled rules read.

Most entries say what many others say, and are told apart by ids only. So what one says is
translated once, by the same translation as everywhere; ids and moments of the others are
filled in by columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from firsthand.domain.metrics.bulk import arrays as a
from firsthand.domain.metrics.bulk.arrays import Array, Events
from firsthand.domain.metrics.bulk.encoding import EPOCH, Vocabulary
from firsthand.domain.metrics.bulk.export import row_of_entry
from firsthand.domain.metrics.bulk.reading import COLUMNS, MORE, SCHEMA, Part
from firsthand.domain.metrics.commands.translation import Unreadable

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry
    from firsthand.domain.journal.queries import Plain

# Stand for the entry's own ids in what was translated once. No fact comes near them.
_OWN_PK, _OWN_SUBJECT, _OWN_TICKET, _OWN_ACTOR = (-(1 << 40) - n for n in range(4))
# Who was joined with another buyer, or parted, is worked out by the plain rules, which
# know who is one person: rows of one then become rows of the other.
OF_PERSONS = frozenset({"buyers.joined", "buyers.parted"})
# In the columns 0 and the empty text are none; to the plain rules they are not.
_IDS = ("order_id", "into", "to", "macro_id")
_TEXTS = ("reason", "session")
_SAYS_NOTHING, _UNUSUAL = -1, -2
_PLACES = {name: place for place, name in enumerate(COLUMNS)}
_LEAST = np.array([np.iinfo(str(SCHEMA.field(name).type)).min for name in COLUMNS])
_MOST = np.array([np.iinfo(str(SCHEMA.field(name).type)).max for name in COLUMNS])
_LEAST = np.where(_LEAST < 0, 0, _LEAST)  # Only moments may lie before the beginning.
_LEAST[[_PLACES["happened_at"], _PLACES["recorded_at"]]] = a.NONE + 1


class _Template(NamedTuple):
    """What an entry says, whoever and whatever it is about."""

    kind: str
    version: int
    facts: object
    pk: int
    subject_id: int
    ticket_id: int | None
    actor_id: int | None
    store_id: int | None
    happened_at: Any = EPOCH


class Gathered:
    """Entries of buyers on their way into columns.

    Attributes:
        known: what places in the columns stand for.
        unusual: buyers of whom an entry cannot be told in columns.
        entries: how many were taken in.
    """

    def __init__(self) -> None:
        self.known = Vocabulary()
        self.unusual: set[int] = set()
        self._said: dict[tuple[object, ...], int] = {}
        self._rows: list[list[int]] = []
        self._columns: list[Array] = []
        self.entries = 0

    def add(self, entries: Sequence[Plain]) -> None:
        """Take in some entries. What of them means nothing is left out."""
        self.entries += len(entries)
        said, find = [], self._said.get
        for entry in entries:
            _, kind, version, _, _, actor, _, store, _, ticket, facts = entry
            key = (kind, version, facts, store is None, ticket is None, actor is None)
            place = find(key)
            if place is None:
                place = self._said[key] = self._translated(entry)
            if place == _UNUSUAL:
                self.unusual.add(entry[8])
            said.append(place)
        places = np.array(said, dtype="int64")
        meant = np.flatnonzero(places >= 0)
        if len(meant):
            self._fill_in([entries[row] for row in meant.tolist()], places[meant])

    def _translated(self, entry: Plain) -> int:
        """Return the place of the row that says what the entry says."""
        _, kind, version, _, _, actor, _, store, _, ticket, facts = entry
        if kind in OF_PERSONS:
            return _UNUSUAL
        told = json.loads(facts)
        template = _Template(
            kind, version, told, _OWN_PK, _OWN_SUBJECT,
            None if ticket is None else _OWN_TICKET,
            None if actor is None else _OWN_ACTOR,
            store,
        )  # fmt: skip
        try:
            row = row_of_entry(cast("Entry", template), 0, self.known)
        except Unreadable:
            return _UNUSUAL
        if row is None:
            return _SAYS_NOTHING
        if _is_unusual(told):
            return _UNUSUAL
        values = [row[name] for name in COLUMNS]
        if any(not _OWN_ACTOR <= value <= 1 << 40 for value in values):
            return _UNUSUAL
        self._rows.append(values)
        return len(self._rows) - 1

    def _fill_in(self, entries: Sequence[Plain], places: Array) -> None:
        (pk, _, _, at, recorded_at, actor, subject, store, buyer, ticket, _) = zip(
            *entries, strict=True
        )
        made = np.array(self._rows, dtype="int64")[places]
        for own, ids in (
            (_OWN_PK, pk), (_OWN_SUBJECT, subject), (_OWN_TICKET, ticket),
            (_OWN_ACTOR, actor),
        ):  # fmt: skip
            where = made == own
            values = np.array([one or 0 for one in ids], dtype="int64")
            made = np.where(where, values[:, None], made)
        made[:, _PLACES["buyer"]] = buyer
        made[:, _PLACES["happened_at"]] = at
        made[:, _PLACES["recorded_at"]] = recorded_at
        made[:, _PLACES["store"]] = [one or 0 for one in store]
        too_wide = ((made < _LEAST) | (made > _MOST)).any(axis=1)
        self.unusual.update(made[too_wide, _PLACES["buyer"]].tolist())
        self._columns.append(made)

    def part(self) -> Part | None:
        """Return the columns of all buyers but the unusual ones; None: there are none."""
        if not self._columns:
            return None
        rows = np.concatenate(self._columns)
        self.unusual.update(_told_twice(rows))
        self.unusual.update(_on_tickets_of_others(rows))
        if self.unusual:
            unusual = np.array(sorted(self.unusual))
            rows = rows[~np.isin(rows[:, _PLACES["buyer"]], unusual)]
        if not len(rows):
            return None
        columns = [
            np.ascontiguousarray(rows[:, place], dtype=str(SCHEMA.field(name).type))
            for name, place in _PLACES.items()
        ]
        fields = len(Events._fields)
        assert len(columns) == fields + len(MORE)
        return Part(Events(*columns[:fields]), *columns[fields:])


def _is_unusual(told: object) -> bool:
    """Say whether the plain rules see a difference where the columns have none."""
    facts = told if isinstance(told, dict) else {}
    if any(isinstance(one := facts.get(name), int) and one <= 0 for name in _IDS):
        return True
    hands, asins = facts.get("reassignments"), facts.get("asins")
    return (
        (isinstance(hands, int) and hands < 0)
        or any(facts.get(name) == "" for name in _TEXTS)
        or (isinstance(asins, list) and "" in asins)
    )


def _told_twice(rows: Array) -> Iterator[int]:
    """Return the buyers of whom one message is told by two entries.

    The plain rules take the later one; the columns know only what is alike in its moment.
    """
    kind, key = rows[:, _PLACES["kind"]], rows[:, _PLACES["key"]]
    messages = np.flatnonzero((kind == a.ASKED) | (kind == a.REPLIED))
    order = messages[np.lexsort((key[messages], kind[messages]))]
    again = order[1:][(np.diff(key[order]) == 0) & (np.diff(kind[order]) == 0)]
    return iter(rows[again, _PLACES["buyer"]].tolist())


def _on_tickets_of_others(rows: Array) -> Iterator[int]:
    """Return the buyers who are on a ticket of one before them.

    A ticket has one course. The plain rules leave it to the last buyer.
    """
    buyer, ticket = rows[:, _PLACES["buyer"]], rows[:, _PLACES["ticket"]]
    merged = np.flatnonzero(rows[:, _PLACES["kind"]] == a.MERGED)
    into = rows[merged, _PLACES["other"]]
    # Both are below 1 << 31 where they count.
    on = np.concatenate([ticket, into]) << 31 | np.concatenate([buyer, buyer[merged]])
    on = np.unique(on[on >= 1 << 31])
    shared = np.flatnonzero(np.diff(on >> 31) == 0) + 1
    return iter((on[shared] & ((1 << 31) - 1)).tolist())
