"""The desk all calls come to: who calls, for what, what goes wrong, what is answered."""

from __future__ import annotations

import json
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from firsthand.connectors.amazon.fake.asked import (
    Asked,
    Misunderstood,
    Time,
    as_json,
    refusal,
)
from firsthand.connectors.amazon.fake.documents import PATH as DOCUMENTS
from firsthand.connectors.amazon.fake.documents import Documents
from firsthand.connectors.amazon.fake.examples import Route, Routes, example_of
from firsthand.connectors.amazon.fake.faults import (
    DOWNLOAD,
    PROCESS,
    TOKEN,
    UPLOAD,
    Fault,
)
from firsthand.connectors.amazon.fake.feeds import NEW_DOCUMENT
from firsthand.connectors.amazon.fake.throttling import Throttling
from firsthand.connectors.amazon.fake.tokens import Tokens
from firsthand.connectors.amazon.swagger import Example
from firsthand.foundation.fault_plans import FaultPlan, Mishap
from firsthand.foundation.http_serving import Call, Reply, Reset

CALLS_REMEMBERED = 100_000
# Their examples would be met by chance, and lead to an address outside.
NEVER_EXAMPLES = {NEW_DOCUMENT}
_HTML = b"<html><body><h1>503 Service Unavailable</h1></body></html>"

StatefulAnswer = Callable[[Asked], Reply]
# How a call is answered that meets something.
Answering = Callable[[Mishap[Fault]], Reply]


@dataclass(frozen=True)
class Taken:
    """One call that came in, as tests read it afterwards; `status` 0: it got no answer."""

    operation: str
    account: str
    fault: Fault
    status: int


@dataclass(frozen=True)
class Parts:
    """What the desk is made of.

    Attributes:
        stateful: answers beyond the examples, by method and path of the operation.
        throttling: None: nobody is told that it is too much.
        is_at_work: sellers are, and what they do comes before any example.
    """

    routes: Routes
    tokens: Tokens
    documents: Documents
    stateful: Mapping[str, StatefulAnswer]
    throttling: Throttling | None
    plan: FaultPlan[Fault]
    time: Time
    is_at_work: bool = False


