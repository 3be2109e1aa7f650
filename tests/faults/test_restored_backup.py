"""A backup restored into a fresh cluster goes on: mail finds its ticket and is counted."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.installed import installed, running
from tests.cli.processes import Program, free_port
from tests.faults.acts import acts
from tests.faults.post import letter
from tests.folders import short_folder
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink

USER = "restored"


def done(program: Program, *arguments: str) -> str:
    """Run a command that must succeed and return what it printed."""
    ran = program.run(*arguments)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_next_mail_after_a_restore_is_routed_and_counted(
    migrated: Path, dovecot: Dovecot, sink: Sink
) -> None:
    with installed(migrated) as original, short_folder() as folder:
        file = folder / "backup.tar"
        with running(original):
            ports = {"imap_port": dovecot.port, "smtp_port": sink.port}
            dovecot.deliver(USER, undated(letter(1)))
            _, became, answered, counted = acts(
                original,
                ("open_desk", {"user": USER, **ports}),
                ("fetch", {}),
                ("reply_to_all", {}),
                ("count", {}),
            )
            (ours,) = answered["message_ids"]
            assert (became, counted) == ({"message": 1}, {"contacts": 1, "tickets": 1})
            done(original, "db", "backup", str(file))
        copy = Program(folder, free_port())
        with running(copy):
            done(copy, "db", "restore", str(file))
            dovecot.deliver(USER, undated(letter(2, extra=f"In-Reply-To: <{ours}>\r\n")))
            became, counted = acts(copy, ("fetch", {}), ("count", {}))
            assert (became, counted) == ({"message": 1}, {"contacts": 2, "tickets": 1})
            _is_on_the_old_ticket(copy)
            figure = json.loads(
                done(copy, "metrics", "show", "speed.first_reply", "--from", "2026-01-01",
                     "--format", "json")
            )  # fmt: skip
            assert [row["n"] for row in figure] == [1], figure


def undated(mail: bytes) -> bytes:
    """Return a mail that was written when it is taken in."""
    return mail.replace(b"Date: ", b"X-Was: ")


def _is_on_the_old_ticket(program: Program) -> None:
    with program.connect() as connection:
        rows = connection.execute(
            "select ticket_id, direction from tickets_message order by id"
        ).fetchall()
        eras = connection.execute("select distinct era from journal_entry order by 1")
        assert [era for (era,) in eras] == [1, 2]
    assert [direction for _, direction in rows] == ["inbound", "outbound", "inbound"]
    assert len({ticket for ticket, _ in rows}) == 1
