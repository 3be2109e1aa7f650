"""The two ports: where sellers call, and where the sandbox itself is steered."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, unquote, urlsplit

from firsthand.connectors.sandbox.marketplace.calls import Request
from firsthand.foundation import http_serving
from firsthand.foundation.http_serving import Call, Reply

Answer = Callable[[Request, str], Reply]


class Server(http_serving.Server):
    """Answers calls on this machine, each in a thread of its own."""

    def __init__(self, port: int, answer: Answer) -> None:
        def of_call(call: Call) -> Reply:
            parts = urlsplit(call.target)
            request = Request(
                method=call.method,
                path=unquote(parts.path),
                query=dict(parse_qsl(parts.query)),
                body=call.body,
                base=call.base,
            )
            return answer(request, call.headers.get("authorization", ""))

        super().__init__(port, of_call)
