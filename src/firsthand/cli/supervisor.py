"""Keep a few processes running: start them, start them again, stop them together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD}
GRACE_SECONDS = 25
# The exit status of a command that said why it does not start; a crash exits with 1.
REFUSED = 3
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60  # Who ran this long has recovered: the next pause is short again.
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = SHORTEST_PAUSE
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Runs `children` until SIGTERM or SIGINT, or until `look_after` says it is enough.

    Attributes:
        look_after: called twice a second from the main thread; a number ends everything
            and becomes the exit status.
        is_starting: until this is false, a child that refuses to start ends everything:
            it has said why, and would only say it again.
        say: prints one line for the operator.
    """

    children: list[Child]
    environment: Mapping[str, str]
    look_after: Callable[[], int | None]
    is_starting: Callable[[], bool]
    say: Callable[[str], None] = field(default=print)

    def run(self) -> int:
        """Keep the children running; return the exit status."""
        # Blocked, so that none is lost between two looks; sigtimedwait takes them up.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            while True:
                if self.is_starting() and any(map(_has_refused, self.children)):
                    return REFUSED
                for child in self.children:
                    self._keep(child)
                # TRICKY: after a pause of this process (SIGSTOP, a sleeping machine) Python
                # returns a signal number that means nothing: ask for the two that do.
                told = signal.sigtimedwait(SIGNALS, 0.5)
                if told and told.si_signo in {signal.SIGTERM, signal.SIGINT}:
                    return 0
                status = self.look_after()
                if status is not None:
                    return status
        finally:
            self._stop_all()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _keep(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            _end_group(child.process, signal.SIGKILL)  # Orphans might keep the port.
            if now - child.started_at > STEADY_SECONDS:
                child.pause = SHORTEST_PAUSE
            self.say(
                f"{child.name} ended with status {child.process.returncode}; "
                f"starting it again in {child.pause:g} s."
            )
            child.process, child.not_before = None, now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        if child.process is None and now >= child.not_before:
            child.started_at = now
            child.process = subprocess.Popen(  # noqa: S603 -- our own commands
                child.command,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=_as_child,  # noqa: PLW1509 -- no threads run here
            )

    def _stop_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(
                    f"Process {process.pid} did not stop in {GRACE_SECONDS} s: killed."
                )
            _end_group(process, signal.SIGKILL)
            process.wait()


def _has_refused(child: Child) -> bool:
    return child.process is not None and child.process.poll() == REFUSED


def _as_child() -> None:
    """In the child before its program: signals let through again, ends when we do."""
    # TRICKY: a blocked signal stays blocked over exec; the child would never hear TERM.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Signal everything the process has started and left behind."""
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return
