"""Rows of the fact tables, and how they differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
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
VALUES = {
    table: attrgetter(*(field.attname for field in table._meta.concrete_fields))
    for table in TABLES
}


@dataclass
class Facts:
    """Rows that are not saved yet, by their table and key."""

    rows: dict[Table, Rows] = field(default_factory=lambda: {table: {} for table in TABLES})

    def put(self, rows: Iterable[models.Model]) -> None:
        """Take in rows of any tables."""
        for row in rows:
            self.rows[type(row)][row.pk] = row

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


def differences(table: Table, stored: Rows, expected: Rows) -> list[Difference]:
    """Return the rows that differ, in order of their keys."""
    values = VALUES[table]
    before = {key: values(row) for key, row in stored.items()}
    after = {key: values(row) for key, row in expected.items()}
    return [
        Difference(table._meta.model_name or "", key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
