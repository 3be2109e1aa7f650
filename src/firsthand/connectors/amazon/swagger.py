"""Read Amazon's model files (Swagger 2.0): operations, their rates, their worked examples.

Nothing of the files is kept in the project. The examples stand in the extension
`x-amzn-api-sandbox` of a response, whose key is the status; they are written with several
small faults that are borne here: a value without its wrapper, a body that is only `{}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from firsthand.foundation.errors import Refused

_METHODS = ("get", "post", "put", "patch", "delete")
# In a description: | Rate (requests per second) | Burst | | ---- | ---- | | 0.5 | 30 |
_RATE = re.compile(r"\|\s*([0-9]*\.?[0-9]+)\s*\|\s*([0-9]+)\s*\|")
EXTENSION = "x-amzn-api-sandbox"


class WrongModel(Refused):
    code = "amazon.wrong_model"


@dataclass(frozen=True)
class Parameter:
    """What an operation takes. `place` is path, query, header, body or formData."""

    name: str
    place: str
    is_required: bool = False
    kind: str = "string"
    collection: str = "csv"
    allowed: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Example:
    """One request and its answer, as Amazon wrote them down.

    Attributes:
        requested: what the request names, by parameter; the body is called `body`.
        answer: the JSON of the answer; None where there is none.
    """

    status: int
    requested: Mapping[str, Any]
    answer: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Described:
    """An operation as a model describes it; `rate` is None where it does not say."""

    api: str
    name: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    rate: Decimal | None
    burst: int
    examples: tuple[Example, ...]

    @property
    def key(self) -> str:
        return f"{self.api}.{self.name}"


def read_models(folder: Path) -> list[Described]:
    """Return the operations of every model below a folder; other JSON files are passed by.

    Raises:
        WrongModel: there is no such folder, or a file in it is not JSON.
    """
    if not folder.is_dir():
        raise WrongModel(
            f"There is no folder {folder}.",
            fix="Set SPAPI_MODELS_DIR to a folder with Amazon's model files.",
        )
    return [
        operation
        for path in sorted(folder.rglob("*.json"))
        for operation in read_model(path)
    ]


def read_model(path: Path) -> list[Described]:
    """Return the operations of one model; none if the file is none.

    Raises:
        WrongModel: it is not JSON, or not written as a model is.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as problem:
        raise WrongModel(f"{path.name} is not JSON: {problem}.") from problem
    if not isinstance(content, dict) or not isinstance(content.get("paths"), dict):
        return []
    try:
        return list(_operations(path.stem, content))
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise WrongModel(
            f"{path.name} is not written as a model is: {problem!r}."
        ) from problem


def _operations(api: str, model: dict[str, Any]) -> Iterator[Described]:
    base = str(model.get("basePath") or "").rstrip("/")
    for path, item in model["paths"].items():
        for method in _METHODS:
            if method not in item:
                continue
            told = item[method]
            # What an operation says of a parameter comes before what its path says.
            parameters = {
                (each.name, each.place): each
                for each in (
                    _parameter(_resolved(model, one))
                    for one in [*item.get("parameters", []), *told.get("parameters", [])]
                )
            }
            rate, burst = _pace(str(told.get("description") or ""))
            yield Described(
                api=api,
                name=str(told.get("operationId") or f"{method} {path}"),
                method=method.upper(),
                path=base + path,
                parameters=tuple(parameters.values()),
                rate=rate,
                burst=burst,
                examples=tuple(_examples(model, told.get("responses", {}))),
            )


def _resolved(model: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Return what a part refers to within its file, or itself."""
    while "$ref" in part:
        found: Any = model
        for name in str(part["$ref"]).removeprefix("#/").split("/"):
            found = found[name.replace("~1", "/").replace("~0", "~")]
        part = found
    return part


def _parameter(told: dict[str, Any]) -> Parameter:
    items = told.get("items") or {}
    return Parameter(
        name=str(told["name"]),
        place=str(told["in"]),
        is_required=bool(told.get("required")),
        kind=str(told.get("type") or "string"),
        collection=str(told.get("collectionFormat") or "csv"),
        allowed=tuple(told.get("enum") or items.get("enum") or ()),
    )


def _pace(description: str) -> tuple[Decimal | None, int]:
    found = _RATE.search(description)
    if found is None or not Decimal(found[1]):
        return None, 1
    return Decimal(found[1]), max(1, int(found[2]))


def _examples(model: dict[str, Any], responses: dict[str, Any]) -> Iterator[Example]:
    for code, told in responses.items():
        response = _resolved(model, told)
        for pair in (response.get(EXTENSION) or {}).get("static") or []:
            named = (pair.get("request") or {}).get("parameters") or {}
            yield Example(
                # `default` stands for any other: an error nobody foresaw.
                status=int(code) if code.isdecimal() else 500,
                requested={name: _value(value) for name, value in named.items()},
                answer=pair.get("response"),
                headers={
                    name: str(_value(value))
                    for name, value in (pair.get("responseHeaders") or {}).items()
                },
            )


def _value(written: Any) -> Any:  # noqa: ANN401 -- what JSON holds
    if isinstance(written, dict) and "value" in written:
        return written["value"]
    return written
