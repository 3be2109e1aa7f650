"""Which operation a call is for: the one whose path says most."""

from __future__ import annotations

from decimal import Decimal

import pytest

from firsthand.connectors.amazon.fake.examples import Routes
from firsthand.connectors.amazon.swagger import Described


def described(name: str, path: str, method: str = "GET") -> Described:
    return Described("a", name, method, path, (), Decimal(1), 1, ())


ROUTES = Routes(
    [
        described("one", "/items/{id}"),
        described("all", "/items/all"),
        described("part", "/items/{id}/parts/{part}"),
        described("under", "/items/{id}/{anything}"),
        described("make", "/items", "POST"),
        described("same", "/items/{other}", "PUT"),
        described("same_too", "/items/{id}", "PUT"),
    ]
)
PATHS = [
    ("GET", "/items/all?x=/items/7", "all", {}),
    ("GET", "/items/7", "one", {"id": "7"}),
    ("GET", "/items/", "one", {"id": ""}),
    ("GET", "/items/a%2Fb%20c", "one", {"id": "a/b c"}),
    ("GET", "/items/7/parts/8", "part", {"id": "7", "part": "8"}),
    ("GET", "/items/7/8", "under", {"id": "7", "anything": "8"}),
    ("GET", "/items/7/8/9", "under", {"id": "7", "anything": "8/9"}),
    ("POST", "/items", "make", {}),
]


@pytest.mark.parametrize(("method", "target", "name", "in_path"), PATHS)
def test_the_path_with_most_fixed_parts_is_meant(
    method: str, target: str, name: str, in_path: dict[str, str]
) -> None:
    [route] = ROUTES.of(method, target)
    assert (route.operation.name, dict(route.in_path)) == (name, in_path)


@pytest.mark.parametrize(
    ("method", "target"), [("GET", "/"), ("GET", "/items"), ("DELETE", "/items/7")]
)
def test_no_other_address_is_any(method: str, target: str) -> None:
    assert ROUTES.of(method, target) == []


def test_models_that_describe_the_same_address_are_both_meant() -> None:
    found = ROUTES.of("PUT", "/items/7")
    assert [one.operation.name for one in found] == ["same", "same_too"]
    assert [dict(one.in_path) for one in found] == [{"other": "7"}, {"id": "7"}]
