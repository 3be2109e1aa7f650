"""One call, one deadline, and the truth about how far it came."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest

from firsthand.foundation import http_calls
from firsthand.foundation.http_calls import Broken, Deadline, NotReached, Response, call

WHOLE = b"HTTP/1.1 200 OK\r\nX-Kind: Test\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[bytes]]]:
    """Answer each line by `answer`, after having read the call; yield address and calls."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                heard.append(line.recv(65_536))
                with suppress(OSError):
                    answer(line)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/path?q=1", heard
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def get(url: str, *, seconds: float = 5.0) -> Response:
    return call("GET", url, deadline=Deadline(timedelta(seconds=seconds)), headers={})


def test_a_whole_answer_is_returned_with_its_status_headers_and_body() -> None:
    with answering(lambda line: line.sendall(WHOLE)) as (url, heard):
        told = call(
            "POST",
            url,
            deadline=Deadline(timedelta(seconds=5)),
            headers={"X-Key": "k"},
            body=b"content",
        )
    assert (told.status, told.headers["x-kind"], told.body) == (200, "Test", b"ok")
    [sent] = heard
    assert sent.startswith(b"POST /path?q=1 HTTP/1.1\r\n")
    assert b"X-Key: k\r\n" in sent
    assert b"Connection: close\r\n" in sent


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
    with answering(lambda line: line.sendall(moved)) as (url, heard):
        assert get(url).status == 302
    assert len(heard) == 1


def test_where_nobody_listens_nothing_was_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NotReached, match=str(port)):
        get(f"http://127.0.0.1:{port}/")


def test_a_name_nobody_knows_was_not_reached(monkeypatch) -> None:
    def unknown(*_given: object, **_named: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotReached, match="not known"):
        get("http://nowhere.invalid/")


def test_a_name_that_is_looked_for_too_long_was_not_reached_and_costs_no_more(
    monkeypatch,
) -> None:
    gone_on = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gone_on.wait(10))
    began = time.monotonic()
    with pytest.raises(NotReached, match="in time"):
        get("http://slow.invalid/", seconds=0.2)
    assert time.monotonic() - began < 1
    gone_on.set()


def test_a_line_that_cannot_be_made_secret_carried_nothing() -> None:
    with (
        answering(lambda line: line.sendall(WHOLE)) as (url, heard),
        pytest.raises(NotReached),
    ):
        get(url.replace("http:", "https:"))
    assert b"GET" not in heard[0]


def drop(line: socket.socket) -> None:
    line.shutdown(socket.SHUT_RDWR)


def trickle(line: socket.socket) -> None:
    """Send a byte now and then: no single wait is long."""
    for byte in WHOLE * 100:
        line.sendall(bytes([byte]))
        time.sleep(0.05)


CUT_OFF = [
    (drop, "no answer at all"),
    (lambda line: line.sendall(b"garbage\r\n\r\n"), "no HTTP"),
    (lambda line: line.sendall(WHOLE[:30]), "within the headers"),
    (lambda line: line.sendall(WHOLE[:-1]), "within the body"),
    (lambda line: line.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000), "endless"),
    (lambda line: line.sendall(b"HTTP/1.1 200 OK\r\n\r\nok"), "without an end"),
    (trickle, "a byte now and then"),
    (lambda _line: time.sleep(1), "too late"),
]


@pytest.mark.parametrize(("answer", "why"), CUT_OFF)
def test_an_answer_that_is_not_whole_in_time_is_none(answer, why: str) -> None:
    began = time.monotonic()
    with answering(answer) as (url, _), pytest.raises(Broken):
        get(url, seconds=0.4)
    # What it waits for is the server of the test; the call itself was over in time.
    assert time.monotonic() - began < 8


def test_the_deadline_is_for_the_whole_and_not_for_each_byte() -> None:
    with answering(trickle) as (url, _):
        began = time.monotonic()
        with pytest.raises(Broken):
            get(url, seconds=0.4)
        assert time.monotonic() - began < 0.6


def test_a_caller_whose_body_is_not_taken_does_not_wait_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(Broken):
            call(
                "PUT",
                url,
                deadline=Deadline(timedelta(seconds=0.3)),
                headers={},
                body=b"x" * 50_000_000,
            )
        assert time.monotonic() - began < 1


def test_an_answer_without_end_is_broken_off(monkeypatch) -> None:
    monkeypatch.setattr(http_calls, "LONGEST_ANSWER_BYTES", 1_000)
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000
    with (
        answering(lambda line: line.sendall(endless)) as (url, _),
        pytest.raises(Broken, match="longer"),
    ):
        get(url)


def test_no_time_left_means_that_nothing_was_sent() -> None:
    with (
        answering(lambda line: line.sendall(WHOLE)) as (url, heard),
        pytest.raises(NotReached),
    ):
        get(url, seconds=0)
    assert heard == []
