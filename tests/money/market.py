"""A marketplace in a process of its own, with faults, and the adapter that speaks to it.

What an account can do is in its name: `key-…` honours keys, `none-…` does not,
`definitive-…` does not either but its listing is proof, `feed-…` takes now and acts later.
An order's first call meets the fault set for it, the others are served well.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    Instruction,
    Kind,
    NotSent,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)

WITHIN = timedelta(seconds=0.3)
LAG = timedelta(seconds=0.25)
# Long enough that who looks at once looks too soon, however busy the machine is.
LONG_LAG = timedelta(seconds=1)
TIMES_OUT = 0.5  # Longer than anybody waits.
FAULTS = (
    "ok", "slow", "timeout_applied", "timeout_not_applied", "late", "500_applied",
    "500_not_applied", "503_html", "reset_applied", "reset_not_applied", "garbage_applied",
    "lying_200", "429", "400", "twice",
)  # fmt: skip


def lag_of(account: str) -> timedelta:
    """Return how long an account's listing does not show what was done."""
    return LONG_LAG if account.startswith("definitive-") else LAG


@dataclass
class _Effect:
    external_id: str
    order: str
    minor_units: int
    at: float
    key: str


_REFUSED: dict[str, tuple[int, object]] = {
    "400": (400, {"why": "no"}),
    "429": (429, {"why": "later"}),
    "500_not_applied": (500, {}),
    "503_html": (503, "<html>"),
}
_LIES: dict[str, tuple[int, object]] = {
    "500_applied": (500, {}),
    "garbage_applied": (200, "{id: 7"),
    "lying_200": (200, {"status": "ok"}),
}


class Market:
    """What the marketplace knows, and what it does wrong."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.effects: dict[str, list[_Effect]] = {}
        self.faults: dict[str, str] = {}
        self.calls: dict[str, int] = {}
        self.feeds: dict[str, tuple[float, dict[str, Any] | None]] = {}
        self.echoes: set[str] = set()

    def apply(self, account: str, said: dict[str, Any]) -> _Effect:
        with self.lock:
            done = self.effects.setdefault(account, [])
            if account.startswith("key-"):
                for effect in done:
                    if effect.key == said["key"]:
                        return effect
            effect = _Effect(
                f"R{len(done) + 1}-{account}",
                said["order"],
                said["minor_units"],
                time.time(),
                said["key"],
            )
            done.append(effect)
            return effect

    def fault_of(self, account: str) -> str:
        with self.lock:
            self.calls[account] = self.calls.get(account, 0) + 1
            return self.faults.pop(account, "ok")


class _Handler(BaseHTTPRequestHandler):
    market: Market
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        _, what, account = self.path.split("/", 2)
        market = self.market
        with market.lock:
            if what == "feed":
                ready_at, result = market.feeds[account]
                waits = time.time() < ready_at
                return self.say(200, {"state": "waits"} if waits else result)
            now = time.time()
            oldest = now if what == "truth" else now - lag_of(account).total_seconds()
            rows = [vars(e) for e in market.effects.get(account, ()) if e.at <= oldest]
            if what == "listed" and account not in market.echoes:
                rows = [row | {"key": ""} for row in rows]
            return self.say(200, {"rows": rows, "calls": market.calls.get(account, 0)})

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["content-length"])))
        _, what, account = self.path.split("/", 2)
        if what == "fault":
            self.market.faults[account] = said["fault"]
            if said["echoes"]:
                self.market.echoes.add(account)
            return self.say(200, {})
        with contextlib.suppress(OSError):
            self.act(account, said, self.market.fault_of(account))
        return None

    def act(self, account: str, said: dict[str, Any], fault: str) -> None:
        if fault in _REFUSED:
            self.say(*_REFUSED[fault])
        elif fault in {"reset_not_applied", "timeout_not_applied"}:
            self.leave(TIMES_OUT if "timeout" in fault else 0)
        elif fault == "late":
            threading.Timer(0.2, self.market.apply, (account, said)).start()
            self.leave(TIMES_OUT)
        else:
            time.sleep(0.1 if fault == "slow" else 0)
            self.answer(self.done(account, said, fault), fault)

    def answer(self, done: dict[str, Any], fault: str) -> None:
        """Tell what was done, or something else."""
        if fault in _LIES:
            self.say(*_LIES[fault])
        elif fault in {"reset_applied", "timeout_applied"}:
            self.leave(TIMES_OUT if "timeout" in fault else 0)
        else:
            self.say(200, done)

    def done(self, account: str, said: dict[str, Any], fault: str) -> dict[str, Any]:
        if not account.startswith("feed-"):
            effect = self.market.apply(account, said)
            if fault == "twice":
                self.market.apply(account, said)
            return {"id": effect.external_id}
        handle = f"{account}:{time.time_ns()}"
        effect = self.market.apply(account, said)
        if fault == "twice":
            self.market.apply(account, said)
        with self.market.lock:
            result = {"state": "fatal"} if fault == "slow" else {"id": effect.external_id}
            self.market.feeds[handle] = (time.time() + 0.15, result)
        return {"handle": handle}

    def leave(self, after: float) -> None:
        time.sleep(after)
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def say(self, status: int, body: Any) -> None:
        raw = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: half of what is asked here is cut off on purpose."""


