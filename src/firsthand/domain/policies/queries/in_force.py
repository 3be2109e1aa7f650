"""Which rules judge now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from firsthand.domain.policies.models import RuleSetVersion
from firsthand.domain.policies.queries.sources import shipped_rules
from firsthand.domain.policies.rules import Finding, Outgoing, RuleSet, changing, check
from firsthand.domain.policies.rules.packs import shipped

State = RuleSetVersion.State


@dataclass(frozen=True)
class InForce:
    """A version of the rules, ready to judge.

    Attributes:
        version_id: None: nobody published one; the pack judges as it is.
        number: of the version; 0 for the pack as it is.
    """

    version_id: int | None
    number: int
    changes: Mapping[str, Any]
    rules: RuleSet


def in_force() -> InForce:
    """Return the rules that judge now: one small question to the database each time.

    So every process judges by a new version from the moment it was published.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, number, changes::text FROM policies_rulesetversion
                WHERE state = 'published'"""
        )
        row = cursor.fetchone()
    return _read(*row) if row is not None else _read(None, 0, "")


@lru_cache(maxsize=4)
def _read(version_id: int | None, number: int, changes: str) -> InForce:
    """Return what these columns say: they are the same for weeks."""
    said = json.loads(changes) if changes else changing.empty()
    return InForce(version_id, number, said, rules_with(said))


def rules_with(changes: Mapping[str, Any]) -> RuleSet:
    """Return the rules with some changes, published or not."""
    if changes == changing.empty():
        return shipped()  # Compiled once for all that change nothing.
    return changing.apply(shipped(), shipped_rules(), changes)


def findings(
    outgoing: Outgoing, rules: RuleSet, *, also_in: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Return what the rules find in a text, read in its language and in others.

    Args:
        outgoing: the text; its language is the buyer's.
        rules: by which.
        also_in: other languages that are spoken in it.
    """
    found: list[Finding] = list(check(outgoing, rules))
    for language in also_in:
        if language != outgoing.language:
            read = Outgoing(**{**vars(outgoing), "language": language})
            found += _new(check(read, rules), found)
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.rule)))


def _new(more: Iterable[Finding], known: Sequence[Finding]) -> list[Finding]:
    """Return those of rules that found nothing at the same place before."""
    return [
        each
        for each in more
        if not any(
            each.rule == one.rule
            and (
                (each.start < one.end and one.start < each.end) or each.end == one.end == 0
            )
            for one in known
        )
    ]


def version(version_id: int) -> RuleSetVersion | None:
    """Return one version."""
    found = RuleSetVersion.objects.filter(pk=version_id)
    return found.select_related("drafted_by", "published_by").first()


def versions() -> list[RuleSetVersion]:
    """Return all versions, the newest first."""
    found = RuleSetVersion.objects.order_by("-number")
    return list(found.select_related("drafted_by", "published_by"))


def draft() -> RuleSetVersion | None:
    """Return the draft there is."""
    found = RuleSetVersion.objects.filter(state=State.DRAFT)
    return found.select_related("drafted_by").first()
