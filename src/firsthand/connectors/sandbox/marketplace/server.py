"""The two ports: where sellers call, and where the sandbox itself is steered."""

from __future__ import annotations

import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from firsthand.connectors.sandbox.marketplace.calls import Reply, Request
from firsthand.connectors.sandbox.marketplace.desk import Reset

HOST = "127.0.0.1"
LONGEST_CALL_BYTES = 1_000_000
_PATIENCE_SECONDS = 30.0
_ON_AT_ONCE = struct.pack("ii", 1, 0)

Answer = Callable[[Request, str], Reply]


class Server(ThreadingHTTPServer):
    """Answers calls on this machine, each in a thread of its own."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, answer: Answer) -> None:
        super().__init__((HOST, port), _Handler)
        self.answer = answer

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.server_port}"

    def stop(self) -> None:
        """Answer nobody any more."""
        ending = threading.Thread(target=self.shutdown)
        ending.start()
        while ending.is_alive():
            # The loop looks up when somebody calls, or else only twice a second.
            with suppress(OSError):
                socket.create_connection((HOST, self.server_port), timeout=1).close()
            ending.join(0.002)
        self.server_close()

    def server_bind(self) -> None:
        """Bind, without asking the network what this machine is called."""
        socketserver.TCPServer.server_bind(self)
        self.server_port = self.server_address[1]

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- the library's
        """End a line: with a farewell, unless it is to be torn down."""
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

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_PUT = do_GET  # noqa: N815 -- the library's names

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing: there is no log to read."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        size = min(int(self.headers.get("Content-Length") or 0), LONGEST_CALL_BYTES)
        request = Request(
            method=self.command,
            path=unquote(parts.path),
            query=dict(parse_qsl(parts.query)),
            body=self.rfile.read(size),
            base=self.server.address,
        )
        try:
            reply = self.server.answer(request, self.headers.get("Authorization", ""))
        except Reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ON_AT_ONCE)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
