"""Write into the audit log, in the transaction of the act; refusals in one of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from firsthand.foundation.errors import Refused

# What a refusal was about, by the name the command calls it.
_ABOUT = {"remedy_id": "remedy", "incident_id": "incident", "stop_id": "stop"}
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

    The command takes `by`, and `request` or one of `_ABOUT` to tell what it was about.
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
    facts: dict[str, object] = {"refused": refusal.code}
    subject = ""
    if request is not None:
        subject = str(request.key)
        facts |= {
            "order": request.order_id,
            "kind": request.kind,
            "minor_units": request.minor_units,
            "currency": request.currency,
        }
    for name, word in _ABOUT.items():
        if given.get(name) is not None:
            facts[word] = given[name]
            subject = subject or f"{word} {given[name]}"
    by = given.get("by")
    with transaction.atomic():
        write_audit(
            f"{what}.refused",
            subject=subject,
            actor_id=by.pk if by is not None else None,
            store_id=None,
            facts=facts,
        )
