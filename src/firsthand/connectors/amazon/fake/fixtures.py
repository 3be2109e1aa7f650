"""What the fake plays where Amazon's files are absent: our own table, a few examples.

The examples are `fixtures.json`, invented for this project, by operation: what a request
names, the status and the answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from firsthand.connectors.amazon.operations import Operation, Operations
from firsthand.connectors.amazon.swagger import Described, Example, Parameter

RESTRICTED = "POST /tokens/2021-03-01/restrictedDataToken"


def described() -> list[Described]:
    """Return the operations of our own table, with our own examples."""
    path = Path(__file__).with_name("fixtures.json")
    examples = json.loads(path.read_text(encoding="utf-8"))
    return [
        _described(operation, examples.get(operation.key, []))
        for operation in Operations.ours().all()
    ]


def beside(models: Sequence[Described]) -> list[Described]:
    """Return what models describe, and of our own table what they do not."""
    theirs = {(one.method, one.path) for one in models}
    ours = [
        one
        for one in described()
        if (one.method, one.path.replace("{+", "{")) not in theirs
    ]
    return [*models, *ours]


def _described(operation: Operation, examples: Sequence[dict[str, Any]]) -> Described:
    names = {name for example in examples for name in example["request"]} - {"body"}
    return Described(
        operation.api,
        operation.name,
        operation.method,
        operation.path,
        tuple(Parameter(name, "query") for name in sorted(names)),
        operation.rate,
        operation.burst,
        tuple(
            Example(one["status"], one["request"], one.get("answer"), {})
            for one in examples
        ),
    )
