"""The table of operations: ours, and those of any model file.

Ours is `operations.csv`, written for this project. Its columns: the interface and its
version as Amazon's files are called; name; method; path (`{+name}` keeps the slashes of a
value); rate a second and burst; effect; the role an application needs for it; the scope of
a token without a seller, where it takes one; the parameters of its query, those it cannot
do without with a `!`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from firsthand.connectors.amazon.swagger import Described, read_models
from firsthand.foundation.errors import Refused
from firsthand.foundation.pacing.rules import Pace
from firsthand.settings import environment

# Where Amazon does not say: slow enough for any of those that do.
_UNKNOWN_RATE, _UNKNOWN_BURST = Decimal(1), 1


class UnknownOperation(Refused):
    code = "amazon.unknown_operation"


class Effect(StrEnum):
    """What a call leaves behind, which decides whether it may be made again."""

    READ = "read"
    REPEATABLE = "repeatable"  # Twice is as good as once, or costs nothing.
    ONCE = "once"


@dataclass(frozen=True)
class Operation:
    """One operation of the interface.

    Attributes:
        role: the role an application needs; empty: it depends, or is not known.
        scope: the scope of a token without a seller; empty: a seller's token.
        query: the parameters after the path; None: not known, so that any may be one.
        required: those of the query it cannot do without.
        header_names: parameters that travel as headers, in lower case.
        collections: how parameters with several values are written; else with commas.
    """

    api: str
    name: str
    method: str
    path: str
    rate: Decimal
    burst: int
    effect: Effect
    role: str = ""
    scope: str = ""
    query: frozenset[str] | None = None
    required: frozenset[str] = frozenset()
    header_names: frozenset[str] = frozenset()
    collections: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        return f"{self.api}.{self.name}"

    @property
    def pace(self) -> Pace:
        """Return how often we call it: the rate, and all of the bucket but one.

        Calls that leave one after the other may arrive together, and one too many then.
        """
        return Pace.per_second(self.rate, max(1, self.burst - 1))


class Operations:
    """A table of operations, found by `api.name`; by a name where only one has it.

    A name that only one of our own table has means that one, whatever models there are.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_key = {operation.key: operation for operation in operations}

    @staticmethod
    def ours() -> Operations:
        """Return those of our own table."""
        return Operations(_table())

    @staticmethod
    def known() -> Operations:
        """Return ours, and those of the models in SPAPI_MODELS_DIR where it is set.

        Raises:
            WrongModel: the folder or a file in it cannot be read.
        """
        return _known(environment.SPAPI_MODELS_DIR)

    def with_models(self, folder: Path) -> Operations:
        """Return these and all that the models of a folder describe.

        What is ours keeps its role, scope and effect.

        Raises:
            WrongModel: the folder or a file in it cannot be read.
        """
        found = (self._told_of(one) for one in read_models(folder))
        return Operations([*self._by_key.values(), *found])

    def all(self) -> list[Operation]:
        return list(self._by_key.values())

    def named(self, name: str) -> Operation:
        """Return one operation.

        Raises:
            UnknownOperation: there is none of that name, or several are.
        """
        if name in self._by_key:
            return self._by_key[name]
        found = [one for one in self._by_key.values() if one.name == name]
        # What is meant must not change with the models that happen to be there.
        ours = [one for one in found if one.key in {known.key for known in _table()}]
        if len(ours or found) == 1:
            return (ours or found)[0]
        if found:
            raise UnknownOperation(
                f"Several operations of Amazon are called {name}.",
                fix="Say which: " + ", ".join(one.key for one in found),
            )
        raise UnknownOperation(
            f"No operation of Amazon that we know is called {name}.",
            fix="Set SPAPI_MODELS_DIR to a folder with the model that describes it.",
        )

    def _told_of(self, told: Described) -> Operation:
        """Return what a model describes, in our words where we have some for it."""
        query = [one for one in told.parameters if one.place == "query"]
        theirs = Operation(
            told.api,
            told.name,
            told.method,
            told.path,
            told.rate or _UNKNOWN_RATE,
            told.burst if told.rate else _UNKNOWN_BURST,
            Effect.READ if told.method == "GET" else Effect.ONCE,
            header_names=frozenset(
                one.name.lower() for one in told.parameters if one.place == "header"
            ),
            collections={
                one.name: one.collection for one in told.parameters if one.kind == "array"
            },
        )
        ours = self._by_key.get(told.key)
        if ours is None or ours.method != told.method:
            return theirs
        return replace(
            theirs,
            path=ours.path if ours.path.replace("{+", "{") == told.path else told.path,
            rate=told.rate or ours.rate,
            burst=told.burst if told.rate else ours.burst,
            effect=ours.effect,
            role=ours.role,
            scope=ours.scope,
            query=(ours.query or frozenset()) | {one.name for one in query},
            required=frozenset(one.name for one in query if one.is_required),
        )


@cache
def _known(folder: str) -> Operations:
    ours = Operations.ours()
    return ours.with_models(Path(folder)) if folder else ours


@cache
def _table() -> tuple[Operation, ...]:
    path = Path(__file__).with_name("operations.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Operation(
                api=row["api"],
                name=row["operation"],
                method=row["method"],
                path=row["path"],
                rate=Decimal(row["rate"]),
                burst=int(row["burst"]),
                effect=Effect(row["effect"]),
                role=row["role"],
                scope=row["scope"],
                query=frozenset(row["query"].replace("!", "").split()),
                required=frozenset(
                    name[:-1] for name in row["query"].split() if name.endswith("!")
                ),
            )
            for row in csv.DictReader(file)
        )
