"""The marketplace of our own for tests: in threads of this process, or as a real process.

`Stage` is what the conformance suite of channels needs of any marketplace: to sell, to have
something go wrong, to let time pass, and to see what has really happened.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from firsthand.connectors.sandbox.channels.line import Access
from firsthand.connectors.sandbox.channels.opening import open_channel
from firsthand.connectors.sandbox.marketplace.books import Account, Effect, Order, Wanted
from firsthand.connectors.sandbox.marketplace.running import Sandbox, Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import Kind, Terms, at_pace
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.domain.remedies.ports import Channel

PACE = 0.05  # Of the usual times: the longest is then a quarter of a second.
# Small pages, so that a few effects make several of them.
FAST: Mapping[Kind, Terms] = {
    kind: replace(terms, page_size=2) for kind, terms in at_pace(PACE).items()
}


@dataclass
class Stage:
    """One kind of marketplace to try a channel on, and how to steer it."""

    kind: Kind
    whereabouts: Whereabouts
    terms: Mapping[Kind, Terms] = field(default_factory=lambda: FAST)

    @property
    def steering(self) -> Steering:
        return Steering(self.whereabouts)

    @property
    def keeps_references(self) -> bool:
        """Whether the listing shows the key a refund was asked for with."""
        return self.kind in {Kind.SHOP, Kind.ASYNC}

    @property
    def takes_first(self) -> bool:
        """Whether a refund is only taken at first, and done or not done later."""
        return self.kind in {Kind.ASYNC, Kind.FEED}

    @property
    def counts_what_it_lists(self) -> bool:
        """Whether a listing says how long it is, so that a gap in it is noticed."""
        return self.kind is not Kind.FEED

    @property
    def prepares(self) -> bool:
        """Whether there are steps before the one that counts."""
        return self.kind is Kind.FEED

    @property
    def one_at_a_time(self) -> bool:
        """Whether a call is turned away while another of the account is being done."""
        return False

    def channel(self, account: str = "one") -> Channel:
        """Return our way to an account, which comes into being by it."""
        self.steering.open_account(Account(account, self.kind, "secret"))
        access = Access(self.whereabouts.address, self.kind, account, "secret")
        return open_channel(access, self.terms)

    def sell(
        self, order: str, *, currency: str = "USD", captured: int = 10_000, account="one"
    ) -> None:
        self.steering.sell(Order(account, order, currency, captured))

    def go_wrong(self, plan: str) -> None:
        self.steering.set_faults(plan)

    def pay_outside(
        self, order: str, minor_units: int, *, currency="USD", account="one"
    ) -> Effect:
        """Pay something back as if by hand, in the marketplace's own pages."""
        wanted = Wanted(order, "refund", currency, minor_units)
        return self.steering.do_outside(account, wanted)

    def let_time_pass(self, time: timedelta = timedelta(minutes=1)) -> None:
        """Let everything that is on its way happen, and be seen."""
        self.steering.forward(time)

    def truth(self, order: str, account: str = "one") -> list[Effect]:
        """Return what has really happened by now, or will whatever anybody does."""
        steering = self.steering
        return [*steering.truth(account, order), *steering.coming(account, order)]

    def acts(self) -> int:
        """Return how many calls came that could have an effect."""
        return sum(call["operation"] == "act" for call in self.steering.calls())


@contextmanager
def in_threads(
    *, faults: str = "", seed: int = 0, is_open_to_any: bool = False
) -> Iterator[Whereabouts]:
    """Have a sandbox of this process: there at once, gone with the block."""
    sandbox = Sandbox(seed=seed, faults=faults, is_open_to_any=is_open_to_any, terms=FAST)
    sandbox.start()
    try:
        yield sandbox.whereabouts
    finally:
        sandbox.stop()


@dataclass
class Process:
    """A sandbox as a process of its own, to be killed and started again.

    The pace is that of the tests; pages are as long as usual.
    """

    state: Path
    options: tuple[str, ...] = ()
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> Whereabouts:
        """Start it, and return where it answers once it does."""
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", "firsthand.connectors.sandbox.marketplace", "serve",
                f"--state={self.state}", f"--pace={PACE}", *self.options,
            ],
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        said = self._process.stdout.readline().decode()
        found = Whereabouts.of(self.state)
        assert found is not None, said
        assert found.address in said, said
        return found

    def kill(self) -> None:
        """Kill it as a power cut would, and wait until it is gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop; return its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        self._process = None
        process.send_signal(how)
        with process:
            return process.wait(10)


@contextmanager
def in_a_process(state: Path, *options: str) -> Iterator[Process]:
    """Have a sandbox in a process of its own, started."""
    process = Process(state, options)
    process.start()
    try:
        yield process
    finally:
        process.stop()


def wait_until_it_answers(
    whereabouts: Whereabouts, *, patience_seconds: float = 10
) -> None:
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            Steering(whereabouts).health()
        except NotSteered:
            assert time.monotonic() < deadline, "the sandbox does not answer"
            time.sleep(0.02)
        else:
            return
