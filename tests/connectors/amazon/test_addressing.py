"""How parameters stand in an address."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from firsthand.connectors.amazon.addressing import Value, addressed
from firsthand.connectors.amazon.operations import Effect, Operation, Operations
from firsthand.connectors.amazon.troubles import WrongCall

SEARCH = Operations.ours().named("searchOrders")
GET = Operations.ours().named("orders_2026-01-01.getOrder")
ACTIONS = Operations.ours().named("getMessagingActionsForOrder")
PLACE = Operations.ours().named("createUploadDestinationForResource")
PLAIN = Operation("a", "b", "GET", "/b", Decimal(1), 1, Effect.READ)
BERLIN = timezone(timedelta(hours=1))

WRITTEN: list[tuple[Value, str]] = [
    ("a b&c=d/é", "a%20b%26c%3Dd%2F%C3%A9"),
    (True, "true"),
    (12, "12"),
    (Decimal("1.10"), "1.10"),
    (["A1", "B,2"], "A1,B%2C2"),
    ([], ""),
    (date(2026, 11, 23), "2026-11-23"),
    (datetime(2026, 11, 23, 12, tzinfo=BERLIN), "2026-11-23T11%3A00%3A00.000Z"),
    (datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), "2026-01-02T03%3A04%3A05.678Z"),
    ({"b": 1, "a": 2}, "%7B%22a%22%3A%202%2C%20%22b%22%3A%201%7D"),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_as_this_interface_wants_it(value: Value, text: str) -> None:
    assert addressed(PLAIN, {"v": value}).target == f"/b?v={text}"


def test_what_is_none_is_left_out() -> None:
    assert addressed(SEARCH, {"createdAfter": None}).target == SEARCH.path


@pytest.mark.parametrize(
    ("value", "text"),
    [("a/b", "a%2Fb"), ("..", "%2E%2E"), (".", "%2E"), ("a.b", "a.b"), ("", "")],
)
def test_a_value_never_leaves_its_place_in_the_path(value: str, text: str) -> None:
    assert addressed(GET, {"orderId": value}).target == f"/orders/2026-01-01/orders/{text}"


def test_a_call_without_what_it_needs_is_refused() -> None:
    with pytest.raises(WrongCall, match="without orderId"):
        addressed(GET, {"orderId": None})
    with pytest.raises(WrongCall, match="without marketplaceIds"):
        addressed(ACTIONS, {"amazonOrderId": "1"})


def test_a_parameter_it_does_not_have_is_refused() -> None:
    with pytest.raises(WrongCall, match="no parameter marketplaceId"):
        addressed(SEARCH, {"marketplaceId": "A"})


def test_a_resource_keeps_its_slashes() -> None:
    resource = "/messaging/v1/orders/1/messages/invoice"
    given = {"resource": resource, "marketplaceIds": ["A"], "contentMD5": "m"}
    path, _, query = addressed(PLACE, given).target.partition("?")
    assert path == f"/uploads/2020-11-01/uploadDestinations{resource}"
    assert query == "marketplaceIds=A&contentMD5=m"


def test_a_header_travels_as_one() -> None:
    told = Operation(
        "a", "b", "GET", "/b", Decimal(1), 1, Effect.READ,
        header_names=frozenset({"x-service"}),
    )  # fmt: skip
    found = addressed(told, {"X-Service": "s", "q": 1})
    assert (found.target, dict(found.headers)) == ("/b?q=1", {"X-Service": "s"})
