from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from firsthand.cli.supervisor import REFUSED
from firsthand.foundation.installation import Installation
from firsthand.foundation.postgres import process
from tests.cli.processes import Program, free_port, processes_of
from tests.folders import short_folder


@pytest.fixture(scope="module")
def program() -> Iterator[Program]:
    """An installation that has been started and stopped once."""
    with short_folder() as folder:
        program = Program(folder, free_port())
        first = program.run("serve", "--once")
        assert first.returncode == 0, first.stdout + first.stderr
        assert "in its own PostgreSQL" in first.stdout
        assert f"Open http://127.0.0.1:{program.port}" in first.stdout
        assert processes_of(program.data) == {}
        yield program


@pytest.fixture(scope="module")
def served(program: Program) -> Iterator[subprocess.Popen[bytes]]:
    """The same one serving, through all that the tests below do to it."""
    with program.serving() as served:
        yield served


@pytest.fixture
def healthy(program: Program, served: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """The same, recovered from the test before."""
    program.wait_for(program.answers, served)
    return served


def pid_of(program: Program, command: str) -> int | None:
    """Return the oldest process that runs this command; None if none does."""
    found = processes_of(program.data).items()
    return min((pid for pid, running in found if command in running), default=None)


def test_other_commands_run_beside_it_and_leave_its_database_running(
    program: Program, healthy: subprocess.Popen[bytes]
) -> None:
    server = process.running_on(program.data / "postgres" / "pgdata")
    status = program.run("db", "status")
    assert status.returncode == 0
    # The first reasons, and what else a first start loads.
    assert re.search(r" [1-9]\d* journal entries", status.stdout), status.stdout
    doctor = program.run("doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "A worker was heard" in doctor.stdout
    assert "synchronous_commit is on." in doctor.stdout
    assert program.run("check").returncode == 0
    assert process.running_on(program.data / "postgres" / "pgdata") == server


def test_a_second_serve_says_that_the_port_is_in_use(
    program: Program, healthy: subprocess.Popen[bytes]
) -> None:
    second = program.run("serve")
    assert second.returncode == REFUSED
    assert f"Port {program.port} on 127.0.0.1 is in use" in second.stderr
    assert f"PORT={program.port + 1}" in second.stderr
    assert program.answers()


def test_while_the_database_is_away_pages_say_so_and_then_go_on(
    program: Program, healthy: subprocess.Popen[bytes]
) -> None:
    server = process.running_on(program.data / "postgres" / "pgdata")
    assert server is not None
    os.kill(healthy.pid, signal.SIGSTOP)  # So that nobody starts the database again.
    try:
        os.kill(server, signal.SIGINT)
        program.wait_for(lambda: program.get("/healthz")[0] == 503)
        assert "Nothing is lost" in program.get("/healthz")[1]
    finally:
        os.kill(healthy.pid, signal.SIGCONT)
    program.wait_for(lambda: program.get("/healthz")[0] == 200)


def test_a_killed_database_comes_back_and_pages_and_worker_with_it(
    program: Program, healthy: subprocess.Popen[bytes]
) -> None:
    data = program.data / "postgres" / "pgdata"
    killed = process.running_on(data)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    program.wait_for(lambda: process.running_on(data) not in {None, killed}, healthy)
    program.wait_for(program.answers, healthy)
    assert "started again" in program.log()


@pytest.mark.parametrize("command", ["firsthand.cli worker", "firsthand.cli web"])
def test_a_killed_child_is_started_again(
    program: Program, healthy: subprocess.Popen[bytes], command: str
) -> None:
    # The worker counts as heard for a while after the database took it along.
    program.wait_for(lambda: pid_of(program, command), healthy)
    killed = pid_of(program, command)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    program.wait_for(lambda: killed not in processes_of(program.data))
    program.wait_for(lambda: pid_of(program, command) not in {None, killed})
    program.wait_for(program.answers, healthy)


def test_killing_the_supervisor_leaves_nothing(
    program: Program, healthy: subprocess.Popen[bytes]
) -> None:
    # Supervisor, database, worker, the web server and what that one serves with.
    program.wait_for(lambda: len(processes_of(program.data)) >= 5, healthy)
    healthy.kill()
    healthy.wait()
    program.wait_for(lambda: not processes_of(program.data))


def test_a_newer_schema_is_refused_and_not_touched(program: Program) -> None:
    cluster = Installation(program.data).cluster()
    cluster.start()
    with program.connect() as connection:
        connection.execute(
            "insert into django_migrations (app, name, applied) "
            "values ('tickets', '9999_from_the_future', now())"
        )
    refused = program.run("serve")
    cluster.stop()
    assert refused.returncode == REFUSED
    assert "newer program" in refused.stderr
    assert "tickets.9999_from_the_future" in refused.stderr
    assert processes_of(program.data) == {}


def test_a_port_that_is_not_a_number_is_explained(program: Program) -> None:
    wrong = Program(program.folder, 0, {"FIRSTHAND_PORT": "eighty"}).run("serve")
    assert wrong.returncode == REFUSED
    assert "FIRSTHAND_PORT is 'eighty'" in wrong.stderr


WRONG_ADDRESSES = [
    ("mysql://me@127.0.0.1/desk", "PostgreSQL only"),
    ("postgresql://me:secret@127.0.0.1:1/desk", "nothing answers at 127.0.0.1 port 1"),
    ("postgresql://me:secret@/desk?host=/nowhere", "no database socket in /nowhere"),
]


@pytest.mark.parametrize(("url", "says"), WRONG_ADDRESSES)
def test_a_wrong_database_url_makes_nothing_and_hides_the_password(
    url: str, says: str
) -> None:
    with short_folder() as folder:
        refused = Program(folder, free_port(), {"DATABASE_URL": url}).run("serve")
        assert refused.returncode == REFUSED
        assert says in refused.stderr
        assert "secret" not in refused.stderr
        assert list(folder.iterdir()) == []


def test_any_program_on_the_port_is_noticed_before_anything_is_made() -> None:
    with short_folder() as folder, socket.create_server(("127.0.0.1", 0)) as other:
        refused = Program(folder, other.getsockname()[1]).run("serve", "--once")
        assert refused.returncode == REFUSED
        assert "in use by another program" in refused.stderr
        assert list(folder.iterdir()) == []
