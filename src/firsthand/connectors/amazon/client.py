"""Calls to Amazon in the name of one account.

One way for all operations: wait for a turn, put a token to it, send, say what came back.
What may be made again is made again within the deadline; what may not, never.
"""

from __future__ import annotations

import copy
import json
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import count

from firsthand.connectors.amazon.addressing import Addressed, Value, addressed
from firsthand.connectors.amazon.answers import Answer, Garbled, parsed, text_at
from firsthand.connectors.amazon.judging import judged, rate_told, unanswered, unreadable
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.operations import Effect, Operation, Operations
from firsthand.connectors.amazon.pacing import Pacing
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.tokens import Credentials, Tokens
from firsthand.connectors.amazon.troubles import (
    Throttled,
    TokenExpired,
    Trouble,
)
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, Response

USUAL_PATIENCE = timedelta(seconds=60)
_MOST_TRIES = 5
_FIRST_PAUSE_SECONDS = 0.5
_SPARED_SECONDS = 15.0
_USER_AGENT = f"Firsthand/{version('firsthand')} (Language=Python)"

log = logging.getLogger("firsthand.amazon")


@dataclass(frozen=True)
class Account:
    """Who is called for, and where.

    Attributes:
        name: what tells it from other accounts in the log; no secret.
    """

    name: str
    credentials: Credentials
    place: Place


