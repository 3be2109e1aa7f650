"""Rows of the fact tables, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import models

from firsthand.domain.metrics.models import Contact, FirstReply, Issue

Rows = dict[int, Any]  # Of one table, by key.
# Issues first: contacts point at them.
TABLES: tuple[type[models.Model], ...] = (Issue, Contact, FirstReply)
_VALUES = {
    table: attrgetter(*(field.attname for field in table._meta.concrete_fields))
    for table in TABLES
}


@dataclass(frozen=True)
class Difference:
    """A fact that is not what the journal says. None: there is no such row."""

    table: str
    key: int  # Of sums, the store.
    stored: tuple[object, ...] | None
    expected: tuple[object, ...] | None


def differences(
    table: type[models.Model], stored: Rows, expected: Rows
) -> list[Difference]:
    """Return the rows that differ, in order of their keys."""
    values = _VALUES[table]
    before = {key: values(row) for key, row in stored.items()}
    after = {key: values(row) for key, row in expected.items()}
    return [
        Difference(table._meta.model_name or "", key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]
