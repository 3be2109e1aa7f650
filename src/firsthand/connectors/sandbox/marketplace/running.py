"""A sandbox that runs: in threads of this process, as long as somebody holds it."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from firsthand.connectors.sandbox.marketplace.books import Books
from firsthand.connectors.sandbox.marketplace.desk import Desk
from firsthand.connectors.sandbox.marketplace.faults import Plan
from firsthand.connectors.sandbox.marketplace.server import Answer, Server
from firsthand.connectors.sandbox.marketplace.steering import SteeringDesk
from firsthand.connectors.sandbox.marketplace.terms import USUAL, Kind, Terms


@dataclass(frozen=True)
class Whereabouts:
    """Where a running sandbox is called, where it is steered, and what lets one steer."""

    address: str
    steering: str
    secret: str

    @staticmethod
    def of(state: Path) -> Whereabouts | None:
        """Return where the sandbox of this state file is, or was last; None: nowhere."""
        try:
            return Whereabouts(**json.loads(_beside(state).read_text()))
        except (OSError, ValueError, TypeError):
            return None


class Sandbox:
    """One marketplace of our own; it answers from `start` to `stop`.

    Args:
        port: where to answer; 0: anywhere, at the same place as last time if possible.
        seed: decides what is drawn; see `faults`.
        faults: the plan to begin with.
        state: the file to keep the books in; None: they are forgotten.
        is_open_to_any: accounts and orders come into being when they are first mentioned.

    Raises:
        WrongPlan: `faults` is no plan.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        seed: int = 0,
        faults: str = "",
        state: Path | None = None,
        is_open_to_any: bool = False,
        terms: Mapping[Kind, Terms] = USUAL,
    ) -> None:
        self._stopping = threading.Event()
        self._state = state
        self.plan = Plan(seed)
        self.plan.set(faults)
        self.books = Books(state, is_open_to_any=is_open_to_any)
        desk = Desk(self.books, self.plan, terms, self._stopping)
        before = Whereabouts.of(state) if state is not None else None
        secret = before.secret if before else secrets.token_urlsafe(16)
        steering = SteeringDesk(self.books, self.plan, desk, secret)
        self._servers = [
            _server(port, before.address if before else "", desk.answer),
            _server(0, before.steering if before else "", steering.answer),
        ]
        self.whereabouts = Whereabouts(
            self._servers[0].address, self._servers[1].address, secret
        )

    def start(self) -> None:
        """Answer from now on, and leave word beside the state file."""
        for server in self._servers:
            server.start()
        if self._state is not None:
            beside = _beside(self._state)
            beside.touch(mode=0o600)
            beside.write_text(json.dumps(asdict(self.whereabouts)))

    def stop(self) -> None:
        """Answer nobody any more."""
        self._stopping.set()
        for server in self._servers:
            server.stop()
        self.books.close()


def _beside(state: Path) -> Path:
    return state.with_suffix(".address")


def _server(port: int, before: str, answer: Answer) -> Server:
    """Return a server where it was asked for, else where it was before, else anywhere."""
    if port == 0 and before:
        try:
            return Server(int(before.rpartition(":")[2]), answer)
        except OSError:
            pass  # Somebody else is there now.
    return Server(port, answer)
