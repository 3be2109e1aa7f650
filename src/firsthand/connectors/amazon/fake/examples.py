"""Which operation a call is for, and which of Amazon's examples it is.

A call is an example if every parameter the example names has the value it names, whatever
else is sent; of several the most specific one is meant, then the first
(SP-API developer guide, "The Selling Partner API sandbox").
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from firsthand.connectors.amazon.swagger import Described, Example
from firsthand.foundation.http_serving import Call

_JOINTS = {"ssv": " ", "tsv": "\t", "pipes": "|"}


@dataclass(frozen=True)
class Route:
    """An operation a call may be for, with the values its path holds."""

    operation: Described
    in_path: Mapping[str, str]


class Routes:
    """All operations, found by method and address."""

    def __init__(self, operations: Iterable[Described]) -> None:
        self._by_method: dict[str, list[tuple[list[str], Described]]] = defaultdict(list)
        for operation in operations:
            segments = operation.path.removeprefix("/").split("/")
            self._by_method[operation.method].append((segments, operation))

    def of(self, method: str, target: str) -> list[Route]:
        """Return the operations at an address: those whose path has most fixed parts.

        There are several only where models describe the same address.
        """
        # A value may be empty, also the last one.
        path = urlsplit(target).path.removeprefix("/")
        parts = [unquote(one) for one in path.split("/")]
        fitting: dict[tuple[bool, int, int], list[Route]] = defaultdict(list)
        for segments, operation in self._by_method[method]:
            in_path = _fitted(segments, parts)
            if in_path is not None:
                fixed = len(segments) - len(in_path)
                rank = (len(segments) == len(parts), fixed, len(segments))
                fitting[rank].append(Route(operation, in_path))
        return fitting[max(fitting)] if fitting else []


def example_of(routes: Sequence[Route], call: Call) -> Example | None:
    """Return the example a call is; None: it is none."""
    best: tuple[int, Example] | None = None
    for route in routes:
        sent = _sent(route, call)
        for example in route.operation.examples:
            named = {name: _text(value) for name, value in example.requested.items()}
            fits = all(sent.get(name) == named[name] for name in named)
            if fits and (best is None or len(named) > best[0]):
                best = len(named), example
    return best[1] if best else None


def _fitted(segments: Sequence[str], parts: Sequence[str]) -> dict[str, str] | None:
    """Return the values of a path; None: it is not of this pattern.

    A value at the end may have slashes in it, where no other path fits.
    """
    if len(parts) < len(segments):
        return None
    if len(parts) > len(segments):
        if not segments[-1].startswith("{"):
            return None
        end = len(segments) - 1
        parts = [*parts[:end], "/".join(parts[end:])]
    found: dict[str, str] = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment.startswith("{") and segment.endswith("}"):
            found[segment[1:-1].lstrip("+")] = part
        elif segment != part:
            return None
    return found


def _sent(route: Route, call: Call) -> dict[str, str]:
    """Return all parameters of a call as text, by their names."""
    joints = {
        one.name: _JOINTS[one.collection]
        for one in route.operation.parameters
        if one.collection in _JOINTS
    }
    several: dict[str, list[str]] = defaultdict(list)
    for name, value in parse_qsl(urlsplit(call.target).query, keep_blank_values=True):
        several[name] += value.split(joints[name]) if name in joints else [value]
    sent = {name: ",".join(values) for name, values in several.items()}
    sent.update(route.in_path)
    for one in route.operation.parameters:
        if one.place == "header" and one.name.lower() in call.headers:
            sent[one.name] = call.headers[one.name.lower()]
    if call.body:
        try:
            sent["body"] = _text(json.loads(call.body))
        except ValueError:
            sent["body"] = call.body.decode("utf-8", "replace")
    return sent


def _text(value: Any) -> str:  # noqa: ANN401 -- what JSON holds
    """Return a value as it would stand in an address; objects with their keys in order."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(map(_text, value))
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return str(value)
