"""The desk all calls come to: who calls, what for, what goes wrong, what is answered."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import parse_qs

from firsthand.connectors.sandbox.marketplace.books import Account, Books
from firsthand.connectors.sandbox.marketplace.calls import (
    Course,
    Misunderstood,
    Request,
    Step,
    as_json,
    refusal,
)
from firsthand.connectors.sandbox.marketplace.faults import (
    FINE,
    Fault,
    Mishap,
    Operation,
    Plan,
)
from firsthand.connectors.sandbox.marketplace.kinds.feed import DOWNLOADS, UPLOADS, Feed
from firsthand.connectors.sandbox.marketplace.kinds.market import Market
from firsthand.connectors.sandbox.marketplace.kinds.pending import Pending
from firsthand.connectors.sandbox.marketplace.kinds.shop import Shop
from firsthand.connectors.sandbox.marketplace.terms import Kind, Terms
from firsthand.foundation.http_serving import Reply, Reset


class _Marketplace(Protocol):
    def step(self, request: Request) -> Step: ...


CALLS_REMEMBERED = 10_000
_HTML = b"<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>"


@dataclass(frozen=True)
class Taken:
    """One call that came in, as tests read it afterwards."""

    operation: Operation
    account: str
    order: str
    fault: Fault
    path: str


class Desk:
    """Answers calls. Safe to use in many threads.

    Args:
        stopping: set when the process ends; nobody is kept waiting then.
    """

    def __init__(
        self,
        books: Books,
        plan: Plan,
        terms: Mapping[Kind, Terms],
        stopping: threading.Event,
    ) -> None:
        self._books = books
        self._plan = plan
        self._terms = terms
        self._stopping = stopping
        self._feed = Feed(books, terms[Kind.FEED])
        self._kinds: dict[Kind, _Marketplace] = {
            Kind.SHOP: Shop(books, terms[Kind.SHOP]),
            Kind.MARKET: Market(books, terms[Kind.MARKET]),
            Kind.ASYNC: Pending(books, terms[Kind.ASYNC]),
            Kind.FEED: self._feed,
        }
        self.calls: deque[Taken] = deque(maxlen=CALLS_REMEMBERED)

    def answer(self, request: Request, authorization: str) -> Reply:
        """Answer one call.

        Raises:
            Reset: a fault wants the line torn down.
        """
        try:
            if request.path == "/token":
                step = self._token_step(request)
            elif request.path.startswith((UPLOADS, DOWNLOADS)):
                document = request.path.rpartition("/")[2]
                account = self._feed.account_of_document(document)
                if not account:
                    return refusal("NotFound", "There is no such document.", 404)
                request = replace(request, account=account)
                step = self._feed.step(request)
            else:
                found = self._account_of(authorization)
                if found is None:
                    return refusal("TOKEN_EXPIRED", "The token is not valid.", 401)
                request = replace(request, account=found.name)
                step = self._kinds[Kind(found.kind)].step(request)
            return self._go(request, step)
        except (Misunderstood, ValueError) as problem:
            return refusal("MALFORMED", str(problem))

    def _go(self, request: Request, step: Step) -> Reply:
        own = self._plan.next(step.operation, request.account, step.order)
        self.calls.append(
            Taken(step.operation, request.account, step.order, own.fault, request.path)
        )
        early = self._instead(own)
        if early is not None:
            return early
        later = FINE
        if step.is_processed:
            later = self._plan.next(Operation.PROCESS, request.account, step.order)
        reply = step.answer(Course(own, later))
        return self._afterwards(own, reply)

    def _instead(self, mishap: Mishap) -> Reply | None:
        """Return what is answered without doing anything; None: it is done."""
        fault = mishap.fault
        if fault in {Fault.SLOW, Fault.HANG}:
            self._stopping.wait(mishap.seconds)
            return None if fault is Fault.SLOW else refusal("TIMEOUT", "Too late.", 504)
        if fault is Fault.RESET:
            raise Reset
        if fault is Fault.GARBLED_UNAPPLIED:
            return _garbled(mishap, b'{"refundId": "E1", "refundStatus": "DONE"}')
        if fault is Fault.THROTTLED:
            told = refusal("QUOTA_EXCEEDED", "Too many calls.", 429)
            return replace(told, headers={"Retry-After": f"{mishap.seconds:.0f}"})
        return _INSTEAD.get(fault)

    def _afterwards(self, mishap: Mishap, reply: Reply) -> Reply:
        """Return what is answered after it was done."""
        fault = mishap.fault
        if fault is Fault.APPLY_THEN_RESET:
            raise Reset
        if fault is Fault.APPLY_THEN_HANG:
            self._stopping.wait(mishap.seconds)
        elif fault is Fault.APPLY_THEN_500:
            return refusal("INTERNAL", "Something broke.", 500)
        elif fault is Fault.APPLY_LATE:
            return refusal("GATEWAY", "Nobody behind the gateway answered.", 504)
        elif fault is Fault.GARBLED:
            return _garbled(mishap, reply.body)
        return reply

    def _token_step(self, request: Request) -> Step:
        given = {name: values[0] for name, values in _form(request.body).items()}
        name = given.get("client_id", "")
        life = self._terms[Kind.SHOP].token_life.total_seconds()

        def hand_out(_course: Course) -> Reply:
            account = self._books.account(
                name,
                kind=given.get("scope", ""),
                secret=given.get("client_secret", ""),
            )
            if account is None:
                return refusal("invalid_client", "Nobody we know.", 401)
            until = f"{account.name}|{self._books.now() + life:.3f}"
            token = f"{until}|{_signature(account, until)}"
            return as_json({"access_token": token, "expires_in": int(life)})

        return Step(Operation.TOKEN, "", hand_out)

    def _account_of(self, authorization: str) -> Account | None:
        """Return whose token it is, if it is still good."""
        token = authorization.removeprefix("Bearer ")
        until, _, signature = token.rpartition("|")
        name, _, ends_at = until.rpartition("|")
        account = self._books.accounts.get(name)
        if account is None or not hmac.compare_digest(
            signature.encode(), _signature(account, until).encode()
        ):
            return None
        return account if float(ends_at) > self._books.now() else None


_INSTEAD = {
    Fault.THROTTLED_BARE: refusal("QUOTA_EXCEEDED", "Too many calls.", 429),
    Fault.REFUSED: refusal("NOT_ALLOWED", "The rules do not allow it."),
    Fault.TOKEN_EXPIRED: refusal("TOKEN_EXPIRED", "The token has expired.", 401),
    Fault.FAIL_500: refusal("INTERNAL", "Something broke.", 500),
    Fault.HTML_503: Reply(503, _HTML, "text/html"),
}


def _garbled(mishap: Mishap, true: bytes) -> Reply:
    """Return a 200 that says nothing, or something untrue; which, is left to chance."""
    lies = (
        _HTML, b"", b"OK", b"{}", b"[]", b"null", b'{"data": {}}', b"\xff\xfe\x00",
        true[: len(true) // 2], b'{"refundId": 7, "feedId": ["F1"]}',
        b'{"refundId": "", "feedId": "", "refundStatus": ""}', b"[" * 5000,
    )  # fmt: skip
    return Reply(200, lies[int(mishap.draw * len(lies))])


def _form(body: bytes) -> dict[str, list[str]]:
    return parse_qs(body.decode())


def _signature(account: Account, until: str) -> str:
    return hmac.new(account.secret.encode(), until.encode(), hashlib.sha256).hexdigest()
