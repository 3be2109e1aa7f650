"""The pages are killed while a reply is posted; the browser posts it again."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from tests.cli.installed import installed, running
from tests.cli.processes import Program
from tests.faults.acts import acts
from tests.servers.sink import Sink

STEPS = ("tickets.reply.before_commit", "tickets.reply.committed")


@contextmanager
def serving(program: Program, failpoint: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """Have `firsthand web` answering; it dies where `failpoint` says."""
    with (program.folder / "serve.log").open("ab") as log:
        web = subprocess.Popen(
            program.command("web"),
            env=program.environment | {"FIRSTHAND_FAILPOINT": failpoint},
            stdout=log,
            stderr=log,
        )
    try:
        program.wait_for(lambda: program.get("/healthz")[0], web)
        yield web
    finally:
        web.terminate()
        web.wait(30)


def post(program: Program, ticket_id: int, key: str, secret: str) -> tuple[int, object]:
    """Post a reply; return status and id, or 0 when the line broke before the answer."""
    line = http.client.HTTPConnection("127.0.0.1", program.port, timeout=20)
    try:
        line.request(
            "POST",
            f"/api/v1/tickets/{ticket_id}/replies",
            json.dumps({"body": "It arrives on Friday."}),
            {
                "Authorization": f"Bearer {secret}",
                "Idempotency-Key": key,
                "Content-Type": "application/json",
            },
        )
        response = line.getresponse()
        return response.status, json.loads(response.read()).get("id")
    except (OSError, http.client.HTTPException):
        return 0, None
    finally:
        line.close()


def test_a_reply_is_written_and_sent_once_whenever_the_web_process_dies(
    migrated: Path, sink: Sink
) -> None:
    with installed(migrated) as program, running(program):
        desk, taken = acts(
            program, ("open_desk", {"smtp_port": sink.port}), ("take", {"number": 1})
        )
        _post_through_two_deaths(program, taken["ticket_id"], desk["secret"])
        sent = program.run("mail", "send")
        assert "1 mails: 1 sent" in sent.stdout, sent.stderr
    assert len(sink.mails()) == 1


def _post_through_two_deaths(program: Program, ticket_id: int, secret: str) -> None:
    key = str(uuid4())
    for step, written in zip(STEPS, (0, 1), strict=True):
        with serving(program, f"{step}=kill") as web:
            assert post(program, ticket_id, key, secret) == (0, None)
            web.wait(30)  # It goes with its child; the supervisor starts it again.
        assert replies(program) == (written, written, written)
    with serving(program):
        first = post(program, ticket_id, key, secret)
        assert first[0] == 201
        assert post(program, ticket_id, key, secret) == first
    assert replies(program) == (1, 1, 1)


def replies(program: Program) -> tuple[int, ...]:
    """Count replies, their mails and their journal entries."""
    queries = (
        "select count(*) from tickets_message where direction = 'outbound'",
        "select count(*) from mail_outboundmail",
        "select count(*) from journal_entry where kind like 'tickets.reply%'",
    )
    with program.connect() as connection:
        counts = [connection.execute(query).fetchone() for query in queries]
    return tuple(row[0] for row in counts if row)
