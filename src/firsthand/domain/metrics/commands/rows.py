"""Rows of the fact tables, and how they differ.

They are plain tuples, the key first: a model takes many times as long to make, and is
needed for what is written only.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from firsthand.domain.metrics.models import (
    AuditIssue,
    Contact,
    Course,
    Focus,
    Issue,
    Solving,
)

Rows = dict[int, Any]  # Of one table, by key.
Table = type[models.Model]
# Issues first: contacts point at them.
TABLES: tuple[Table, ...] = (Issue, AuditIssue, Contact, Course, Solving, Focus)
# What a row of each table is made by: a tuple of all its columns, by their names.
ROW: dict[Table, Any] = {
    table: namedtuple(
        f"{table.__name__}Row", [field.attname for field in table._meta.concrete_fields]
    )
    for table in TABLES
}
_TABLE_OF = {row: table for table, row in ROW.items()}


@dataclass
class Facts:
    """Rows that are not saved yet, by their table and key."""

    rows: dict[Table, Rows] = field(default_factory=lambda: {table: {} for table in TABLES})

    def put(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in rows of any tables."""
        for row in rows:
            self.rows[_TABLE_OF[type(row)]][row[0]] = row

    def add(self, other: Facts) -> None:
        """Take in the rows of another buyer."""
        for table, rows in other.rows.items():
            self.rows[table].update(rows)

    def of(self, table: Table) -> Rows:
        """Return the rows of one table."""
        return self.rows[table]


@dataclass(frozen=True)
class Difference:
    """A fact that is not what the journal says. None: there is no such row."""

    table: str
    key: int  # Of sums, the store.
    stored: tuple[object, ...] | None
    expected: tuple[object, ...] | None


def stored_rows(table: Table, buyers: Sequence[int], *, but: Iterable[int]) -> Rows:
    """Return the rows of a table about these buyers, but for some of them."""
    row, found = (
        ROW[table],
        table._base_manager.filter(buyer_id__in=set(buyers).difference(but)),
    )
    values = found.values_list(*row._fields)
    return {made[0]: made for made in map(row._make, values)}


def differences(table: Table, stored: Rows, expected: Rows) -> list[Difference]:
    """Return the rows that differ, in order of their keys."""
    return [
        Difference(
            table._meta.model_name or "", key, _plain(stored, key), _plain(expected, key)
        )
        for key in sorted(stored.keys() | expected.keys())
        if stored.get(key) != expected.get(key)
    ]


def _plain(rows: Rows, key: int) -> tuple[object, ...] | None:
    return tuple(rows[key]) if key in rows else None
