"""The fake's sellers: the same orders whoever asks, told as Amazon tells them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from urllib.request import urlopen

import pytest

from firsthand.connectors.amazon.fake import __main__ as program
from firsthand.connectors.amazon.fake.asked import stamp
from firsthand.connectors.amazon.fake.lives import DAY, Sellers
from firsthand.connectors.amazon.troubles import Declined
from tests.connectors.amazon.playing import client_at, playing

MONDAY = date(2026, 11, 23)
SINCE = "2026-11-01T00:00:00Z"


def sellers(seed: int = 1) -> Sellers:
    return Sellers({"shop": ("DE", "JP")}, a_day=5, began_on=MONDAY, seed=seed)


def test_a_seed_says_what_becomes_of_every_order_whatever_was_asked_before() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    one, other = sellers(), sellers()
    one.lives("shop", noon - 5 * DAY)
    assert one.lives("shop", noon) == other.lives("shop", noon)
    assert one.lives("shop", noon) != sellers(seed=2).lives("shop", noon)
    assert one.lives("nobody", noon) == []


def test_pages_follow_each_other_though_orders_change_between_them() -> None:
    with playing(sellers=sellers()) as fake:
        client = client_at(fake.address)
        asked = {
            "lastUpdatedAfter": stamp(fake.time.now() - 20 * DAY),
            "lastUpdatedBefore": stamp(fake.time.now() - timedelta(minutes=3)),
            "maxResultsPerPage": "7",
        }
        numbers: list[str] = []
        for page in client.pages(
            "searchOrders", asked, following="pagination.nextToken",
            asked_by="paginationToken",
        ):  # fmt: skip
            numbers += [one["orderId"] for one in page.content["orders"]]
            fake.time.forward(60)
        assert len(numbers) == len(set(numbers)) > 7


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"createdAfter": SINCE, "lastUpdatedAfter": SINCE},
        {"lastUpdatedAfter": SINCE, "lastUpdatedBefore": "2999-01-01T00:00:00Z"},
        {"lastUpdatedAfter": SINCE, "paginationToken": "nonsense"},
    ],
)  # fmt: skip
def test_a_search_amazon_would_not_take_is_declined(asked: dict[str, str]) -> None:
    with playing(sellers=sellers()) as fake, pytest.raises(Declined):
        client_at(fake.address).call("searchOrders", asked)


def test_the_finances_may_have_an_empty_page_with_more_to_follow() -> None:
    with playing(sellers=sellers()) as fake:
        client = client_at(fake.address)
        asked = {"postedAfter": stamp(fake.time.now() - 20 * DAY)}
        first = client.call("listTransactions", asked).content["payload"]
        assert first == {"transactions": [], "nextToken": "page-0"}


def test_a_trial_is_told_the_truth() -> None:
    with playing(sellers=sellers()) as fake:
        with urlopen(f"{fake.address}/_fake/sellers?account=shop") as answer:  # noqa: S310 -- our own
            truth = json.load(answer)
        assert truth.keys() == {"orders", "refunds", "returns", "claims", "feedback"}
        assert len(truth["orders"]) > 100
        with urlopen(f"{fake.address}/_fake/clock") as answer:  # noqa: S310 -- our own
            assert json.load(answer)["now"].endswith("Z")


def test_the_program_names_the_marketplaces_it_knows(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert program.main(["--sell", "shop=DE,ATLANTIS"]) == 3
    assert "ATLANTIS" in capsys.readouterr().err
