"""Every way to tell our people passes this: it tells, or says that it did not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from firsthand.connectors.notices.mail import MailNotifier
from firsthand.connectors.notices.robots import DingTalkRobot, WeComRobot, sign
from firsthand.domain.people.ports import Notice, Notifier, NotTold
from tests.servers.ports import free_port
from tests.servers.sink import Sink

NOTICE = Notice(
    address="maya@example.com",
    name="Maya",
    subject="Refund USD 150.00 waits for your approval",
    body="Lin asks for: Refund USD 150.00. 你好。",
    link="https://desk.example.com/approvals/link/x/",
)


@dataclass
class Robot:
    """A chat's robot: answers every POST in the same way, and keeps what it heard."""

    status: int = 200
    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    heard: list[tuple[str, dict]] = field(default_factory=list)
    url: str = ""


@pytest.fixture
def robot() -> Iterator[Robot]:
    robot = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            robot.heard.append((self.path, json.loads(self.rfile.read(length))))
            self.send_response(robot.status)
            self.send_header("Content-Length", str(len(robot.answer)))
            self.end_headers()
            self.wfile.write(robot.answer)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    robot.url = f"http://127.0.0.1:{server.server_address[1]}/send?key=secret"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield robot
    server.shutdown()
    server.server_close()


ROBOTS = [WeComRobot, lambda url: DingTalkRobot(url, "SECabc", now=lambda: 1_700_000_000.5)]


@pytest.mark.parametrize("made", ROBOTS)
def test_a_robot_is_told_the_words_and_the_link(made, robot: Robot) -> None:
    made(robot.url).tell(NOTICE)
    ((_path, body),) = robot.heard
    assert body["msgtype"] == "text"
    for said in (NOTICE.name, NOTICE.subject, NOTICE.body, NOTICE.link):
        assert said in body["text"]["content"]


def test_dingtalk_is_signed_for_the_moment(robot: Robot) -> None:
    DingTalkRobot(robot.url, "SECabc", now=lambda: 1_700_000_000.5).tell(NOTICE)
    ((path, _body),) = robot.heard
    given = parse_qs(urlsplit(path).query)
    assert given["key"] == ["secret"]
    assert given["timestamp"] == ["1700000000500"]
    assert given["sign"] == [sign("1700000000500", "SECabc")]
    # Worked out by openssl: printf '1700000000500\nSECabc' | openssl dgst -sha256 -hmac …
    assert sign("1700000000500", "SECabc") == EXPECTED


EXPECTED = "59vZsOjkU+HGgaDE7l14G4I3K9U8HE8g2Vzn9FydvEM="
BAD = [
    (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'),  # Refused politely.
    (500, b'{"errcode": 0}'),
    (200, b"<html>gateway</html>"),
    (200, b"[]"),
    (200, b""),
]


@pytest.mark.parametrize("made", ROBOTS)
@pytest.mark.parametrize(("status", "answer"), BAD)
def test_a_robot_that_does_not_take_it_has_told_nobody(
    made, robot: Robot, status: int, answer: bytes
) -> None:
    robot.status, robot.answer = status, answer
    with pytest.raises(NotTold) as problem:
        made(robot.url).tell(NOTICE)
    assert "secret" not in str(problem.value)


def nowhere() -> list[Notifier]:
    port = free_port()
    return [
        WeComRobot(f"http://127.0.0.1:{port}/"),
        DingTalkRobot(f"http://127.0.0.1:{port}/", "SECabc"),
        MailNotifier("127.0.0.1", port, "desk@example.com", is_local=True),
    ]


@pytest.mark.parametrize("n", range(3))
def test_what_cannot_be_reached_has_told_nobody(n: int) -> None:
    with pytest.raises(NotTold):
        nowhere()[n].tell(NOTICE)


def test_a_mail_arrives_whole(sink: Sink) -> None:
    MailNotifier("127.0.0.1", sink.port, "desk@example.com", is_local=True).tell(NOTICE)
    (raw,) = sink.mails()
    mail = message_from_bytes(raw, policy=policy.default)
    assert (mail["To"], mail["From"]) == (NOTICE.address, "desk@example.com")
    assert (mail["Subject"], mail["Auto-Submitted"]) == (NOTICE.subject, "auto-generated")
    text = mail.get_content()
    assert NOTICE.body in text
    assert NOTICE.link in text


def test_a_server_elsewhere_that_offers_no_tls_gets_nothing(sink: Sink) -> None:
    with pytest.raises(NotTold):
        MailNotifier("127.0.0.1", sink.port, "desk@example.com").tell(NOTICE)
    assert sink.mails() == []
