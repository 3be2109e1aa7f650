"""Write many new rows at once, by COPY: a third of the time of inserting them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

from firsthand.foundation.postgres.bulk import as_json, copy_in, new_keys

Row = TypeVar("Row", bound=models.Model)


def new(model: type[Row], **values: object) -> Row:
    """Return a row of these values and the defaults: a quick `model(**values)`.

    Values are named as the columns are: `ticket_id`, never `ticket`.
    """
    row = model.__new__(model)
    defaults = _defaults(model)
    assert values.keys() <= defaults.keys(), values.keys() - defaults.keys()
    row.__dict__.update(defaults, _state=ModelState(), **values)
    return row


@cache
def _defaults(model: type[models.Model]) -> dict[str, object]:
    for field in model._meta.concrete_fields:
        assert not (field.has_default() and callable(field.default)), field.name
    values = dict(vars(model()))
    del values["_state"]
    return values


def number(rows: Sequence[models.Model], ids: Sequence[int] | None = None) -> None:
    """Give each row one of these ids, or the next id of its table."""
    if rows:
        taken = new_keys(type(rows[0]), len(rows)) if ids is None else ids
        for row, number in zip(rows, taken, strict=True):
            row.pk = number


def write(rows: Sequence[models.Model]) -> None:
    """Write rows of one model that have their ids.

    What the database works out by itself (generated columns, defaults of its own) is left
    to it.

    Args:
        rows: any number of them.
    """
    if not rows:
        return
    fields = [
        field
        for field in rows[0]._meta.concrete_fields
        if not field.generated and not field.has_db_default()
    ]
    structures = {
        place for place, field in enumerate(fields) if isinstance(field, models.JSONField)
    }
    values = attrgetter(*(field.attname for field in fields))
    columns = [str(field.column) for field in fields]
    copy_in(
        type(rows[0]),
        columns,
        map(values, rows)
        if not structures
        else (_with_json(values(row), structures) for row in rows),
    )


def _with_json(row: Sequence[Any], places: set[int]) -> list[Any]:
    return [
        as_json(value) if place in places and value is not None else value
        for place, value in enumerate(row)
    ]
