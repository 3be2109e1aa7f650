"""The database stops or dies under the worker: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firsthand.foundation.installation import Installation
from firsthand.foundation.postgres import process
from firsthand.foundation.postgres.cluster import Cluster
from tests.cli.installed import installed
from tests.cli.processes import Program
from tests.faults.acts import act
from tests.faults.post import letter
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink

MAILS = 60
USER = "restarts"


@pytest.fixture
def program(migrated: Path) -> Iterator[Program]:
    with installed(migrated) as program:
        yield program


@pytest.fixture
def cluster(program: Program) -> Iterator[Cluster]:
    cluster = Installation(program.data).cluster()
    cluster.start()
    yield cluster
    cluster.stop()


def test_fetching_and_sending_survive_a_stop_and_a_kill_of_the_database(
    program: Program, cluster: Cluster, dovecot: Dovecot, sink: Sink
) -> None:
    dovecot.deliver(USER, *(letter(number) for number in range(MAILS)))
    act(program, "open_desk", imap_port=dovecot.port, smtp_port=sink.port, user=USER)
    for end, reached in ((stop, 10), (kill, 30)):
        fails_when(program, cluster, end, reached, taken, "mail", "fetch")
    assert program.run("mail", "fetch").returncode == 0
    assert count(program, "tickets_message") == count(program, "mail_rawmail") == MAILS
    assert count(program, "tickets_ticket where unanswered_count = 1") == MAILS

    act(program, "reply_to_all")
    with program.connect() as connection:
        connection.execute("update mail_mailbox set user_name = ''")
    fails_when(program, cluster, kill, 15, lambda _: len(sink.mails()), "mail", "send")
    assert program.run("mail", "send").returncode == 0
    _each_answer_left_once_or_is_in_doubt(program, sink)


def fails_when(
    program: Program,
    cluster: Cluster,
    end: Callable[[Cluster], None],
    reached: int,
    progress: Callable[[Program], int],
    *command: str,
) -> None:
    """End the database while a command is under way; then start it again."""
    working = subprocess.Popen(
        program.command(*command),
        env=program.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    program.wait_for(lambda: progress(program) >= reached or working.poll() is not None)
    assert working.poll() is None, "it was done before the database could end"
    end(cluster)
    cluster.start()
    working.wait(60)


def stop(cluster: Cluster) -> None:
    cluster.stop()


def kill(cluster: Cluster) -> None:
    server = process.running_on(cluster.data)
    assert server is not None
    os.kill(server, signal.SIGKILL)
    cluster.stop()


def taken(program: Program) -> int:
    return count(program, "tickets_message")


def count(program: Program, what: str) -> int:
    with program.connect() as connection:
        row = connection.execute(f"select count(*) from {what}").fetchone()
    return row[0] if row else 0


def _each_answer_left_once_or_is_in_doubt(program: Program, sink: Sink) -> None:
    ids = sink.message_ids()
    assert len(ids) == len(set(ids))
    with program.connect() as connection:
        states = dict(
            connection.execute("select message_id, state from mail_outboundmail").fetchall()
        )
    assert len(states) == MAILS
    doubtful = {each for each, state in states.items() if state == "unknown"}
    assert len(doubtful) <= 1  # The one under way, if the answer could not be written.
    assert {each for each, state in states.items() if state == "sent"} == (
        set(ids) - doubtful
    )
    assert set(states.values()) <= {"sent", "unknown"}
