"""One HTTP call under one deadline, that says how far it came when it fails.

Nothing is tried again, no redirect is followed and no line is kept open: whoever moves
money must know how often something was said, and whether any of it left this machine.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import queue
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from urllib.parse import SplitResult, urlsplit

LONGEST_ANSWER_BYTES = 10_000_000


class NotReached(Exception):
    """No byte of the call left this machine: nobody can have acted on it."""


class Broken(Exception):
    """The call was sent, at least in part, and no whole answer came back."""


class Deadline:
    """One span of time for several steps; it begins when this is made."""

    def __init__(self, within: timedelta) -> None:
        self._ends_at = time.monotonic() + within.total_seconds()

    def seconds_left(self) -> float:
        """Return what is left, more than 0.

        Raises:
            TimeoutError: nothing is.
        """
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time for it is over")
        return left


@dataclass(frozen=True)
class Response:
    """A whole answer. The names of `headers` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(
    method: str,
    url: str,
    *,
    deadline: Deadline,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> Response:
    """Make one call and return the answer, whatever its status.

    Raises:
        NotReached: there was no connection; not even the first byte was sent.
        Broken: anything after that, the deadline included.
    """
    parts = urlsplit(url)
    assert parts.scheme in {"http", "https"}, parts.scheme
    line = _connected(parts, deadline)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    # The connection only reads and writes; whose deadline that is, it need not know.
    connection.sock = cast("socket.socket", _TimedLine(line, deadline))
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            method, target or "/", body=body, headers={**headers, "Connection": "close"}
        )
        answer = connection.getresponse()
        if answer.length is None and not answer.chunked:
            # TRICKY: cut off within its headers it would pass for whole, and empty.
            raise Broken("the answer does not say where it ends")
        content = answer.read()
    except (OSError, http.client.HTTPException) as problem:
        raise Broken(_words(problem)) from problem
    finally:
        line.close()
    found = {name.lower(): value for name, value in answer.getheaders()}
    return Response(answer.status, found, content)


def _connected(parts: SplitResult, deadline: Deadline) -> socket.socket:
    """Return an open line, with TLS where the address asks for it."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    problem: OSError = OSError("the name has no address")
    try:
        for family, address in _addresses(host, port, deadline):
            line = socket.socket(family, socket.SOCK_STREAM)
            try:
                line.settimeout(deadline.seconds_left())
                line.connect(address)
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if parts.scheme == "https":
                    line = ssl.create_default_context().wrap_socket(
                        line, server_hostname=host
                    )
            except OSError as failed:
                line.close()
                problem = failed
            else:
                return line
    except OSError as failed:
        problem = failed
    raise NotReached(f"{host}:{port}: {_words(problem)}") from problem


def _addresses(
    host: str, port: int, deadline: Deadline
) -> list[tuple[int, tuple[str, int]]]:
    """Return where a name is; asked in a thread, as the system's own way knows no deadline.

    Raises:
        OSError: nobody knows it, or not in time.
    """
    try:
        kind = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        family = socket.AF_INET6 if kind.version == 6 else socket.AF_INET
        return [(family, (host, port))]
    told: queue.SimpleQueue[object] = queue.SimpleQueue()

    def ask() -> None:
        try:
            told.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as problem:
            told.put(problem)

    threading.Thread(target=ask, name=f"address of {host}", daemon=True).start()
    try:
        found = told.get(timeout=deadline.seconds_left())
    except queue.Empty:
        raise TimeoutError("its address was not found in time") from None
    if isinstance(found, OSError):
        raise found
    rows = cast("list[tuple[int, int, int, str, tuple[str, int]]]", found)
    return [(family, address) for family, _, _, _, address in rows]


class _TimedLine:
    """A socket as `http.client` uses it; every read and write keeps the one deadline."""

    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line = line
        self._deadline = deadline

    def sendall(self, content: bytes) -> None:
        left = memoryview(content)
        while left:
            self._line.settimeout(self._deadline.seconds_left())
            left = left[self._line.send(left) :]

    def makefile(self, mode: str) -> io.BufferedReader:
        assert mode == "rb", mode
        return io.BufferedReader(_TimedReader(self._line, self._deadline))

    def close(self) -> None:
        """Leave the line to who opened it: an answer may still be read from it."""


class _TimedReader(io.RawIOBase):
    def __init__(self, line: socket.socket, deadline: Deadline) -> None:
        self._line = line
        self._deadline = deadline
        self._bytes_left = LONGEST_ANSWER_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self._line.settimeout(self._deadline.seconds_left())
        taken = self._line.recv_into(buffer)
        self._bytes_left -= taken
        if self._bytes_left < 0:
            raise OSError("the answer is longer than any we could mean")
        return taken


def _words(problem: Exception) -> str:
    return " ".join(str(problem).split())[:200] or type(problem).__name__
