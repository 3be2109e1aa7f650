"""Our table says what Amazon's models say; further operations come from them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from firsthand.connectors.amazon.operations import Effect, Operations, UnknownOperation
from firsthand.connectors.amazon.regions import Place, Region, region_of
from firsthand.connectors.amazon.swagger import WrongModel, read_model, read_models
from firsthand.domain.stores.rules import AMAZON
from tests.shared import SHARED, needs
from tests.spapi.models import operation, parameter, unseen, written

OURS = Operations.ours()
MODELS = SHARED / "spapi-models"


@needs("spapi-models")
def test_our_table_says_of_each_operation_what_its_model_says() -> None:
    theirs = {one.key: one for one in read_models(MODELS)}
    for ours in OURS.all():
        model = theirs[ours.key]
        assert (ours.method, ours.path.replace("{+", "{")) == (model.method, model.path)
        if model.rate is not None:
            assert (ours.rate, ours.burst) == (model.rate, model.burst), ours.key
        query = {one.name for one in model.parameters if one.place == "query"}
        needed = {
            one.name for one in model.parameters if one.place == "query" and one.is_required
        }
        assert (ours.query, ours.required) == (query, needed), ours.key


def test_nothing_that_cannot_be_taken_back_may_be_done_twice() -> None:
    once = {one.name for one in OURS.all() if one.effect is Effect.ONCE}
    assert {"createFeed", "createFulfillmentOrder", "createUnexpectedProblem"} <= once
    reads = {one.method for one in OURS.all() if one.effect is Effect.READ}
    assert reads == {"GET"}


def test_each_area_that_was_promised_is_there() -> None:
    counts = Counter(one.api.partition("_")[0] for one in OURS.all())
    assert counts == {
        "orders": 2, "ordersV0": 1, "messaging": 11, "solicitations": 2, "feeds": 6,
        "reports": 9, "uploads": 1, "finances": 3, "financesV0": 2,
        "fulfillmentOutbound": 9, "notifications": 9, "tokens": 1, "sellers": 2,
        "catalogItems": 2, "customerFeedback": 7, "application": 1,
    }  # fmt: skip


def test_an_operation_is_found_by_name_or_says_which_are_meant() -> None:
    assert OURS.named("createFeed").key == "feeds_2021-06-30.createFeed"
    with pytest.raises(UnknownOperation, match="SPAPI_MODELS_DIR"):
        OURS.named("getNothing")


def test_models_bring_further_operations_and_keep_our_words(tmp_path: Path) -> None:
    known = OURS.with_models(unseen(tmp_path))
    put = known.named("putWidget")
    assert (put.method, put.path) == ("PUT", "/widgets/v9/{shopId}/{widgetId}")
    assert (put.rate, put.burst, put.effect) == (Decimal("0.5"), 7, Effect.ONCE)
    listed = known.named("widgets_2031-01-01.listWidgets")
    assert (listed.effect, listed.header_names) == (Effect.READ, {"x-trace"})
    assert listed.collections["tags"] == "multi"
    with pytest.raises(UnknownOperation, match=r"gadgets\.listWidgets"):
        known.named("listWidgets")
    slow = known.named("getWidget")
    assert (slow.rate, slow.burst) == (Decimal(1), 1)
    assert known.named("createFeed") == OURS.named("createFeed")


def test_a_model_of_ours_that_has_changed_is_believed_but_for_our_words(
    tmp_path: Path,
) -> None:
    moved = operation("createFeed", {}, parameter("dryRun", "query", required=True))
    written(tmp_path, "feeds_2021-06-30", {"/feeds/v2": {"post": moved}})
    written(tmp_path, "other", {"/other": {"post": operation("createFeed", {})}})
    found = OURS.with_models(tmp_path).named("createFeed")
    assert (found.path, found.rate, found.burst) == ("/feeds/v2", Decimal("0.5"), 7)
    assert (found.query, found.required) == ({"dryRun"}, {"dryRun"})
    assert found.effect is Effect.ONCE
    assert found.role == "Inventory and Order Tracking"


DAMAGED = [
    "{",
    '{"paths": {"/a": {"get": 1}}}',
    '{"paths": {"/a": {"get": []}}}',
    '{"paths": {"/a": {"get": {"parameters": [{"$ref": "#/no/where"}]}}}}',
]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_model_is_refused_by_its_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(WrongModel, match=r"broken\.json"):
        read_model(path)


@pytest.mark.parametrize("text", ["[]", "1", '"paths"', '{"paths": []}', "\ufeff{}"])
def test_other_json_is_no_model(text: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(text, encoding="utf-8")
    assert read_model(path) == []


def test_each_marketplace_has_its_region() -> None:
    regions = {one.code: region_of(one.code) for one in AMAZON}
    assert None not in regions.values()
    assert regions["US"] is Region.NORTH_AMERICA
    assert regions["JP"] is Region.FAR_EAST
    assert region_of("CN") is None
    assert Place.of(Region.EUROPE).api == "https://sellingpartnerapi-eu.amazon.com"
    sandbox = Place.of(Region.FAR_EAST, is_sandbox=True)
    assert sandbox.api == "https://sandbox.sellingpartnerapi-fe.amazon.com"