@contextlib.contextmanager
def open_market() -> Iterator[int]:
    """Run a marketplace; return its port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    _Handler.market = Market()
    process = multiprocessing.get_context("fork").Process(
        target=server.serve_forever, daemon=True
    )
    process.start()
    port = server.server_address[1]
    server.socket.close()  # Ours; the process has its own.
    try:
        yield port
    finally:
        process.kill()
        process.join()


def ask(port: int, method: str, path: str, said: object = None) -> dict[str, Any]:
    """Ask the marketplace something that does not fail."""
    link = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        link.request(method, path, json.dumps(said))
        return dict(json.loads(link.getresponse().read()))
    finally:
        link.close()


@dataclass(frozen=True)
class Account:
    """The adapter: one account at the marketplace, behind the port."""

    name: str
    port: int

    def capabilities(self) -> Capabilities:
        return Capabilities(
            kinds=frozenset(Kind),
            native_key=self.name.startswith("key-"),
            key_life=None,
            read_lag=lag_of(self.name),
            is_definitive=self.name.startswith("definitive-"),
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        from firsthand.foundation.failpoints import fail_point

        link = HTTPConnection("127.0.0.1", self.port, timeout=within.total_seconds())
        said = {
            "order": instruction.order_number,
            "minor_units": instruction.minor_units,
            "key": instruction.key,
        }
        try:
            link.connect()
        except OSError as problem:
            return NotSent(str(problem))
        try:
            link.request("POST", f"/do/{self.name}", json.dumps(said))
            fail_point("market.call.written")
            response = link.getresponse()
            return _answer(response.status, response.read())
        except (OSError, HTTPException) as problem:
            return Unclear(repr(problem))
        finally:
            link.close()

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        try:
            said = ask(self.port, "GET", f"/feed/{handle}")
        except (OSError, HTTPException) as problem:
            raise Unreadable from problem
        if said.get("state") == "waits":
            return Taken(handle)
        return Done(said["id"]) if "id" in said else Unclear("FATAL")

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        try:
            rows = ask(self.port, "GET", f"/listed/{self.name}")["rows"]
        except (OSError, HTTPException) as problem:
            raise Unreadable from problem
        return tuple(
            Seen(
                external_id=row["external_id"],
                kind=Kind.REFUND,
                currency="EUR",
                minor_units=row["minor_units"],
                at=datetime.fromtimestamp(row["at"], UTC),
                reference=row["key"],
            )
            for row in rows
        )


def _answer(status: int, body: bytes) -> Answer:
    if status == 429:
        return NotSent("429", again_after=timedelta(seconds=0.1))
    if status == 400:
        return Declined("400")
    if status != 200:
        return Unclear(str(status))
    try:
        said = json.loads(body)
        return Taken(said["handle"]) if "handle" in said else Done(str(said["id"]))
    except (ValueError, KeyError):
        return Unclear("200 that cannot be read")
