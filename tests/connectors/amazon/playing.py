"""A fake of Amazon for one test, and a client of an account there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from firsthand.connectors.amazon.client import Account, Client, Clock
from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.pacing import Pacing, Unpaced
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.tokens import Credentials
from firsthand.foundation.http_serving import Call, Reply, Server

ORDER = "305-0000001-0000001"
GERMANY = "A1PA6795UKMFR9"
OF_ORDER = {"amazonOrderId": ORDER, "marketplaceIds": [GERMANY]}
GOOD = Credentials(tokens.CLIENT_ID, tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}shop")
TOKEN = b'{"access_token": "Atza|secret-token", "expires_in": 3600}'


@contextmanager
def playing(faults: str = "", **terms: Any) -> Iterator[FakeAmazon]:
    """Run a fake with our own examples, at no pace, unless the terms say otherwise."""
    fake = FakeAmazon(Terms(faults=faults, **{"is_throttled": False, **terms}))
    fake.start()
    try:
        yield fake
    finally:
        fake.stop()


@contextmanager
def serving(answer: Callable[[Call], Reply]) -> Iterator[str]:
    """Run a server that gives a token to anybody, and to all else this answer."""

    def of_call(call: Call) -> Reply:
        return Reply(200, TOKEN) if call.target == "/auth/o2/token" else answer(call)

    server = Server(0, of_call, keeps_lines=True)
    server.start()
    try:
        yield server.address
    finally:
        server.stop()


# One for all tests: to make a line takes longer than most of them. Closed by conftest.
LINE = Line()


class Waiting:
    """How long a client has waited: it does not really wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def clock(self, ahead: timedelta = timedelta(0)) -> Clock:
        return Clock(now=lambda: datetime.now(UTC) + ahead, sleep=self.seconds.append)


def client_at(
    address: str,
    *,
    credentials: Credentials = GOOD,
    pacing: Pacing | None = None,
    clock: Clock | None = None,
    most_tries: int = 3,
) -> Client:
    return Client(
        Account("shop", credentials, Place.at(address)),
        pacing=pacing or Unpaced(),
        operations=Operations.ours(),
        line=LINE,
        clock=clock or Waiting().clock(),
        most_tries=most_tries,
    )


def operations_called(fake: FakeAmazon) -> list[str]:
    return [taken.operation for taken in fake.desk.calls]
