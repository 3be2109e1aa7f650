"""A shop of one's own: GraphQL, a key with every mutation, everything at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.marketplace.books import (
    Books,
    Effect,
    Impossible,
    UsedKey,
    Wanted,
)
from firsthand.connectors.sandbox.marketplace.calls import (
    Course,
    Misunderstood,
    Request,
    Step,
    amount_of,
    as_json,
    page_of,
    part,
    shown,
    stamp,
)
from firsthand.connectors.sandbox.marketplace.faults import Operation
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.foundation.http_serving import Reply

MUTATIONS = {
    "refundCreate": "refund",
    "storeCreditCreate": "credit",
    "orderCancel": "cancel",
    "replacementCreate": "resend",
    "returnCreate": "return",
    "orderUpdate": "address",
}


class Shop:
    """Answers `POST /graphql`; the body names the operation."""

    def __init__(self, books: Books, terms: Terms) -> None:
        self._books = books
        self._terms = terms

    def step(self, request: Request) -> Step:
        """Say what a call asks for.

        Raises:
            Misunderstood: nothing this shop knows.
        """
        content = request.json()
        name, given = part(content, "operationName"), part(content, "variables")
        if (request.method, request.path) != ("POST", "/graphql"):
            raise Misunderstood(f"{request.method} {request.path}")
        if name == "orderEffects":
            order = str(part(given, "number"))
            return Step(
                Operation.READ, order, lambda course: self._listed(request, given, course)
            )
        if name not in MUTATIONS:
            raise Misunderstood(f"there is no operation {name}")
        return Step(
            Operation.ACT,
            str(part(given, "input", "orderId")),
            lambda course: self._mutated(request.account, name, given, course),
        )

    def _mutated(
        self, account: str, name: str, given: Mapping[str, Any], course: Course
    ) -> Reply:
        key, content = str(part(given, "key")), part(given, "input")
        wanted = _wanted(MUTATIONS[name], content)
        told = json.dumps([name, content], sort_keys=True).encode()
        fingerprint = hashlib.sha256(told).hexdigest()
        with self._books.lock:
            used = self._remembered(account, key)
            if used is not None:
                return self._again(account, name, wanted.order, used, fingerprint)
            try:
                self._books.check(account, [wanted])
            except Impossible as refused:
                return _user_error(name, refused.code, str(refused))
            [effect] = self._books.do(
                account, [wanted], course.manner, key=key, fingerprint=fingerprint
            )
        return _made(name, effect)

    def _remembered(self, account: str, key: str) -> UsedKey | None:
        used = self._books.used_key(account, key)
        life = self._terms.key_life
        if used is None or life is None:
            return None
        return used if self._books.now() - used.at < life.total_seconds() else None

    def _again(
        self, account: str, name: str, order: str, used: UsedKey, fingerprint: str
    ) -> Reply:
        """Answer a key that was used before: as it was answered then, if the call is."""
        if used.fingerprint != fingerprint:
            return _user_error(
                name, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "The key is of another call."
            )
        effect = self._books.by_id(account, order, used.external_ids[0])
        assert effect is not None, used
        if effect.at > self._books.now():
            return _user_error(
                name, "IDEMPOTENCY_CONCURRENT_REQUEST", "The first call is not done yet."
            )
        return _made(name, effect)

    def _listed(self, request: Request, given: Mapping[str, Any], course: Course) -> Reply:
        number = str(part(given, "number"))
        try:
            found = shown(self._books, self._terms, request.account, number, course)
        except Impossible:
            return as_json({"data": {"order": None}})
        after = str(given.get("after") or "0")
        page = page_of(found, after, self._terms.page_size, course)
        more = page.next_offset is not None
        effects = {
            "totalCount": len(found),
            "nodes": [_node(effect) for effect in page.items],
            "pageInfo": {"hasNextPage": more, "endCursor": str(page.next_offset or "")},
        }
        return as_json({"data": {"order": {"number": number, "effects": effects}}})


def _wanted(kind: str, content: Mapping[str, Any]) -> Wanted:
    currency = str(part(content, "amount", "currencyCode"))
    line = content.get("lineItemId")
    return Wanted(
        order=str(part(content, "orderId")),
        kind=kind,
        currency=currency,
        minor_units=amount_of(part(content, "amount", "amount"), currency),
        reference=str(content.get("note") or ""),
        line_number=int(line) if line else None,
    )


def _made(name: str, effect: Effect) -> Reply:
    return as_json({"data": {name: {"node": _node(effect), "userErrors": []}}})


def _user_error(name: str, code: str, message: str) -> Reply:
    """Answer "no" as GraphQL does: with status 200."""
    problem = {"code": code, "message": message}
    return as_json({"data": {name: {"node": None, "userErrors": [problem]}}})


def _node(effect: Effect) -> dict[str, Any]:
    return {
        "id": f"gid://sandbox/{effect.kind}/{effect.external_id}",
        "kind": effect.kind.upper(),
        "createdAt": stamp(effect.at),
        "note": effect.reference,
        "lineItemId": str(effect.line_number) if effect.line_number else None,
        "amount": {
            "amount": as_text(effect.minor_units, effect.currency),
            "currencyCode": effect.currency,
        },
    }