@dataclass(frozen=True)
class Clock:
    """What time it is here, and how one waits."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep


class Client:
    """Makes the calls of one account. Safe to use in many threads.

    Args:
        operations: by default all that are known here.
        pacing: says when; all processes that call for the account have to share it.
        most_tries: how often a call is made at most, where it may be made again.
    """

    def __init__(
        self,
        account: Account,
        *,
        pacing: Pacing,
        operations: Operations | None = None,
        line: Line | None = None,
        clock: Clock | None = None,
        most_tries: int = _MOST_TRIES,
    ) -> None:
        self._account = account
        self._pacing = pacing
        self._operations = operations or Operations.known()
        self.line = line or Line()
        self._clock = clock or Clock()
        self._most_tries = most_tries
        self._tokens = Tokens(account.place.tokens, self.line)
        self._longest_wait = timedelta.max

    def waiting_at_most(self, wait: timedelta) -> Client:
        """Return this client, but one that waits no longer than that for a turn."""
        other = copy.copy(self)
        other._longest_wait = wait
        return other

    def call(
        self,
        operation: Operation | str,
        parameters: Mapping[str, Value] | None = None,
        *,
        body: object = None,
        token: str = "",
        within: timedelta = USUAL_PATIENCE,
        is_single: bool = False,
    ) -> Answer:
        """Call an operation and return its success.

        Args:
            operation: or its name, see `Operations.named`.
            parameters: of path, query and header, by the names Amazon gives them.
            body: what is sent as JSON; None: nothing.
            token: one for restricted data, in place of the account's own.
            within: for all of it: waiting for a turn, trying again.
            is_single: it is never made again here, even where it was turned away unread:
                whoever asks keeps books of that.

        Raises:
            Trouble: there was none; `is_unclear` where it may have been done all the same.
        """
        if not isinstance(operation, Operation):
            operation = self._operations.named(operation)
        where = addressed(operation, parameters or {})
        content = None if body is None else json.dumps(body).encode()
        call = _Call(operation, where, content, token, Deadline(within))
        has_renewed = False
        for tries in count(1):
            try:
                return self._made(call)
            except TokenExpired:
                # A token that was given is nobody's here to renew.
                if token or has_renewed or is_single:
                    raise
                has_renewed = True
            except Trouble as trouble:
                most = 1 if is_single else self._most_tries
                if tries >= most or not _may_be_made_again(call, trouble):
                    raise
                pause = _pause(trouble, tries)
                if max(pause, trouble.again_after.total_seconds()) >= _left(call.deadline):
                    raise
                self._clock.sleep(pause)
        raise AssertionError("there is no last try but one that raises")

    def pages(
        self,
        operation: Operation | str,
        parameters: Mapping[str, Value],
        *,
        following: str,
        asked_by: str,
        within: timedelta = USUAL_PATIENCE,
    ) -> Iterator[Answer]:
        """Yield a listing page by page, the empty ones too, until none is said to follow.

        Args:
            operation: or its name.
            parameters: for all pages.
            following: where an answer holds the token of the next page: `a.b`.
            asked_by: the parameter that token goes into.
            within: for each page.

        Raises:
            Trouble: a page cannot be had; those before were yielded.
        """
        asked: dict[str, Value] = dict(parameters)
        while True:
            answer = self.call(operation, asked, within=within)
            yield answer
            token = text_at(answer.content, following)
            if not token or token == asked.get(asked_by):
                return
            asked[asked_by] = token

    def _made(self, call: _Call) -> Answer:
        """Make a call once.

        Raises:
            Trouble: it was no success.
        """
        operation, deadline = call.operation, call.deadline
        left = _left(deadline)
        # A turn for which there is no time left to call would be taken for nothing.
        patience = timedelta(seconds=left - min(_SPARED_SECONDS, left / 2))
        wait = self._pacing.turn(operation, min(patience, self._longest_wait))
        if wait > timedelta(0):
            self._clock.sleep(wait.total_seconds())
        token = call.token or self._tokens.of(
            self._account.credentials, operation.scope, deadline
        )
        began = time.monotonic()
        try:
            response = self.line.send(
                operation.method,
                self._account.place.api + call.where.target,
                deadline=deadline,
                headers=self._headers(call, token),
                body=call.body,
                on_fresh=operation.effect is Effect.ONCE,
            )
        except (NotReached, Broken) as problem:
            trouble = unanswered(operation, problem)
            self._log(call, trouble.code, "", began)
            raise trouble from problem
        request_id = response.headers.get("x-amzn-requestid", "")
        self._log(call, str(response.status), request_id, began)
        return self._read(call, response, token)

    def _read(self, call: _Call, response: Response, token: str) -> Answer:
        operation = call.operation
        if 200 <= response.status < 300:
            self._pacing.accepted(operation, rate_told(response.headers))
            try:
                content = parsed(response.body)
            except Garbled as problem:
                raise unreadable(operation, response) from problem
            request_id = response.headers.get("x-amzn-requestid", "")
            return Answer(response.status, content, response.headers, request_id)
        trouble = judged(operation, response, now=self._clock.now())
        if isinstance(trouble, Throttled):
            trouble.again_after = self._pacing.refused(operation, trouble.again_after)
        elif isinstance(trouble, TokenExpired):
            self._tokens.forget(token)
        raise trouble

    def _headers(self, call: _Call, token: str) -> dict[str, str]:
        return {
            **call.where.headers,
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": _USER_AGENT,
            "x-amz-access-token": token,
            "x-amz-date": self._clock.now().strftime("%Y%m%dT%H%M%SZ"),
        }

    def _log(self, call: _Call, outcome: str, request_id: str, began: float) -> None:
        # The address stays out: an order's number is in it, and worse in parameters.
        log.info(
            "amazon %s %s %s in %.0f ms, request %s",
            self._account.name,
            call.operation.key,
            outcome,
            (time.monotonic() - began) * 1000,
            request_id or "unknown",
        )


@dataclass(frozen=True)
class _Call:
    operation: Operation
    where: Addressed
    body: bytes | None
    token: str
    deadline: Deadline


def _may_be_made_again(call: _Call, trouble: Trouble) -> bool:
    if trouble.is_unclear and call.operation.effect is Effect.ONCE:
        return False
    return trouble.may_pass


def _pause(trouble: Trouble, tries: int) -> float:
    """Return how many seconds to wait before another try."""
    if isinstance(trouble, Throttled):
        return 0.0  # The next turn is as far away as it has to be.
    grown = _FIRST_PAUSE_SECONDS * 2.0 ** (tries - 1)
    spread = random.uniform(0.5, 1.5)  # noqa: S311 -- only so that not all come at once
    return max(grown * spread, trouble.again_after.total_seconds())


def _left(deadline: Deadline) -> float:
    try:
        return deadline.seconds_left()
    except TimeoutError:
        return 0.0
