"""What an answer proves, and what it does not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from firsthand.connectors.sandbox.amounts import minor_units_of
from firsthand.domain.remedies.ports import (
    Answer,
    Declined,
    Instruction,
    Kind,
    NotSent,
    Unclear,
)
from firsthand.foundation.http_calls import Response

# A plain "no" of the marketplace itself. 409 is none: something like it may be done.
_NO = {400, 403, 404, 422}
_LONGEST_PAUSE = timedelta(days=1)


class Garbled(Exception):
    """An answer is not one this marketplace gives."""


def parsed(body: bytes) -> object:
    """Return the JSON of an answer.

    Raises:
        Garbled: there is none.
    """
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as problem:
        raise Garbled(f"no JSON: {body[:60]!r}") from problem


def at(content: object, *path: str | int) -> object:
    """Return what lies at `path`.

    Raises:
        Garbled: there is nothing, not even null.
    """
    for name in path:
        try:
            content = content[name]  # type: ignore[index]
        except (KeyError, IndexError, TypeError) as problem:
            raise Garbled(f"{name} is missing") from problem
    return content


def text_at(content: object, *path: str | int) -> str:
    """Return the words at `path`.

    Raises:
        Garbled: there are none.
    """
    found = at(content, *path)
    if not (isinstance(found, str) and found):
        raise Garbled(f"{path[-1]} is {found!r}")
    return found


def list_at(content: object, *path: str | int) -> Sequence[object]:
    """Return the list at `path`.

    Raises:
        Garbled: there is none.
    """
    found = at(content, *path)
    if not isinstance(found, list):
        raise Garbled(f"{path[-1]} is {found!r}")
    return found


def time_at(content: object, *path: str | int) -> datetime:
    """Return the time at `path`.

    Raises:
        Garbled: it is none, or does not say in which zone.
    """
    try:
        found = datetime.fromisoformat(text_at(content, *path))
    except ValueError as problem:
        raise Garbled(f"{path[-1]} is no time") from problem
    if found.tzinfo is None:
        raise Garbled(f"{path[-1]} has no zone")
    return found


def amount_at(content: object, amount: str, currency: str) -> tuple[int, str]:
    """Return minor units and currency of `{amount: "7.00", currency: "USD"}`.

    Raises:
        Garbled: it is not an exact amount of a currency.
    """
    unit = text_at(content, currency)
    try:
        return minor_units_of(at(content, amount), unit), unit
    except ValueError as problem:
        raise Garbled(str(problem)) from problem


def line_at(content: object, name: str) -> int | None:
    """Return the number of a line; None where the answer leaves it open.

    Raises:
        Garbled: it is something else.
    """
    found = at(content, name)
    if found in (None, ""):
        return None
    if not (isinstance(found, str) and found.isdecimal()):
        raise Garbled(f"{name} is {found!r}")
    return int(found)


def judged(response: Response) -> Answer:
    """Return what an answer without success means for what was asked."""
    if response.status == 429:
        return NotSent("too many calls: turned away unread", pause_of(response))
    try:
        error = at(parsed(response.body), "errors", 0)
        code, why = text_at(error, "code"), text_at(error, "message")
    except Garbled:
        return Unclear(f"status {response.status}, and nothing to be read")
    if response.status == 401 and code == "TOKEN_EXPIRED":
        # Turned away at the door: the token was looked at, the call was not.
        return NotSent("the token had expired: turned away unread", timedelta(0))
    if response.status in _NO:
        return Declined(f"{code}: {why}")
    return Unclear(f"status {response.status}: {code}: {why}")


def pause_of(response: Response) -> timedelta | None:
    """Return how long to wait before the next call, where the answer says it in seconds."""
    told = response.headers.get("retry-after", "")
    if not (told.isascii() and told.isdecimal()):
        return None
    return min(timedelta(seconds=int(told[:9])), _LONGEST_PAUSE)


def refused_beforehand(
    instruction: Instruction, account: str, kinds: frozenset[Kind]
) -> Declined | None:
    """Return why a marketplace is not even asked."""
    if instruction.account != account:
        return Declined(f"{instruction.account} is not the account of this channel")
    if instruction.kind not in kinds:
        return Declined(f"this channel cannot do it: {instruction.kind}")
    parts = instruction.parts
    if parts and sum(part.minor_units for part in parts) != instruction.minor_units:
        return Declined("its parts do not add up to its amount")
    if any(part.minor_units < 0 for part in parts) or instruction.minor_units < 0:
        return Declined("nothing is taken from a buyer")
    return None


def only_line(instruction: Instruction) -> int | None:
    """Return the one line an instruction is about; None: several, or the whole order."""
    lines = {part.line_number for part in instruction.parts}
    return lines.pop() if len(lines) == 1 else None
