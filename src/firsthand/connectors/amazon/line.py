"""The line to Amazon: httpx under one deadline, saying how far a call came when it fails.

TRICKY: httpx and httpcore write addresses and headers to their logs. Of an address made by
Amazon for a document the signature is the key, and headers carry the token.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from firsthand.foundation.http_calls import Broken, Deadline, NotReached, Response

if TYPE_CHECKING:
    import httpx

LONGEST_ANSWER_BYTES = 20_000_000
_CONNECT_WITHIN = timedelta(seconds=10)

for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Line:
    """Makes calls and nothing else: none is repeated, no redirect followed.

    Safe to use in many threads.
    """

    def __init__(self) -> None:
        import httpx  # Every command would wait for it, and few have a line.

        context = httpx.create_ssl_context()
        self._kept = httpx.Client(verify=context)
        # An open line may be closed by the other side at the very moment it is used, and
        # nobody would know whether the call arrived: what counts gets a line of its own.
        self._fresh = httpx.Client(
            verify=context, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def send(
        self,
        method: str,
        url: str,
        *,
        deadline: Deadline,
        headers: Mapping[str, str],
        body: bytes | None = None,
        on_fresh: bool = False,
    ) -> Response:
        """Make one call and return the answer, whatever its status.

        Raises:
            NotReached: there was no connection; not even the first byte was sent.
            Broken: anything after that, the deadline included.
        """
        parts: list[bytes] = []
        size = 0
        with self.opened(
            method, url, deadline=deadline, headers=headers, body=body, on_fresh=on_fresh
        ) as answer:
            for part in answer.iter_bytes():
                size += len(part)
                if size > LONGEST_ANSWER_BYTES:
                    raise Broken("the answer is longer than any we could mean")
                deadline.seconds_left()
                parts.append(part)
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status_code, found, b"".join(parts))

    @contextmanager
    def opened(
        self,
        method: str,
        url: str,
        *,
        deadline: Deadline,
        headers: Mapping[str, str],
        body: bytes | None = None,
        on_fresh: bool = False,
    ) -> Iterator[httpx.Response]:
        """Make one call and have its body read as it comes.

        Raises:
            NotReached: there was no connection; not even the first byte was sent.
            Broken: anything after that.
        """
        import httpx

        client = self._fresh if on_fresh else self._kept
        try:
            left = deadline.seconds_left()
            within = httpx.Timeout(left, connect=min(left, _CONNECT_WITHIN.total_seconds()))
        except TimeoutError as problem:
            raise NotReached(str(problem)) from problem
        try:
            with client.stream(
                method, url, headers=dict(headers), content=body, timeout=within
            ) as answer:
                yield answer
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.ProxyError,
            httpx.UnsupportedProtocol,
            httpx.InvalidURL,
        ) as problem:
            raise NotReached(_words(problem)) from problem
        except (httpx.HTTPError, TimeoutError) as problem:
            raise Broken(_words(problem)) from problem

    def close(self) -> None:
        self._kept.close()
        self._fresh.close()


def _words(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
