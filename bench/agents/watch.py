"""What the processes of a desk use while its agents work: CPU and memory over time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil
import psycopg

EVERY = 5.0  # Seconds between two looks.
# Names the server gives its parts; ours say who they are, the worker's are told apart.
WORKER = "firsthand worker"


@dataclass(frozen=True)
class Sample:
    """What has been used up to one moment (seconds of CPU), and what is in use (MB).

    Attributes:
        at: seconds since 1970.
        web: CPU of the web processes.
        worker: CPU of the background worker.
        postgres: CPU of all PostgreSQL processes, the worker's sessions among them.
        for_worker: CPU of those sessions.
        others: CPU of everything else on the machine.
        megabytes: memory by "web", "worker" and "postgres"; shared pages count in part.
    """

    at: float
    web: float
    worker: float
    postgres: float
    for_worker: float
    others: float
    megabytes: dict[str, float]


@dataclass
class Watch:
    """Looks at processes again and again.

    Attributes:
        parts: says which processes are "web" and which "worker", their children included.
        postmaster: the PostgreSQL server.
        connect: opens a connection to ask which session is whose.
    """

    parts: Callable[[], dict[str, Sequence[psutil.Process]]]
    postmaster: psutil.Process
    connect: Callable[[], psycopg.Connection]
    samples: list[Sample] = field(default_factory=list)
    _sessions: dict[int, float] = field(default_factory=dict)

    @contextmanager
    def going(self) -> Iterator[None]:
        """Look every few seconds while the body runs."""
        enough = threading.Event()
        looking = threading.Thread(target=self._look_until, args=(enough,))
        looking.start()
        try:
            yield
        finally:
            enough.set()
            looking.join()

    def _look_until(self, enough: threading.Event) -> None:
        with self.connect() as connection:
            connection.autocommit = True
            while True:
                self.look(connection)
                if enough.wait(EVERY):
                    self.look(connection)
                    return

    def look(self, connection: psycopg.Connection) -> None:
        """Take one sample."""
        parts = self.parts()
        sessions = connection.execute(
            "select pid from pg_stat_activity where application_name = %s", [WORKER]
        ).fetchall()
        for (pid,) in sessions:
            # Of a session that ended in between, the last seconds are the web's.
            self._sessions[pid] = _cpu_of(pid)
        used = {name: sum(map(_cpu, ours)) for name, ours in parts.items()}
        postgres = _cpu_with_ended(self.postmaster)
        busy = psutil.cpu_times()
        everything = busy.user + busy.nice + busy.system
        self.samples.append(
            Sample(
                at=time.time(),
                web=used["web"],
                worker=used["worker"],
                postgres=postgres,
                for_worker=sum(self._sessions.values()),
                others=everything - sum(used.values()) - postgres,
                megabytes={
                    **{name: sum(map(_megabytes, ours)) for name, ours in parts.items()},
                    "postgres": sum(map(_megabytes, with_children(self.postmaster))),
                },
            )
        )


def with_children(process: psutil.Process) -> Sequence[psutil.Process]:
    """Return a process and all that it started."""
    return [process, *process.children(recursive=True)]


def postmaster_in(home: str) -> psutil.Process:
    """Return the PostgreSQL server whose data is below this folder."""
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if home in " ".join(line) and "-D" in line:
            return process
    raise AssertionError(f"no PostgreSQL server runs in {home}")


def _cpu(process: psutil.Process) -> float:
    return _cpu_of(process.pid)


def _cpu_of(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def _cpu_with_ended(process: psutil.Process) -> float:
    """Return the CPU seconds of a server, of its processes, and of those that ended."""
    times = process.cpu_times()
    ended = times.children_user + times.children_system
    return float(ended + sum(map(_cpu, with_children(process))))


def _megabytes(process: psutil.Process) -> float:
    """Return the memory of a process; what it shares with n others counts as an nth."""
    try:
        return float(process.memory_full_info().pss / 2**20)
    except psutil.NoSuchProcess:
        return 0.0
