"""The small server: several calls on a line, no answer after its end, a line torn down."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from firsthand.foundation.http_serving import Call, Reply, Reset, Server


def answer(call: Call) -> Reply:
    if call.target == "/reset":
        raise Reset
    if call.target == "/nothing":
        return Reply(204, b"")
    said = f"{call.method} {call.target} {call.headers.get('x-word')} {len(call.body)}"
    return Reply(200, said.encode(), "text/plain", {"X-Word": "back"})


@contextmanager
def running(*, keeps_lines: bool = True, longest: int = 1000) -> Iterator[Server]:
    server = Server(0, answer, keeps_lines=keeps_lines, longest_call_bytes=longest)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def line_to(server: Server) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_call_arrives_with_all_it_says(method: str) -> None:
    with running() as server:
        line = line_to(server)
        line.request(method, "/a%2Fb?c=d", body=b"four", headers={"X-Word": "w"})
        found = line.getresponse()
        assert found.read() == f"{method} /a%2Fb?c=d w 4".encode()
        assert found.headers["X-Word"] == "back"
        line.close()


def test_several_calls_go_over_one_line_also_after_an_answer_without_a_body() -> None:
    with running() as server:
        line = line_to(server)
        for target in ("/one", "/nothing", "/two"):
            line.request("GET", target)
            found = line.getresponse()
            found.read()
            assert not found.will_close
        line.close()


def test_what_was_not_read_of_a_long_call_is_not_taken_for_the_next_one() -> None:
    with running(longest=3) as server:
        line = line_to(server)
        line.request("POST", "/", body=b"GET / HTTP/1.1\r\n\r\n")
        found = line.getresponse()
        assert found.read() == b"POST / None 3"
        assert found.will_close
        line.close()


def test_a_line_can_be_torn_down_in_place_of_an_answer() -> None:
    with running() as server:
        line = line_to(server)
        line.request("GET", "/reset")
        with pytest.raises(ConnectionResetError):
            line.getresponse()
        line.close()


def test_after_its_end_nobody_is_answered_on_open_lines_either() -> None:
    with running() as server:
        line = line_to(server)
        line.request("GET", "/")
        line.getresponse().read()

    def ask() -> None:
        line.request("GET", "/")
        line.getresponse()

    with pytest.raises((OSError, http.client.HTTPException)):
        ask()
    line.close()
