"""What is asked for, as one text: the same request has the same hash, whoever sends it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from firsthand.domain.remedies.ports import Component, Instruction, Kind


@dataclass(frozen=True)
class Portion:
    """How much of one cell of an order's ledger, or how many pieces of a line.

    Attributes:
        line_number: None for what was paid for the order as a whole.
        minor_units: 0 where pieces are sent and no money is.
    """

    line_number: int | None
    component: Component
    minor_units: int
    quantity: int = 0


@dataclass(frozen=True, kw_only=True)
class Request:
    """A remedy as an agent asks for it.

    Attributes:
        key: made in the browser before the first click, and never used for another one.
        minor_units: what the buyer gets in all, in the smallest unit of `currency`.
        portions: of which cells; none: the engine takes it pro rata from what is left.
        reason: a code of the tree of reasons.
        details: by kind: an address, a reason code of the channel.
    """

    key: UUID
    order_id: int
    kind: Kind
    currency: str
    minor_units: int = 0
    portions: tuple[Portion, ...] = ()
    reason: str
    note: str = ""
    ticket_id: int | None = None
    details: tuple[tuple[str, str], ...] = ()


def canonical(request: Request) -> str:
    """Return the request as JSON with a fixed order: equal requests, equal texts."""
    portions = sorted(
        (each.line_number or 0, each.component.value, each.minor_units, each.quantity)
        for each in request.portions
    )
    return json.dumps(
        {
            "key": str(request.key),
            "order": request.order_id,
            "kind": request.kind.value,
            "currency": request.currency,
            "minor_units": request.minor_units,
            "portions": portions,
            "reason": request.reason,
            "note": request.note,
            "ticket": request.ticket_id,
            "details": sorted(request.details),
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )


def request_hash(request: Request) -> str:
    """Return the SHA-256 of the canonical request, in hex."""
    return _digest(canonical(request))


def instruction_hash(instruction: Instruction) -> str:
    """Return the SHA-256 of what the channel is told, in hex.

    A key given a second time with another body would be refused at best.
    """
    parts = [
        (part.line_number, part.sku, part.component, part.minor_units, part.quantity)
        for part in instruction.parts
    ]
    told = [
        str(instruction.remedy_id), instruction.key, instruction.kind,
        instruction.account, instruction.order_number, instruction.currency,
        instruction.minor_units, parts, instruction.reason, list(instruction.details),
    ]  # fmt: skip
    return _digest(json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
