"""One call and its answer, as all kinds of marketplace see them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from firsthand.connectors.sandbox.amounts import minor_units_of
from firsthand.connectors.sandbox.marketplace.books import Books, Effect, Manner
from firsthand.connectors.sandbox.marketplace.faults import FINE, Fault, Mishap, Operation
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.foundation.http_serving import Reply

Item = TypeVar("Item")


@dataclass(frozen=True)
class Request:
    """A call, with the account whose token it carried; `base` is how to come back here."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    base: str
    account: str = ""

    def json(self) -> dict[str, Any]:
        """Return the body.

        Raises:
            Misunderstood: it is not a JSON object.
        """
        try:
            found = json.loads(self.body)
        except ValueError as problem:
            raise Misunderstood(str(problem)) from problem
        if not isinstance(found, dict):
            raise Misunderstood("an object is expected")
        return found


class Misunderstood(Exception):
    """The call is not written as this marketplace wants it."""


@dataclass(frozen=True)
class Course:
    """How one call goes: `own` is the fault it met, `later` that of what it set going."""

    own: Mishap = FINE
    later: Mishap = FINE

    @property
    def manner(self) -> Manner:
        """Return when and how often what is asked for takes effect."""
        if self.own.fault is Fault.APPLY_LATE:
            return Manner(delay_seconds=self.own.seconds)
        return Manner(times=2 if self.own.fault is Fault.APPLY_TWICE else 1)


@dataclass(frozen=True)
class Step:
    """What a call asks for.

    Attributes:
        order: the order it is about; decides, with the seed, which faults it meets.
        is_processed: it only sets something going, which can go wrong by itself.
    """

    operation: Operation
    order: str
    answer: Callable[[Course], Reply]
    is_processed: bool = False


def as_json(content: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(content).encode())


def refusal(code: str, message: str, status: int = 400) -> Reply:
    """Return an error as all our kinds of marketplace write it."""
    return as_json({"errors": [{"code": code, "message": message}]}, status)


def stamp(at: float) -> str:
    """Return a time as marketplaces write it: ISO 8601, UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


def part(content: object, *path: str | int) -> Any:  # noqa: ANN401 -- what JSON holds
    """Return what lies at `path` in a body.

    Raises:
        Misunderstood: there is nothing.
    """
    for name in path:
        try:
            content = content[name]  # type: ignore[index]
        except (KeyError, IndexError, TypeError) as problem:
            raise Misunderstood(f"{name} is missing") from problem
    return content


def amount_of(text: object, currency: object) -> int:
    """Return minor units.

    Raises:
        Misunderstood: it is not an amount of that currency.
    """
    try:
        return minor_units_of(text, currency)
    except ValueError as problem:
        raise Misunderstood(str(problem)) from problem


@dataclass(frozen=True)
class Page(Generic[Item]):
    """A part of a listing; `next_offset` None: the last."""

    items: list[Item]
    next_offset: int | None


def page_of(
    items: Sequence[Item], query_offset: str, size: int, course: Course
) -> Page[Item]:
    """Cut one page out of a listing; a fault has it repeat an item, or leave one out."""
    offset = int(query_offset) if query_offset.isdecimal() else 0
    end = offset + size
    begin = offset
    if course.own.fault is Fault.PAGE_REPEATS:
        begin = max(0, offset - 1)
    elif course.own.fault is Fault.PAGE_SKIPS:
        begin = offset + 1
    return Page(list(items[begin:end]), end if end < len(items) else None)


def shown(
    books: Books, terms: Terms, account: str, order: str, course: Course
) -> list[Effect]:
    """Return what the listings show of an order: what is older than their lag.

    Raises:
        Impossible: the account has no such order.
    """
    books.order(account, order)
    behind = terms.read_lag.total_seconds()
    if course.own.fault is Fault.STALE:
        behind += course.own.seconds
    return books.effects(account, order, before=books.now() - behind)
