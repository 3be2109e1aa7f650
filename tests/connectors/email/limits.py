"""Run something in a child process that the kernel kills when it takes too much."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile


def limited(work: Callable[[], object], *, cpu_seconds: int, extra_memory: int) -> str:
    """Return repr() of what `work` gives, or how it ended.

    Args:
        work: runs in a forked child, so that it needs no pickling.
        cpu_seconds: CPU time after which the kernel kills the child.
        extra_memory: bytes of address space beyond what the child begins with.
    """
    return Limited(work, cpu_seconds=cpu_seconds, extra_memory=extra_memory).outcome()


class Limited:
    """Work under way in a child, so that several can run beside each other."""

    def __init__(
        self, work: Callable[[], object], *, cpu_seconds: int, extra_memory: int
    ) -> None:
        with NamedTemporaryFile(delete=False) as answer:
            self._answer = Path(answer.name)
        self._child = os.fork()
        if self._child == 0:
            _answer(work, self._answer, cpu_seconds, extra_memory)

    def outcome(self) -> str:
        """Wait for the end and return what `limited` returns."""
        status = os.waitpid(self._child, 0)[1]
        said = self._answer.read_text()
        self._answer.unlink()
        return f"killed by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else said


def _answer(
    work: Callable[[], object], answer: Path, cpu_seconds: int, extra_memory: int
) -> None:
    try:
        begun = Path("/proc/self/statm").read_text().split()[0]
        room = int(begun) * os.sysconf("SC_PAGE_SIZE") + extra_memory
        resource.setrlimit(resource.RLIMIT_AS, (room, room))
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        answer.write_text(repr(work()))
    except BaseException as error:  # noqa: BLE001 -- the parent reads it and fails the test
        answer.write_text(f"raised {error!r}")
    finally:
        os._exit(0)
