"""The functions of a case file that the program has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firsthand.foundation.statistics import wilson


def intervals(inputs: dict[str, Any]) -> dict[str, Any]:
    return {"ci": [list(wilson(hits, n)) for hits, n in inputs["rows"]]}


FUNCTIONS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "wilson": intervals,
}
