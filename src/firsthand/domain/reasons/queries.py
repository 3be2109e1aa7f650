"""Questions about reasons and resolutions. Nothing here writes.

The tree is the same for all stores: whoever may read tickets may read it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import translation

from firsthand.domain.reasons import rules
from firsthand.domain.reasons.models import Reason, Resolution
from firsthand.domain.reasons.rules import FALLBACK, LEVELS, Node, Taxonomy

__all__ = [
    "FALLBACK",
    "LEVELS",
    "Choice",
    "Node",
    "Reason",
    "Resolution",
    "Taxonomy",
    "Today",
    "branch_of",
    "called",
    "choices",
    "label_of",
    "path_of",
    "resolution_in_use",
    "resolutions",
    "resolutions_in_use",
    "taxonomy",
    "today",
]


@dataclass(frozen=True)
class Choice:
    """A reason a ticket may be given, in words: "After-sale › Damage › In transit"."""

    code: str
    label: str
    above: str
    # What typing is held against: the code and the words in every language.
    words: str


@dataclass(frozen=True)
class Today:
    """What a reason a ticket was once given counts as now. Codes by level."""

    reason_id: int
    code: str
    level1: str
    level2: str | None
    level3: str | None


def taxonomy() -> Taxonomy:
    """Return the whole tree, in one query.

    Most pages ask for it, so the SQL is written out: a hundred objects of the ORM took
    longer to make than the rest of the query.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, code, level, parent_id, position, labels, archived_at IS NULL,
                      merged_into_id, "group", risk, l1_resolvable FROM reasons_reason"""
        )
        return _tree(tuple(cursor.fetchall()))


@lru_cache(maxsize=4)
def _tree(rows: tuple[tuple[Any, ...], ...]) -> Taxonomy:
    """Return the tree that these rows make: the same rows always make the same."""
    return Taxonomy.of(
        Node(id, code, level, parent, position, json.loads(labels), *more)
        for id, code, level, parent, position, labels, *more in rows
    )


def label_of(labels: Mapping[str, str]) -> str:
    """Return what something is called in the language in force."""
    return rules.label(labels, translation.get_language() or FALLBACK)


def branch_of(code: str) -> frozenset[int] | None:
    """Return the ids of all that counts under a reason today; None if there is none."""
    if not code:
        return None
    tree = taxonomy()
    node = tree.by_code(code)
    return None if node is None else tree.branch(node.id)


def path_of(reason_id: int) -> tuple[int, ...]:
    """Return the ids a reason counts under today, from level 1 down to itself."""
    tree = taxonomy()
    return tuple(node.id for node in tree.path(tree.today(reason_id).id))


def called(code: str) -> Choice | None:
    """Return a reason in words, in use or not."""
    tree = taxonomy()
    node = tree.by_code(code)
    return None if node is None else _choice(tree, node)


def choices(
    tree: Taxonomy | None = None, only: Collection[str] | None = None
) -> list[Choice]:
    """Return the reasons a ticket may be given, in the order of the tree.

    Args:
        tree: where it was read just now; None: to be read.
        only: those with these codes; None: all.
    """
    tree = tree or taxonomy()
    nodes = tree.choices()
    return [_choice(tree, node) for node in nodes if only is None or node.code in only]


def _choice(tree: Taxonomy, node: Node) -> Choice:
    path = tree.path(node.id)
    words = {text for each in path for text in each.labels.values()}
    return Choice(
        code=node.code,
        label=label_of(node.labels),
        above=" › ".join(label_of(each.labels) for each in path[:-1]),
        words=" ".join([node.code, *sorted(words)]).lower(),
    )


def today() -> dict[int, Today]:
    """Return for each reason there ever was, by id, what it counts as in today's tree."""
    tree = taxonomy()
    return {node_id: _today(tree, node_id) for node_id in tree.nodes}


def _today(tree: Taxonomy, node_id: int) -> Today:
    node = tree.today(node_id)
    return Today(node.id, node.code, *tree.levels(node.id))


def resolutions() -> list[Resolution]:
    """Return all resolutions, in use or not, in order."""
    return list(Resolution.objects.order_by("position", "code"))


def resolutions_in_use() -> list[Resolution]:
    """Return the resolutions a ticket may be closed with, in order."""
    return [each for each in resolutions() if each.archived_at is None]


def resolution_in_use(code: str) -> Resolution | None:
    """Return the resolution with this code, if a ticket may be closed with it."""
    return Resolution.objects.filter(code=code, archived_at=None).first()
