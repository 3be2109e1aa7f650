"""One call as those see it who answer with state; how this interface answers; the time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from firsthand.connectors.amazon.fake.faults import Fault
from firsthand.foundation.fault_plans import Mishap
from firsthand.foundation.http_serving import Reply

Item = TypeVar("Item")


@dataclass(frozen=True)
class Asked:
    """A call of an account.

    Attributes:
        values: the parameters of path and query, by name.
        body: its JSON; None: it has none.
        base: the address of the fake, for addresses of its own.
        later: says what will go wrong with what the call sets going.
        slip: by how many entries a page begins after its place; a fault of a listing.
    """

    account: str
    values: Mapping[str, str]
    body: Any
    base: str
    now: datetime
    later: Callable[[], Mishap[Fault]]
    slip: int = 0

    def told(self, *path: str) -> Any:  # noqa: ANN401 -- what JSON holds
        """Return what lies at a path of the body.

        Raises:
            Misunderstood: there is nothing.
        """
        found = self.body
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        if found is None:
            raise Misunderstood(f"{'.'.join(path)} is missing")
        return found


class Misunderstood(Exception):
    """The call is not written as this interface wants it."""


class Time:
    """The fake's own time: it may run faster than ours, and be put forward."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._began = datetime.now(UTC)
        self._mark = time.monotonic()
        self._lock = threading.Lock()
        self._put_forward = timedelta(0)

    def now(self) -> datetime:
        gone = timedelta(seconds=(time.monotonic() - self._mark) * self._speed)
        return self._began + gone + self._put_forward

    def forward(self, seconds: float) -> None:
        """Let so much time pass at once."""
        with self._lock:
            self._put_forward += timedelta(seconds=seconds)

    def waiting(self, seconds: float) -> float:
        """Return how many of our seconds a span of the fake's takes."""
        return seconds / self._speed


def as_json(content: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(content).encode())


def refusal(code: str, message: str, status: int = 400, details: str = "") -> Reply:
    """Return an error as this interface writes it."""
    error = {"code": code, "message": message, "details": details}
    return as_json({"errors": [error]}, status)


def stamp(at: datetime) -> str:
    """Return a time as this interface writes it: ISO 8601, UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Return a time as this interface writes it.

    Raises:
        Misunderstood: it is none.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Misunderstood(f"{text!r} is not a time") from problem
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def page(
    items: Sequence[Item], token: str, size: int, slip: int = 0
) -> tuple[list[Item], str]:
    """Cut the page out of a listing that a token stands for; return it and the next token.

    `slip` is by how many entries it begins after its place.

    Raises:
        Misunderstood: the token is none of ours.
    """
    start = token.removeprefix("page-") or "0"
    if not start.isdecimal():
        raise Misunderstood("the token of the page is not valid")
    begin = max(int(start) + slip, 0)
    end = begin + size
    return list(items[begin:end]), f"page-{end}" if end < len(items) else ""
