"""Fields that hold personal data, marked where they are declared.

A marked field says how long it may be kept. `firsthand pii purge`, `firsthand buyer erase`
and the data inventory are built from these marks, so a new column cannot be forgotten: a
test fails for every text column that is neither marked nor listed as impersonal.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

if TYPE_CHECKING:  # Django's fields are generic only to the type checker.
    _CharField = models.CharField[Any, Any]
    _TextField = models.TextField[Any, Any]
    _JSONField = models.JSONField[Any, Any]
    _BinaryField = models.BinaryField[Any, Any]
else:
    _CharField, _TextField = models.CharField, models.TextField
    _JSONField, _BinaryField = models.JSONField, models.BinaryField


class Retention(StrEnum):
    """When a personal value must be gone."""

    BUYER = "buyer"  # A set number of days after the order was delivered, or on request.
    MAIL = "mail"  # At the purge date of the raw mail it came in.
    STAFF = "staff"  # While the person works here, and for the audit period after.


class _Marked:
    """Mixin: carries the mark through migrations."""

    def __init__(self, *args: Any, retention: Retention | str, **kwargs: Any) -> None:
        self.retention = Retention(retention)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, path, args, kwargs | {"retention": self.retention.value}


class PersonalCharField(_Marked, _CharField):
    """A short text about a person."""


class PersonalTextField(_Marked, _TextField):
    """A long text about or by a person."""


class PersonalJSONField(_Marked, _JSONField):
    """A structure about a person, such as a postal address."""


class PersonalBinaryField(_Marked, _BinaryField):
    """Bytes that may hold personal data: raw mail, attachments."""


def personal_fields() -> list[tuple[type[models.Model], models.Field[Any, Any], Retention]]:
    """Return every marked field of every model, with its retention."""
    return [
        (model, field, field.retention)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and isinstance(field, _Marked)
    ]
