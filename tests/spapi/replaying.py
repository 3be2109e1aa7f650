"""Send every example of every model through our client, and look whether the answer is it.

The fake is not trusted: request and answer are read from the model's file here, by hand,
and what comes back over HTTP is held against what the file says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from firsthand.connectors.amazon.client import Account, Client
from firsthand.connectors.amazon.fake import tokens
from firsthand.connectors.amazon.fake.running import FakeAmazon, Terms
from firsthand.connectors.amazon.operations import Operations
from firsthand.connectors.amazon.pacing import Unpaced
from firsthand.connectors.amazon.regions import Place
from firsthand.connectors.amazon.swagger import Parameter, read_model
from firsthand.connectors.amazon.tokens import Credentials
from firsthand.connectors.amazon.troubles import Trouble

METHODS = ("get", "post", "put", "patch", "delete")
WITHIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Pair:
    """One example, as its file has it."""

    model: str
    operation: str
    number: int
    status: int
    request: dict[str, Any]
    answer: Any
    headers: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.model}.{self.operation} {self.status} #{self.number}"


@dataclass
class Sheet:
    """What came of the examples of one model."""

    operations: int = 0
    passed: int = 0
    # What went wrong with which; examples that nobody can tell from another apart.
    failed: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, str] = field(default_factory=dict)


def models_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.json")) if "paths" in _json(path)]


def pairs_of(path: Path) -> Iterator[Pair]:
    """Yield the examples of a model, read independently of the code that is tried."""
    model = _json(path)
    for address, item in model["paths"].items():
        for method in METHODS:
            operation = item.get(method, {})
            number = 0
            for status, told in operation.get("responses", {}).items():
                shared = told.get("$ref", "").rpartition("/")[2]
                response = model["responses"][shared] if shared else told
                for pair in response.get("x-amzn-api-sandbox", {}).get("static") or []:
                    number += 1
                    named = (pair.get("request") or {}).get("parameters") or {}
                    yield Pair(
                        path.stem,
                        operation.get("operationId", f"{method} {address}"),
                        number,
                        int(status),
                        {name: _unwrapped(value) for name, value in named.items()},
                        pair.get("response"),
                        {
                            name: str(_unwrapped(value))
                            for name, value in (pair.get("responseHeaders") or {}).items()
                        },
                    )


def replay(folder: Path) -> dict[str, Sheet]:
    """Replay every model below a folder; return what came of it, by model."""
    fake = FakeAmazon(Terms(models=folder, only_examples=True, is_throttled=False))
    client = client_of(fake, Operations.ours().with_models(folder))
    fake.start()
    try:
        return {
            str(path.relative_to(folder).with_suffix("")): _of_model(client, path)
            for path in models_in(folder)
        }
    finally:
        client.line.close()
        fake.stop()


def client_of(
    fake: FakeAmazon, operations: Operations | None = None, *, most_tries: int = 1
) -> Client:
    credentials = Credentials(
        tokens.CLIENT_ID, tokens.CLIENT_SECRET, f"{tokens.REFRESH_TOKEN}replay"
    )
    account = Account("replay", credentials, Place.at(fake.address))
    return Client(account, pacing=Unpaced(), operations=operations, most_tries=most_tries)


def _of_model(client: Client, path: Path) -> Sheet:
    parameters = {operation.name: operation.parameters for operation in read_model(path)}
    sheet = Sheet(operations=len(parameters))
    seen: dict[str, Pair] = {}
    for pair in pairs_of(path):
        same = seen.setdefault(
            f"{pair.operation} {json.dumps(pair.request, sort_keys=True)}", pair
        )
        problem = problem_with(client, pair, parameters[pair.operation])
        if not problem:
            sheet.passed += 1
        elif same is not pair:
            sheet.ambiguous[pair.name] = f"has the request of {same.name}; {problem}"
        else:
            sheet.failed[pair.name] = problem
    return sheet


def problem_with(client: Client, pair: Pair, parameters: tuple[Parameter, ...]) -> str:
    """Return how the answer differs from the example; empty: it does not."""
    sent = {name: value for name, value in pair.request.items() if name != "body"}
    body = pair.request.get("body")
    for one in parameters:
        # Many examples leave out what an operation requires; whoever calls must not.
        # A body is called `body` there, whatever its name.
        name = "body" if one.place == "body" else one.name
        if not one.is_required or name in pair.request:
            continue
        if name == "body":
            body = {"firsthand": "required"}
        else:
            sent[name] = f"required-{name}"
    try:
        answer = client.call(
            f"{pair.model}.{pair.operation}", sent, body=body, within=WITHIN
        )
        status, content, headers = answer.status, answer.content, answer.headers
    except Trouble as trouble:
        status, content = trouble.told.status, trouble.told.content
        headers = trouble.told.headers
        if not status:
            return f"no answer: {trouble}"
    if status != pair.status:
        return f"status {status}, not {pair.status}"
    if not _same(content, pair.answer, status):
        return f"another body: {str(content)[:80]}"
    wrong = [name for name, text in pair.headers.items() if _header(headers, name) != text]
    return f"another header: {wrong[0]}" if wrong else ""


def _same(content: Any, example: Any, status: int) -> bool:
    if status == 204:
        # No body can come with it, whatever the example has.
        return content is None
    if content is None:
        return example is None
    return _plain(content) == _plain(example)


def _plain(content: Any) -> str:
    """Return JSON in one way of writing it."""
    return json.dumps(content, sort_keys=True, default=_number)


def _number(value: Any) -> float:
    assert isinstance(value, Decimal), value
    return float(value)


def _header(headers: Any, name: str) -> str | None:
    return headers.get(name.lower())


def _unwrapped(written: Any) -> Any:
    if isinstance(written, dict) and "value" in written:
        return written["value"]
    return written


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8-sig"))