class Desk:
    """Answers calls. Safe to use in many threads."""

    def __init__(self, parts: Parts, stopping: threading.Event) -> None:
        self._parts = parts
        self._stopping = stopping
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._late: list[tuple[datetime, Answering]] = []
        self.calls: deque[Taken] = deque(maxlen=CALLS_REMEMBERED)
        # How often each operation was called, those without an answer yet included.
        self.arrived: Counter[str] = Counter()

    def answer(self, call: Call) -> Reply:
        """Answer one call.

        Raises:
            Reset: a fault wants the line torn down.
        """
        try:
            reply = self._answer(call)
        except (Misunderstood, ValueError) as problem:
            reply = refusal("InvalidInput", str(problem))
        number = f"fake-{next(self._numbers):08d}"
        return replace(reply, headers={"x-amzn-RequestId": number, **reply.headers})

    def _answer(self, call: Call) -> Reply:
        parts, now = self._parts, self._parts.time.now()
        path = urlsplit(call.target).path
        if path == "/auth/o2/token":
            return self._go(TOKEN, "", lambda _met: parts.tokens.handed_out(call.body, now))
        if path.startswith(DOCUMENTS):
            step = UPLOAD if call.method == "PUT" else DOWNLOAD
            return self._go(step, "", lambda _met: parts.documents.answer(call, now))
        token = call.headers.get("x-amz-access-token", "")
        account = parts.tokens.account_of(token, now)
        if account is None:
            return _EXPIRED if token else _DENIED
        routes = parts.routes.of(call.method, call.target)
        if not routes:
            return refusal("NotFound", "There is no operation at this address.", 404)
        operation = routes[0].operation
        if parts.throttling and not parts.throttling.lets_pass(account, operation, now):
            self.calls.append(Taken(operation.name, account, Fault.OK, 429))
            return _too_many(routes[0])
        return self._go(
            operation.name, account, lambda met: self._of(routes, call, account, met)
        )

    def settle(self, now: datetime) -> None:
        """Do what is late and has become due by now."""
        with self._lock:
            due = [one for one in self._late if one[0] <= now]
            self._late = [one for one in self._late if one[0] > now]
        for at, answer in due:
            # Nobody may have called since: it was done when it was due, not only now.
            answer(Mishap(Fault.STALE, (now - at).total_seconds()))

    def _of(
        self, routes: Sequence[Route], call: Call, account: str, met: Mishap[Fault]
    ) -> Reply:
        """Answer a call to an operation: with the example it is, or else with state."""
        by_key = {f"{one.operation.method} {one.operation.path}": one for one in routes}
        key = next((key for key in by_key if key in self._parts.stateful), "")
        is_played = key in NEVER_EXAMPLES or (self._parts.is_at_work and key)
        example = None if is_played else example_of(routes, call)
        if example is not None:
            return _replayed(example, routes[0])
        if key:
            asked = self._asked(by_key[key], call, account, met)
            return self._parts.stateful[key](asked)
        return refusal("InvalidInput", "Could not match input arguments")

    def _asked(self, route: Route, call: Call, account: str, met: Mishap[Fault]) -> Asked:
        behind = timedelta(seconds=met.seconds if met.fault is Fault.STALE else 0)
        query = parse_qsl(urlsplit(call.target).query, keep_blank_values=True)
        values: dict[str, str] = {}
        for name, value in query:
            values[name] = f"{values[name]},{value}" if name in values else value
        return Asked(
            account=account,
            values={**values, **route.in_path},
            body=_json(call.body),
            base=call.base,
            now=self._parts.time.now() - behind,
            later=lambda: self._parts.plan.next(PROCESS, account, ""),
            slip=_SLIPS.get(met.fault, 0),
        )

    def _go(self, operation: str, account: str, answer: Answering) -> Reply:
        mishap = self._parts.plan.next(operation, account, "")
        with self._lock:
            self.arrived[operation] += 1
        status = 0
        try:
            reply = self._instead(mishap) or self._afterwards(mishap, answer)
            status = reply.status
        finally:
            self.calls.append(Taken(operation, account, mishap.fault, status))
        return reply

    def _instead(self, mishap: Mishap[Fault]) -> Reply | None:
        """Return what is answered without doing anything; None: it is done."""
        fault = mishap.fault
        if fault in {Fault.SLOW, Fault.HANG}:
            self._stopping.wait(self._parts.time.waiting(mishap.seconds))
            return None if fault is Fault.SLOW else refusal("InternalFailure", "", 504)
        if fault is Fault.RESET:
            raise Reset
        if fault is Fault.THROTTLED:
            seconds = self._parts.time.waiting(mishap.seconds)
            return replace(_THROTTLED, headers={"Retry-After": f"{seconds:.3f}"})
        return _INSTEAD.get(fault)

    def _afterwards(self, mishap: Mishap[Fault], answer: Answering) -> Reply:
        """Do it; return what is answered then."""
        fault = mishap.fault
        if fault is Fault.APPLY_LATE:
            due = self._parts.time.now() + timedelta(seconds=mishap.seconds)
            with self._lock:
                self._late.append((due, answer))
            return _FAILURE
        if fault is Fault.APPLY_TWICE:
            answer(mishap)
        reply = answer(mishap)
        if fault is Fault.APPLY_THEN_RESET:
            raise Reset
        if fault is Fault.APPLY_THEN_HANG:
            self._stopping.wait(self._parts.time.waiting(mishap.seconds))
        elif fault is Fault.CUT_OFF:
            return replace(reply, body=reply.body[: len(reply.body) // 2])
        return _AFTERWARDS.get(fault, reply)


_DENIED = refusal("Unauthorized", "Access to requested resource is denied.", 403)
_EXPIRED = refusal(
    "Unauthorized",
    "Access to requested resource is denied.",
    403,
    "The access token you provided has expired.",
)
_THROTTLED = refusal("QuotaExceeded", "You exceeded your quota for the resource.", 429)
_UNAVAILABLE = Reply(503, _HTML, "text/html")
_FAILURE = refusal("InternalFailure", "We encountered an internal error.", 500)
_SLIPS = {Fault.PAGE_REPEATS: -1, Fault.PAGE_SKIPS: 1}
_INSTEAD = {
    Fault.GARBLED_UNAPPLIED: Reply(200, _HTML, "text/html"),
    Fault.THROTTLED_BARE: _THROTTLED,
    Fault.DECLINED: refusal("InvalidInput", "The request has invalid parameters."),
    Fault.ROLE_MISSING: _DENIED,
    Fault.TOKEN_EXPIRED: _EXPIRED,
    Fault.FAIL_500: _FAILURE,
    Fault.HTML_503: _UNAVAILABLE,
}
_AFTERWARDS = {
    Fault.APPLY_THEN_500: _FAILURE,
    Fault.APPLY_THEN_HTML_503: _UNAVAILABLE,
    Fault.GARBLED: Reply(200, _HTML, "text/html"),
}


def _too_many(route: Route) -> Reply:
    rate = route.operation.rate
    return replace(
        _THROTTLED, headers={"x-amzn-RateLimit-Limit": str(rate)} if rate else {}
    )


def _replayed(example: Example, route: Route) -> Reply:
    rate = route.operation.rate
    headers = {"x-amzn-RateLimit-Limit": str(rate)} if rate else {}
    if example.answer is None:
        return Reply(example.status, b"", headers=headers | dict(example.headers))
    reply = as_json(example.answer, example.status)
    return replace(reply, headers=headers | dict(example.headers))


def _json(body: bytes) -> Any:  # noqa: ANN401 -- what JSON holds
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError as problem:
        raise Misunderstood("the body is not JSON") from problem
