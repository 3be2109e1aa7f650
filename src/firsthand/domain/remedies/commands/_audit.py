"""Write into the audit log, in the transaction of the act; refusals in one of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from firsthand.foundation.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")


def write_audit(
    what: str,
    *,
    subject: str,
    actor_id: int | None,
    store_id: int | None,
    facts: Mapping[str, object],
) -> None:
    """Add a row to the chain, which is held until the commit: call it last.

    Args:
        what: a kind in dotted words.
        subject: key or number of what it is about.
        actor_id: who; None for the machine.
        store_id: of which store, if of one.
        facts: ids, amounts, codes; no words of a buyer.
    """
    assert connection.in_atomic_block
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO remedies_auditrow (what, subject, actor_id, store_id, facts)"
            " VALUES (%s, %s, %s, %s, %s)",
            [what, subject[:80], actor_id, store_id, text],
        )


def refusals_are_audited(what: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a command one transaction, and note every refusal of it in one of its own.

    The command takes `by`, and `remedy_id` or `request` to tell what it was about.
    """

    def audited(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return command(*args, **kwargs)
            except Refused as refusal:
                _note_refusal(what, refusal, kwargs)
                raise

        return run

    return audited


def _note_refusal(what: str, refusal: Refused, given: Mapping[str, Any]) -> None:
    request = given.get("request") or given.get("instead")
    remedy_id = given.get("remedy_id")
    facts: dict[str, object] = {"refused": refusal.code}
    if request is not None:
        facts |= {
            "order": request.order_id,
            "kind": request.kind,
            "minor_units": request.minor_units,
            "currency": request.currency,
        }
    if remedy_id is not None:
        facts["remedy"] = remedy_id
    by = given.get("by")
    with transaction.atomic():
        write_audit(
            f"{what}.refused",
            subject=str(request.key) if request is not None else f"remedy {remedy_id}",
            actor_id=by.pk if by is not None else None,
            store_id=None,
            facts=facts,
        )
