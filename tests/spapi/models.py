"""Models in the format of Amazon's that no code of ours has seen: made up here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RATE = "**Usage Plan:**\n\n| Rate (requests per second) | Burst |\n| ---- | ---- |\n"


def pair(request: dict[str, Any] | None, answer: Any = None, **more: Any) -> dict[str, Any]:
    """Return an example; parameters that are not wrapped yet are."""
    told: dict[str, Any] = dict(more)
    if request is not None:
        told["request"] = {
            "parameters": {name: {"value": value} for name, value in request.items()}
        }
    if answer is not None:
        told["response"] = answer
    return told


def _bare(body: dict[str, Any]) -> dict[str, Any]:
    return {"parameters": {"body": body}}


def operation(name: str, responses: dict[str, list[Any]], *parameters: Any) -> Any:
    return {
        "operationId": name,
        "description": f"{RATE}| 0.5 | 7 |\n",
        "parameters": list(parameters),
        "responses": {
            status: {
                "description": "",
                "x-amzn-api-sandbox": {"static": pairs},
            }
            for status, pairs in responses.items()
        },
    }


def parameter(name: str, place: str, **more: Any) -> dict[str, Any]:
    kind = {} if place == "body" else {"type": "string"}
    return {"name": name, "in": place, "required": place == "path", **kind, **more}


def written(folder: Path, name: str, paths: dict[str, Any], **more: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    model = {"swagger": "2.0", "info": {"title": name}, "paths": paths, **more}
    path = folder / f"{name}.json"
    path.write_text(json.dumps(model), encoding="utf-8")
    return path


def unseen(folder: Path) -> Path:
    """Write models with all that the format allows, and other JSON beside them."""
    written(folder, "widgets_2031-01-01", WIDGETS, basePath="/", **SHARED_PARTS)
    written(folder / "deeper", "gadgets", GADGETS)
    (folder / "counts.json").write_text("[1, 2]")
    (folder / "schema.json").write_text('{"$schema": "x", "properties": {}}')
    return folder


SHARED_PARTS = {
    "parameters": {"shop": parameter("shopId", "path")},
    "responses": {
        "Busy": {
            "description": "",
            "x-amzn-api-sandbox": {
                "static": [pair({"shopId": "busy"}, {"errors": [{"code": "Busy"}]})]
            },
        }
    },
}
_SEVERAL = {"type": "array", "items": {"type": "string"}}
WIDGETS = {
    "/widgets/v9/{shopId}/all": {
        "parameters": [{"$ref": "#/parameters/shop"}],
        "get": {
            **operation(
                "listWidgets",
                {
                    "200": [
                        pair({"shopId": "S/1 ü%"}, {"widgets": [1, 2.50, None, "ü"]}),
                        pair({"shopId": "S/1 ü%", "kinds": ["a", "b c"]}, {"n": 2}),
                        pair({"shopId": "S/1 ü%", "kinds": ["a"]}, {"n": 1}),
                        pair({"shopId": "..", "isNew": True, "size": 10}, []),
                        pair({"shopId": "m", "tags": ["x&y", "z=1"]}, {"tags": "multi"}),
                        pair({"shopId": "p", "piped": ["1", "2"]}, {"piped": True}),
                        pair({"shopId": "t", "tabbed": ["1", "2"]}, {"tabbed": True}),
                    ],
                    "400": [
                        pair({"shopId": "TEST_CASE_400"}, {"errors": [{"code": "X"}]}),
                        pair({"shopId": "S/1 ü%", "x-trace": "bad"}, {"errors": []}),
                    ],
                },
                parameter("kinds", "query", **_SEVERAL),
                parameter("tags", "query", collectionFormat="multi", **_SEVERAL),
                parameter("piped", "query", collectionFormat="pipes", **_SEVERAL),
                parameter("tabbed", "query", collectionFormat="tsv", **_SEVERAL),
                parameter("isNew", "query", type="boolean"),
                parameter("size", "query", type="integer", required=True),
                parameter("x-trace", "header"),
            ),
        },
    },
    "/widgets/v9/{shopId}/{widgetId}": {
        "parameters": [{"$ref": "#/parameters/shop"}, parameter("widgetId", "path")],
        "put": operation(
            "putWidget",
            {
                "200": [
                    pair(
                        {"shopId": "S", "widgetId": "W", "body": {"a": {"b": [1, {}]}}},
                        {"done": True},
                        responseHeaders={"Location": {"value": "/w/1"}},
                    ),
                    pair({"shopId": "S", "body": {"a": []}}, {"done": "perhaps"}),
                ],
                "202": [pair({"shopId": "later", "widgetId": "W", "body": [1, "b"]}, {})],
                "204": [pair({"widgetId": "nothing"}, {}), pair({"widgetId": "n2"}, "")],
            },
            parameter("payload", "body", required=True, schema={"type": "object"}),
        ),
        "delete": operation(
            "deleteWidget",
            {
                "200": [pair({"shopId": "S", "widgetId": "W"})],
                "400": [pair({"shopId": "S", "widgetId": ""}, {"errors": []})],
                "404": [pair({"widgetId": "gone"}, [{"code": "NotFound"}])],
                "413": [pair({"widgetId": "big"}, {"errors": [{}]})],
                "429": [pair({"widgetId": "fast"}, {"errors": [{"code": "Q"}]})],
                "500": [pair({"widgetId": "broken"}, {"errors": None})],
                "503": [pair({"widgetId": "down"}, {"errors": [{"code": "D"}]})],
                "401": [pair({"widgetId": "who"}, {"errors": [{"code": "U"}]})],
                "403": [pair({"widgetId": "may not"}, {"errors": [{"code": "F"}]})],
            },
        ),
        "get": {
            "operationId": "getWidget",
            "parameters": [],
            "responses": {"429": {"$ref": "#/responses/Busy"}},
        },
    },
}
GADGETS = {
    # The same name as an operation of another model, and a path that another one fits.
    "/widgets/v9/{shopId}/all/gadgets": {
        "get": operation(
            "listWidgets",
            {"200": [pair({}, {"first": 1}), pair({"nextToken": "a b"}, {"second": 2})]},
            parameter("shopId", "path"),
            parameter("nextToken", "query"),
        ),
        "post": operation(
            "makeGadget",
            {
                # Written as some of Amazon's are: without the wrapper, and quite empty.
                "201": [
                    {"request": _bare({"name": "g"}), "response": {}},
                ],
                "400": [
                    {"request": _bare({}), "response": {"errors": []}},
                ],
            },
            parameter("shopId", "path"),
            parameter("body", "body", schema={}),
        ),
        "patch": operation(
            "changeGadget",
            {"200": [{"response": {"plain": True}}]},
            parameter("shopId", "path"),
        ),
    },
    # An example with the request of another one: nobody can tell them apart.
    "/gadgets/v1/account": {
        "get": operation("getAccount", {"200": [pair({}, {})], "400": [pair({}, [])]})
    },
}
