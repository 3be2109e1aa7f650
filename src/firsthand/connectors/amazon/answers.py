"""What Amazon answered, read tolerantly: unknown fields and words stay as they are.

Numbers with a point are `Decimal`: an amount is never a float. What is missing is None,
and what is of another kind than expected is as good as missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any


class Garbled(Exception):
    """The body is not what this interface answers with."""


@dataclass(frozen=True)
class Answer:
    """A success. `content` is the JSON; None where the answer had no body."""

    status: int
    content: Any = field(repr=False)  # Buyers' data may be in it.
    headers: Mapping[str, str] = field(repr=False)
    request_id: str = ""


def parsed(body: bytes) -> Any:  # noqa: ANN401 -- what JSON holds
    """Return the JSON of a body; None where it is empty.

    Raises:
        Garbled: it is something else.
    """
    if not body.strip():
        return None
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise Garbled("the answer is not JSON") from problem


def at(content: Any, path: str) -> Any:  # noqa: ANN401 -- what JSON holds
    """Return what lies at `a.b.c`; None where there is nothing."""
    for name in path.split("."):
        content = content.get(name) if isinstance(content, dict) else None
    return content


def text_at(content: object, path: str) -> str:
    """Return the text at a path; empty where there is none."""
    found = at(content, path)
    return found if isinstance(found, str) else ""


def list_at(content: object, path: str) -> list[Any]:
    """Return the list at a path; empty where there is none."""
    found = at(content, path)
    return found if isinstance(found, list) else []


def moment_at(content: object, path: str) -> datetime | None:
    """Return the time at a path, in UTC; one without a zone is UTC, as Amazon says."""
    try:
        found = datetime.fromisoformat(text_at(content, path))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def number_at(content: object, path: str) -> Decimal | None:
    """Return the number at a path, also one that is written as text."""
    found = at(content, path)
    if isinstance(found, bool) or not isinstance(found, int | Decimal | str):
        return None
    try:
        number = Decimal(found)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
