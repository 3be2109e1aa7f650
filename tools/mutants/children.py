"""Do something in a copy of this process, and hear what came of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


class NeverEnds(Exception):
    """It took longer than it may."""


class Died(Exception):
    """It ended without an answer."""


def in_child(work: Callable[[], bytes], *, seconds: int) -> bytes:
    """Return what a function says, called in a copy of this process.

    Args:
        work: what is done there; what it prints is not seen.
        seconds: as long as it may take.

    Raises:
        NeverEnds: it took longer.
        Died: the copy ended otherwise.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        os.close(reads)
        signal.alarm(seconds)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            with os.fdopen(writes, "wb") as pipe:
                pipe.write(work())
            os._exit(0)
        finally:  # Nothing of this process may go on twice.
            os._exit(1)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read()
    _child, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        raise NeverEnds
    if status:
        raise Died
    return said
