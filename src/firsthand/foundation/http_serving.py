"""A small HTTP server on this machine, for the marketplaces we play ourselves.

Each line has a thread of its own; what is answered is one function of the call.
"""

from __future__ import annotations

import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 30.0
_ON_AT_ONCE = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Call:
    """A call as it came: `target` still encoded, the names of `headers` in lower case.

    `base` is the address of the server itself.
    """

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    base: str


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


class Reset(Exception):
    """The line is to be torn down in place of an answer."""


class Server(ThreadingHTTPServer):
    """Answers calls on this machine, each line in a thread of its own.

    Args:
        port: where; 0: anywhere.
        longest_call_bytes: of a longer body the rest is not read.
        keeps_lines: several calls may come on one line.
    """

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self,
        port: int,
        answer: Callable[[Call], Reply],
        *,
        longest_call_bytes: int = 1_000_000,
        keeps_lines: bool = False,
    ) -> None:
        super().__init__((HOST, port), _KeptHandler if keeps_lines else _Handler)
        self.answer = answer
        self.longest_call_bytes = longest_call_bytes
        self._lines: set[socket.socket] = set()

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def start(self) -> None:
        """Answer from now on, in threads of this process."""
        threading.Thread(target=self.serve_forever, name="server", daemon=True).start()

    def stop(self) -> None:
        """Answer nobody any more, on no line that is open either."""
        ending = threading.Thread(target=self.shutdown)
        ending.start()
        while ending.is_alive():
            # The loop looks up when somebody calls, or else only twice a second.
            with suppress(OSError):
                socket.create_connection((HOST, self.server_port), timeout=1).close()
            ending.join(0.002)
        self.server_close()
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def server_bind(self) -> None:
        """Bind, without asking the network what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_port = self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- the library's
        self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- the library's
        """End a line: with a farewell, unless it is to be torn down."""
        self._lines.discard(request)
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == _ON_AT_ONCE:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Say nothing of callers who hung up: that is what they are told to do."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _PATIENCE_SECONDS
    # Head and body of an answer leave together: sent apart, the second waits 40 ms.
    wbufsize = -1

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 -- the library's names

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: there is no log to read."""

    def _answer(self) -> None:
        told = int(self.headers.get("Content-Length") or 0)
        size = min(told, self.server.longest_call_bytes)
        # What is left unread would be taken for the next call.
        self.close_connection = self.close_connection or size < told
        call = Call(
            method=self.command,
            target=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
            base=self.server.address,
        )
        try:
            reply = self.server.answer(call)
        except Reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ON_AT_ONCE)
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if reply.status != 204:
            self.wfile.write(reply.body)


class _KeptHandler(_Handler):
    protocol_version = "HTTP/1.1"
