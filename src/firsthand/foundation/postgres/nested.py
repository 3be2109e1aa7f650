"""Rows that belong to another row, read in the same query as that one.

A prefetch asks once more for each relation. Of a page that shows one object with a few
rows of several kinds, that is most of its queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=models.Model)


def rows_of(model: type[models.Model], link: str) -> ArraySubquery:
    """Return the rows of a model that belong to the row outside, as JSON, by id.

    Args:
        model: of plain columns: text, numbers, times, JSON.
        link: its foreign key to the row outside.
    """
    columns = {field.attname: field.attname for field in model._meta.concrete_fields}
    found = model._default_manager.filter(**{link: OuterRef("pk")}).order_by("pk")
    return ArraySubquery(found.values(row=JSONObject(**columns)))


def hang_on(owner: models.Model, relations: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Make `owner` know its rows, as a prefetch would have.

    Args:
        owner: the row outside.
        relations: what `rows_of` found, by the name `owner` has for it.
    """
    for name, rows in relations.items():
        model = getattr(owner, name).model
        hold_rows(owner, name, [_made(model, row) for row in rows])


def hold_rows(owner: models.Model, name: str, rows: Sequence[models.Model]) -> None:
    """Make `owner` know the rows of a relation, as a prefetch would have.

    Args:
        owner: the row outside.
        name: what `owner` calls the relation.
        rows: all of them, in their order.
    """
    found = getattr(owner, name).get_queryset()
    found._result_cache = list(rows)
    found._prefetch_done = True
    holder: Any = owner
    known = getattr(owner, "_prefetched_objects_cache", {})
    holder._prefetched_objects_cache = {**known, name: found}


def _made(model: type[Row], row: Mapping[str, Any]) -> Row:
    """Return an object of the row; times stand in JSON as texts."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    values = [field.to_python(row[field.attname]) for field in fields]
    return model.from_db(None, names, values)
