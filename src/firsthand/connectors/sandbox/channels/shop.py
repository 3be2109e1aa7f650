"""A shop of one's own: every call has a key, and the same key has one effect."""

from __future__ import annotations

from datetime import timedelta

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.channels.judging import (
    Garbled,
    amount_at,
    at,
    line_at,
    list_at,
    only_line,
    parsed,
    refused_beforehand,
    text_at,
    time_at,
)
from firsthand.connectors.sandbox.channels.line import (
    SPARED_SHARE,
    Access,
    Line,
    NotPrepared,
)
from firsthand.connectors.sandbox.marketplace.terms import Terms
from firsthand.domain.remedies.ports import (
    Answer,
    Capabilities,
    Declined,
    Done,
    Instruction,
    Kind,
    Seen,
    Unclear,
    Unreadable,
)
from firsthand.foundation.http_calls import Deadline, Response

_MUTATIONS = {
    Kind.REFUND: "refundCreate",
    Kind.RETURNLESS_REFUND: "refundCreate",
    Kind.GOODWILL_CREDIT: "storeCreditCreate",
    Kind.CANCEL: "orderCancel",
    Kind.RESEND: "replacementCreate",
    Kind.RETURN_AUTHORISATION: "returnCreate",
    Kind.ADDRESS_CHANGE: "orderUpdate",
}
_KINDS = {
    "REFUND": Kind.REFUND,
    "CREDIT": Kind.GOODWILL_CREDIT,
    "CANCEL": Kind.CANCEL,
    "RESEND": Kind.RESEND,
    "RETURN": Kind.RETURN_AUTHORISATION,
    "ADDRESS": Kind.ADDRESS_CHANGE,
}
# Both say that the key was used before: a "no" to this call, but not that nothing is done.
_UNSURE = {"IDEMPOTENCY_KEY_PARAMETER_MISMATCH", "IDEMPOTENCY_CONCURRENT_REQUEST"}
_MOST_PAGES = 500


class ShopChannel:
    """Port `Channel` on the sandbox's shop."""

    def __init__(self, access: Access, terms: Terms) -> None:
        self._account = access.account
        self._terms = terms
        self._line = Line(access)

    def capabilities(self) -> Capabilities:
        """Return what the shop promises."""
        return Capabilities(
            kinds=frozenset(_MUTATIONS),
            native_key=True,
            key_life=self._terms.key_life,
            read_lag=self._terms.read_lag,
        )

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell the shop once (see port `Channel`)."""
        refused = refused_beforehand(instruction, self._account, frozenset(_MUTATIONS))
        if refused is not None:
            return refused
        name = _MUTATIONS[instruction.kind]
        content = {
            "operationName": name,
            "variables": {"key": instruction.key, "input": _input(instruction)},
        }
        try:
            told = self._line.decide(
                "POST", "/graphql", content, Deadline(within * (1 - SPARED_SHARE))
            )
        except NotPrepared as problem:
            return problem.answer()
        if not isinstance(told, Response):
            return told
        try:
            return _understood(instruction, name, told)
        except Garbled as problem:
            return Unclear(f"an answer nobody can read: {problem}")

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return `Unclear`: this shop does, or does not, and takes nothing for later."""
        del handle, instruction
        return Unclear("this shop has taken nothing for later")

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return every effect the shop shows on the order (see port `Channel`)."""
        found: dict[str, Seen] = {}
        after = "0"
        try:
            for _page in range(_MOST_PAGES):
                variables = {"number": order_number, "after": after}
                content = {"operationName": "orderEffects", "variables": variables}
                told = self._line.read("POST", "/graphql", content)
                effects = at(told, "data", "order", "effects")
                for node in list_at(effects, "nodes"):
                    seen = _seen(node)
                    found[seen.external_id] = seen
                if at(effects, "pageInfo", "hasNextPage") is False:
                    if at(effects, "totalCount") != len(found):
                        raise Unreadable("the pages do not make the whole")
                    return tuple(found.values())
                after = text_at(effects, "pageInfo", "endCursor")
        except Garbled as problem:
            raise Unreadable(str(problem)) from problem
        raise Unreadable("the listing has no end")


def _input(instruction: Instruction) -> dict[str, object]:
    line = only_line(instruction)
    currency = instruction.currency
    return {
        "orderId": instruction.order_number,
        "note": instruction.key,
        "reason": instruction.reason,
        "lineItemId": str(line) if line is not None else None,
        "amount": {
            "amount": as_text(instruction.minor_units, currency),
            "currencyCode": currency,
        },
        "details": dict(instruction.details),
    }


def _understood(instruction: Instruction, name: str, response: Response) -> Answer:
    """Read an answer with status 200, which may well be a "no".

    Raises:
        Garbled: it is neither.
    """
    told = at(parsed(response.body), "data", name)
    node, errors = at(told, "node"), list_at(told, "userErrors")
    if errors:
        codes = {text_at(error, "code") for error in errors}
        why = "; ".join(text_at(error, "message") for error in errors)
        if node is not None or codes & _UNSURE:
            return Unclear(why)
        return Declined(why)
    external_id = text_at(node, "id")
    wanted = (instruction.minor_units, instruction.currency)
    if amount_at(at(node, "amount"), "amount", "currencyCode") != wanted:
        return Unclear(f"another amount was answered than asked for ({external_id})")
    return Done(external_id)


def _seen(node: object) -> Seen:
    minor_units, currency = amount_at(at(node, "amount"), "amount", "currencyCode")
    kind = text_at(node, "kind")
    if kind not in _KINDS:
        raise Garbled(f"an effect of kind {kind}")
    note = at(node, "note")
    return Seen(
        external_id=text_at(node, "id"),
        kind=_KINDS[kind],
        currency=currency,
        minor_units=minor_units,
        at=time_at(node, "createdAt"),
        reference=note if isinstance(note, str) else "",
        line_number=line_at(node, "lineItemId"),
    )
