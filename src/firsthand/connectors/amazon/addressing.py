"""An operation and its parameters as address, headers and body of a call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from urllib.parse import quote

from django.utils.translation import gettext as _

from firsthand.connectors.amazon.operations import Operation
from firsthand.connectors.amazon.troubles import Told, WrongCall

One: TypeAlias = str | int | float | Decimal | bool | datetime | date
Value: TypeAlias = One | Sequence[One] | Mapping[str, Any] | None

_IN_PATH = re.compile(r"\{(?P<slashes>\+?)(?P<name>[^}]+)\}")
_JOINTS = {"ssv": "%20", "tsv": "%09", "pipes": "%7C"}


@dataclass(frozen=True)
class Addressed:
    """What of a call depends on its parameters; `target` begins with a slash."""

    target: str
    headers: Mapping[str, str]


def addressed(operation: Operation, parameters: Mapping[str, Value]) -> Addressed:
    """Return where a call goes. Parameters that are None are left out.

    Raises:
        WrongCall: one that is needed has no value, or there is none of that name.
    """
    left = {name: value for name, value in parameters.items() if value is not None}

    def filled(found: re.Match[str]) -> str:
        if found["name"] not in left:
            raise _missing(operation, found["name"])
        # One that is empty is sent so: Amazon says what is wrong with it.
        written = _written(left.pop(found["name"]))
        return (
            quote(written.lstrip("/"), safe="/") if found["slashes"] else _quoted(written)
        )

    for name in operation.required - left.keys():
        raise _missing(operation, name)
    path = _IN_PATH.sub(filled, operation.path)
    headers, query = {}, []
    for name, value in left.items():
        if name.lower() in operation.header_names:
            headers[name] = _written(value)
        elif operation.query is not None and name not in operation.query:
            # Amazon takes no notice of what it does not know, and would answer wrongly.
            raise WrongCall(
                _("%(operation)s has no parameter %(name)s.")
                % {"operation": operation.name, "name": name},
                told=Told(operation.key),
            )
        else:
            query += _query(name, value, operation.collections.get(name, "csv"))
    return Addressed(path + ("?" + "&".join(query) if query else ""), headers)


def _missing(operation: Operation, name: str) -> WrongCall:
    return WrongCall(
        _("%(operation)s cannot be called without %(name)s.")
        % {"operation": operation.name, "name": name},
        told=Told(operation.key),
    )


def _query(name: str, value: Value, collection: str) -> list[str]:
    several = isinstance(value, Sequence) and not isinstance(value, str)
    if not several:
        return [f"{_quoted(name)}={_quoted(_written(value))}"]
    parts = [_quoted(_written(one)) for one in value]  # type: ignore[union-attr]
    if collection == "multi":
        return [f"{_quoted(name)}={part}" for part in parts]
    return [f"{_quoted(name)}={_JOINTS.get(collection, ',').join(parts)}"]


def _written(value: Value) -> str:
    """Return a value as this interface writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        assert value.tzinfo is not None, value
        moment = value.astimezone(UTC).isoformat(timespec="milliseconds")
        return moment.replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ",".join(_written(one) for one in value)
    return str(value)


def _quoted(text: str) -> str:
    # A segment of only dots would be taken out of the address on its way.
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")
