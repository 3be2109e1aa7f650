"""The line: how far a call came when it failed, and that it makes none by itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.line import Line
from firsthand.connectors.amazon.troubles import Unreached
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, Response
from firsthand.foundation.http_serving import Call, Reply
from tests.connectors.amazon.playing import OF_ORDER, client_at, serving


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    for name in ("HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    line = Line()
    yield line
    line.close()


def sent(line: Line, url: str, seconds: float = 5) -> Response:
    within = Deadline(timedelta(seconds=seconds))
    return line.send("POST", url, deadline=within, headers={}, body=b"x", on_fresh=True)


def test_without_a_connection_nothing_was_sent(line: Line) -> None:
    with serving(lambda _: Reply(200, b"")) as address:
        assert sent(line, address).status == 200
    with pytest.raises(NotReached):
        sent(line, address)


def test_where_tls_fails_nothing_was_sent(line: Line) -> None:
    with serving(lambda _: Reply(200, b"")) as address, pytest.raises(NotReached):
        sent(line, address.replace("http:", "https:"))


def test_a_deadline_that_is_over_before_the_call_is_no_call(line: Line) -> None:
    calls = []
    with serving(lambda call: calls.append(call) or Reply(200, b"")) as address:
        within = Deadline(timedelta(seconds=0.01))
        time.sleep(0.02)
        with pytest.raises(NotReached):
            line.send("GET", address, deadline=within, headers={})
    assert calls == []


def test_a_redirect_is_an_answer_and_not_followed(line: Line) -> None:
    calls = []

    def answer(call: Call) -> Reply:
        calls.append(call.target)
        return Reply(307, b"", headers={"Location": "/elsewhere"})

    with serving(answer) as address:
        assert sent(line, address).status == 307
    assert calls == ["/"]


def test_an_answer_that_comes_in_drops_ends_with_the_deadline(line: Line) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        server.settimeout(5)

        def drip() -> None:
            connection, _address = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
                for _drop in range(100):
                    time.sleep(0.02)
                    try:
                        connection.sendall(b".")
                    except OSError:
                        return

        dripping = threading.Thread(target=drip)
        dripping.start()
        began = time.monotonic()
        with pytest.raises(Broken):
            sent(line, url, seconds=0.3)
        assert time.monotonic() - began < 1.5
        dripping.join()


def test_the_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving(lambda call: Reply(200, call.target.encode())) as address:
        monkeypatch.setenv("HTTP_PROXY", address)
        line = Line()
        found = sent(line, "http://sellingpartnerapi-eu.example/orders")
        line.close()
    assert found.body == b"http://sellingpartnerapi-eu.example/orders"


def test_a_write_that_could_not_be_sent_leaves_no_doubt() -> None:
    def write(client: Client) -> None:
        client.call("createUnexpectedProblem", OF_ORDER, body={"text": "x"})

    with serving(lambda _: Reply(201, b"{}")) as address:
        client = client_at(address)
        write(client)
    with pytest.raises(Unreached) as raised:
        write(client)
    assert not raised.value.is_unclear
