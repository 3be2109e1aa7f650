"""The line to the sandbox of one account: token, calls, and what their failure means."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from firsthand.connectors.sandbox.channels.judging import (
    Garbled,
    at,
    judged,
    list_at,
    parsed,
    pause_of,
    text_at,
)
from firsthand.domain.remedies.ports import Answer, NotSent, Unclear, Unreadable
from firsthand.foundation.http_calls import (
    Broken,
    Deadline,
    NotReached,
    Response,
    call,
)

READ_WITHIN = timedelta(seconds=20)
# Kept back of the time given, for what is not the line: waking up, reading an answer.
SPARED_SHARE = 0.1
_MOST_PAGES = 500


class NotPrepared(Exception):
    """A step before the one that counts failed: nothing was done, whatever the failure."""

    def __init__(self, why: str, again_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.again_after = again_after

    def answer(self) -> NotSent:
        return NotSent(str(self), self.again_after)


@dataclass(frozen=True)
class Access:
    """Where the sandbox is, and how an account gets in. `kind` only opens new accounts."""

    address: str
    kind: str
    account: str
    secret: str = field(repr=False)


class Line:
    """Calls in the name of one account. Safe to use in many threads."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = threading.Lock()
        self._token, self._good_until = "", 0.0

    def decide(
        self, method: str, target: str, content: object, deadline: Deadline
    ) -> Response | Answer:
        """Make the one call that counts; return a success, or else what the failure means.

        Raises:
            NotPrepared: there was no token to make it with.
        """
        headers = self._headers(deadline)
        body = json.dumps(content).encode()
        try:
            response = call(
                method, self._url(target), deadline=deadline, headers=headers, body=body
            )
        except NotReached as problem:
            return NotSent(str(problem))
        except Broken as problem:
            return Unclear(f"no answer: {problem}")
        if response.status in {200, 201, 202}:
            return response
        self._forget_token_if_stale(response)
        return judged(response)

    def prepare(self, target: str, content: object, deadline: Deadline) -> object:
        """Make a call that has no effect; return the JSON of its answer.

        Raises:
            NotPrepared: it did not succeed.
        """
        headers = self._headers(deadline)
        body = json.dumps(content).encode()
        response = self._step("POST", self._url(target), headers, body, deadline)
        try:
            return parsed(response.body)
        except Garbled as problem:
            raise NotPrepared(str(problem)) from problem

    def upload(self, url: str, text: str, deadline: Deadline) -> None:
        """Put a document where the marketplace said; the address is the permission.

        Raises:
            NotPrepared: it did not succeed.
        """
        headers = {"Content-Type": "text/tab-separated-values; charset=UTF-8"}
        self._step("PUT", url, headers, text.encode(), deadline)

    def read(self, method: str, target: str, content: object = None) -> object:
        """Return the JSON of an answer that changes nothing.

        Raises:
            Unreadable: there was none.
        """
        response = self.read_raw(method, target, content)
        try:
            return parsed(response.body)
        except Garbled as problem:
            raise Unreadable(str(problem)) from problem

    def read_raw(self, method: str, target: str, content: object = None) -> Response:
        """Return an answer that changes nothing; a token that ran out is renewed once.

        Raises:
            Unreadable: it was no success.
        """
        deadline = Deadline(READ_WITHIN)
        body = None if content is None else json.dumps(content).encode()
        for _attempt in range(2):
            try:
                response = call(
                    method,
                    self._url(target),
                    deadline=deadline,
                    headers=self._headers(deadline),
                    body=body,
                )
            except (NotReached, Broken, NotPrepared) as problem:
                raise Unreadable(str(problem)) from problem
            if response.status == 200:
                return response
            if not self._forget_token_if_stale(response):
                break
        raise Unreadable(f"status {response.status}: {response.body[:200]!r}")

    def pages(
        self, target: str, items: str, following: str, total: str
    ) -> Iterator[object]:
        """Yield every item of a listing cut into pages, each once by `refundId`.

        Raises:
            Unreadable: a page cannot be read, or all of them do not make the whole.
        """
        ids: set[str] = set()
        offset: object = 0
        for _page in range(_MOST_PAGES):
            page = self.read("GET", f"{target}?offset={offset}")
            try:
                for item in list_at(page, items):
                    name = text_at(item, "refundId")
                    if name not in ids:
                        ids.add(name)
                        yield item
                offset = at(page, following)
                whole = at(page, total)
            except Garbled as problem:
                raise Unreadable(str(problem)) from problem
            if offset is None:
                if whole != len(ids):
                    raise Unreadable(f"{len(ids)} of {whole} items were listed")
                return
        raise Unreadable("the listing has no end")

    def _step(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes,
        deadline: Deadline,
    ) -> Response:
        try:
            response = call(method, url, deadline=deadline, headers=headers, body=body)
        except (NotReached, Broken) as problem:
            raise NotPrepared(str(problem)) from problem
        if response.status not in {200, 201}:
            self._forget_token_if_stale(response)
            raise NotPrepared(f"status {response.status}", pause_of(response))
        return response

    def _headers(self, deadline: Deadline) -> dict[str, str]:
        with self._lock:
            token = self._token if time.monotonic() < self._good_until else ""
        if not token:
            # Without the lock: two threads that both ask get a good token each.
            token = self._new_token(deadline)
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def _new_token(self, deadline: Deadline) -> str:
        form = {
            "grant_type": "client_credentials",
            "client_id": self._access.account,
            "client_secret": self._access.secret,
            "scope": self._access.kind,
        }
        response = self._step(
            "POST",
            self._url("/token"),
            {"Content-Type": "application/x-www-form-urlencoded"},
            urlencode(form).encode(),
            deadline,
        )
        try:
            told = parsed(response.body)
            token, life = text_at(told, "access_token"), at(told, "expires_in")
        except Garbled as problem:
            raise NotPrepared(str(problem)) from problem
        if not isinstance(life, int):
            raise NotPrepared("a token without an end")
        with self._lock:
            # Renewed well before: one that runs out on the way costs a call.
            self._token = token
            self._good_until = time.monotonic() + life - min(60.0, life / 2)
        return token

    def _forget_token_if_stale(self, response: Response) -> bool:
        if response.status != 401:
            return False
        with self._lock:
            self._good_until = 0.0
        return True

    def _url(self, target: str) -> str:
        return target if target.startswith("http") else self._access.address + target
