"""Decisions about the tree of reasons: what may be given, what a reason means today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

LEVELS = 3
FALLBACK = "en"
# One part of a code by level, joined by dots: "INS.LOG.WISMO".
PART = re.compile(r"[A-Z0-9]{2,16}")
CODE = r"^[A-Z0-9]{2,16}(\.[A-Z0-9]{2,16}){0,2}$"


def label(labels: Mapping[str, str], language: str) -> str:
    """Return the text in this language, else in English."""
    return labels.get(language) or labels.get(FALLBACK, "")


@dataclass(frozen=True)
class Node:
    """One reason, as far as the tree is concerned."""

    id: int
    code: str
    level: int
    parent_id: int | None
    position: int
    labels: Mapping[str, str]
    is_in_use: bool
    merged_into_id: int | None = None
    group: str = "none"
    risk: str = "low"
    l1_resolvable: bool = True


@dataclass(frozen=True)
class Taxonomy:
    """All reasons at one moment, in use or not."""

    nodes: Mapping[int, Node]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Taxonomy:
        """Build it from reasons in any order."""
        return cls({node.id: node for node in nodes})

    @cached_property
    def _by_code(self) -> dict[str, Node]:
        return {node.code: node for node in self.nodes.values()}

    @cached_property
    def _children(self) -> dict[int | None, list[Node]]:
        found: dict[int | None, list[Node]] = {}
        for node in sorted(
            self.nodes.values(), key=lambda node: (node.position, node.code)
        ):
            found.setdefault(node.parent_id, []).append(node)
        return found

    def by_code(self, code: str) -> Node | None:
        """Return the reason with this code, in use or not."""
        return self._by_code.get(code)

    def children(self, node_id: int | None) -> list[Node]:
        """Return what hangs below a reason, in order; below None stands level 1."""
        return self._children.get(node_id, [])

    def path(self, node_id: int) -> tuple[Node, ...]:
        """Return the reason with those above it, level 1 first."""
        path: list[Node] = []
        at: int | None = node_id
        while at is not None:
            path.insert(0, self.nodes[at])
            at = self.nodes[at].parent_id
        return tuple(path)

    def levels(self, node_id: int) -> tuple[str, str | None, str | None]:
        """Return the codes of the path by level; None where it ends before."""
        codes: list[str | None] = [node.code for node in self.path(node_id)]
        first, second, third = codes + [None] * (LEVELS - len(codes))
        assert first is not None
        return first, second, third

    def today(self, node_id: int) -> Node:
        """Return the reason that stands for this one now: it, or what it was merged into.

        Merges never form a ring: only what is in use is merged into, and what was merged is
        never in use again.
        """
        node = self.nodes[node_id]
        while node.merged_into_id is not None:
            node = self.nodes[node.merged_into_id]
        return node

    def may_be_given(self, node: Node) -> bool:
        """Say whether a ticket may be given this reason: in use, and nothing finer is."""
        return node.is_in_use and not self._is_parted(node)

    def _is_parted(self, node: Node) -> bool:
        return any(child.is_in_use for child in self.children(node.id))

    def in_order(self) -> list[Node]:
        """Return all reasons as the tree is read, each before what hangs below it."""
        return list(self._below(None))

    def _below(self, node_id: int | None) -> Iterable[Node]:
        for child in self.children(node_id):
            yield child
            yield from self._below(child.id)

    def choices(self) -> list[Node]:
        """Return what a ticket may be given, in the order of the tree."""
        return [node for node in self.in_order() if self.may_be_given(node)]

    def branch(self, node_id: int) -> frozenset[int]:
        """Return the ids of all that counts under a reason today: below it or merged."""
        wanted = {node_id} | {node.id for node in self._below(node_id)}
        return frozenset(each for each in self.nodes if self.today(each).id in wanted)


@dataclass(frozen=True)
class Start:
    """One row of the reasons an installation begins with."""

    code: str
    level: int
    labels: Mapping[str, str]
    group: str
    owner: str
    core: str
    l1_resolvable: bool
    risk: str
    is_in_start: bool = field(default=True)

    @property
    def parent_code(self) -> str:
        """Return the code of the reason above; empty for level 1."""
        return self.code.rpartition(".")[0]


def start_row(row: Mapping[str, str]) -> Start:
    """Read one row of start.csv.

    Raises:
        ValueError: the code does not fit the level, or a yes-or-no says neither.
    """
    code, level = row["code"], int(row["level"])
    if re.match(CODE, code) is None or code.count(".") != level - 1:
        raise ValueError(f"{code} is no code of level {level}")
    return Start(
        code=code,
        level=level,
        labels={"en": row["en"], "zh-hans": row["zh"]},
        group=row["group"],
        owner=row["owner"],
        core=row["core"],
        l1_resolvable=_yes(row["l1_resolvable"], code),
        risk=row["risk"],
        is_in_start=_yes(row["start"], code),
    )


def _yes(text: str, code: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(f"{code}: {text!r} is neither yes nor no")
    return text == "yes"
