"""Calls for remedies: each made once, and what it means when one fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import DatabaseError

from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import list_at, text_at
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.troubles import (
    Declined as NotDone,
)
from firsthand.connectors.amazon.troubles import (
    Throttled,
    TokenExpired,
    Trouble,
    WrongCall,
)
from firsthand.domain.remedies.ports import (
    Answer,
    Declined,
    NotSent,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline

_MOST_PAGES = 200


class NotPrepared(Exception):
    """A step before the one that counts failed: nothing was done, whatever the failure."""

    def __init__(self, why: str, again_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.again_after = again_after

    def answer(self) -> NotSent:
        return NotSent(str(self), self.again_after)


class Unknown(Exception):
    """Amazon does not know what was asked about (404)."""


class Calls:
    """The calls of one account, under the deadline of who asks."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def read(
        self, operation: str, parameters: Mapping[str, Value], deadline: Deadline
    ) -> Any:  # noqa: ANN401 -- what JSON holds
        """Return the JSON of an answer that changes nothing.

        Raises:
            Unreadable: there was none.
            Unknown: there is no such thing.
        """
        try:
            return self._asked(operation, parameters, deadline)
        except NotDone as trouble:
            if trouble.told.status == 404:
                raise Unknown(trouble.message) from trouble
            raise Unreadable(trouble.message) from trouble
        except (Trouble, TimeoutError) as trouble:
            raise Unreadable(str(trouble)) from trouble

    def listed(
        self,
        operation: str,
        parameters: Mapping[str, Value],
        items: str,
        deadline: Deadline,
    ) -> Iterator[Any]:
        """Yield what a listing has on all its pages, the empty ones included.

        Args:
            operation: which; its token of the next page is `nextToken`.
            parameters: for all pages.
            items: where a page has them: `a.b`.
            deadline: for all of it.

        Raises:
            Unreadable: a page cannot be had, or there is no end to them.
        """
        asked, passed = dict(parameters), set()
        for _page in range(_MOST_PAGES):
            try:
                content = self.read(operation, asked, deadline)
            except Unknown as problem:
                raise Unreadable(str(problem)) from problem
            yield from list_at(content, items)
            token = text_at(content, f"{items.rpartition('.')[0]}.nextToken".lstrip("."))
            if not token:
                return
            if token in passed:
                break
            passed.add(token)
            asked["nextToken"] = token
        raise Unreadable("the listing has no end")

    def prepare(
        self,
        operation: str,
        deadline: Deadline,
        *,
        parameters: Mapping[str, Value] | None = None,
        body: object = None,
    ) -> Any:  # noqa: ANN401 -- what JSON holds
        """Make a call that has no effect by itself; return the JSON of its answer.

        Raises:
            NotPrepared: it did not succeed.
            Unknown: there is no such thing.
        """
        try:
            return self._asked(operation, parameters or {}, deadline, body)
        except NotDone as trouble:
            if trouble.told.status == 404:
                raise Unknown(trouble.message) from trouble
            raise not_prepared(trouble) from trouble
        except Trouble as trouble:
            raise not_prepared(trouble) from trouble
        except (TimeoutError, DatabaseError) as problem:
            # The turns of calls are kept in the database.
            raise NotPrepared(str(problem)) from problem

    def decide(
        self, operation: str, body: object, deadline: Deadline
    ) -> tuple[Any, Answer | None]:
        """Make the one call that counts.

        Return the JSON of a success and None; else nothing and what the failure means.
        """
        try:
            within = timedelta(seconds=deadline.seconds_left())
            answer = self.client.call(operation, body=body, within=within, is_single=True)
        except TimeoutError as problem:
            return None, NotSent(str(problem))
        except Trouble as trouble:
            return None, meaning_of(trouble)
        return answer.content, None

    def _asked(
        self,
        operation: str,
        parameters: Mapping[str, Value],
        deadline: Deadline,
        body: object = None,
    ) -> Any:  # noqa: ANN401 -- what JSON holds
        """Return the JSON of an answer; a token that has run out is renewed once."""
        for is_last in (False, True):
            within = timedelta(seconds=deadline.seconds_left())
            try:
                return self.client.call(
                    operation, parameters, body=body, within=within, is_single=True
                ).content
            except TokenExpired:
                if is_last:
                    raise
        raise AssertionError("the last one returns or raises")


def not_prepared(trouble: Trouble) -> NotPrepared:
    """Return that a step failed, with the pause that its trouble asks for."""
    return NotPrepared(trouble.message, trouble.again_after or None)


def meaning_of(trouble: Trouble) -> Answer:
    """Return what a trouble of the call that counts says of what was asked for."""
    if trouble.is_unclear:
        return Unclear(trouble.message)
    if isinstance(trouble, TokenExpired):
        # Turned away at the door: the token was looked at, the call was not.
        return NotSent(trouble.message, timedelta(0))
    if isinstance(trouble, Throttled):
        return NotSent(trouble.message, trouble.again_after or None)
    if isinstance(trouble, NotDone | WrongCall):
        return Declined(trouble.message)
    return NotSent(trouble.message)
