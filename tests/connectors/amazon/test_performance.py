from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.connectors.amazon import performance
from firsthand.connectors.amazon.performance import NotThisReport
from firsthand.domain.health.ports import Part, PerformanceFacts, ReadingFacts
from tests.reports_of_amazon import DE, MONTH, US, content, late, odr, report

MODELS = Path(
    os.environ.get(
        "SPAPI_MODELS_DIR", Path(__file__).parents[4] / "shared" / "spapi-models"
    )
)
EXAMPLE = MODELS / "schemas" / "reports" / "accountHealthReport-2020-11-18.json"


def read(document: dict[str, Any]) -> PerformanceFacts:
    return performance.read(content(document))


def readings(**metrics: Any) -> dict[str, ReadingFacts]:
    [market] = read(report(**metrics)).markets
    return {each.measure: each for each in market.readings}


def test_rates_come_with_their_window_counts_target_and_parts() -> None:
    found = readings(orderDefectRate={"mfn": odr(7, 1000), "afn": odr(0, 400)})
    mine = found["odr_fbm"]
    assert (mine.hits, mine.n, mine.rate) == (7, 1000, Decimal("0.007"))
    assert (mine.target, mine.condition, mine.status) == (
        Decimal("0.01"), "LESS_THAN", "GOOD",
    )  # fmt: skip
    assert mine.since == datetime(2026, 1, 1, tzinfo=UTC)
    assert mine.until == datetime(2026, 3, 2, tzinfo=UTC), "its last minute belongs to it"
    assert mine.parts["negative_feedback"] == Part(7, "NONE")
    assert found["odr_fba"].n == 400


@pytest.mark.parametrize(
    "name",
    [
        "preFulfillmentCancellationRate",
        "prefulfillmentCancelRate",
        "preFulfillmentCancelRate",
    ],
)
def test_a_measure_is_known_by_each_of_its_names(name: str) -> None:
    said = {"reportingDateRange": MONTH, "orderCount": 50, "cancellationCount": 2}
    assert readings(**{name: said})["cancellation"].hits == 2


def test_a_list_has_a_reading_for_each_window() -> None:
    short = MONTH | {"reportingDateFrom": "2026-02-20T00:00Z"}
    said = [late(3, 100), late(2, 40, reportingDateRange=short)]
    [market] = read(report(lateShipmentRateList=said)).markets
    assert [(each.measure, each.n) for each in market.readings] == [
        ("late_shipment", 100), ("late_shipment", 40),
    ]  # fmt: skip


def test_status_rating_and_warnings_are_kept_as_they_are_said() -> None:
    document = report(
        status="PURGATORY",
        accountHealthRating={"ahrStatus": "WARNED"},
        warningStates=[{"warningType": "spammingSellerMessaging", "status": "BAD"}],
    )
    document["accountStatuses"].append({"marketplaceId": US, "status": "NORMAL"})
    first, second = read(document).markets
    assert (first.status, first.rating) == ("PURGATORY", "WARNED")
    assert first.warnings == {"spammingSellerMessaging": "BAD"}
    assert (second.marketplace_id, second.status, second.readings) == (US, "NORMAL", ())


def test_invoices_have_their_count_in_an_object_and_parts_beside_it() -> None:
    found = readings(
        invoiceDefectRate={
            "reportingDateRange": MONTH,
            "orderCount": 90,
            "invoiceDefect": {"count": 3, "status": "GOOD"},
            "missingInvoice": {"count": 2, "status": "NONE"},
            "lateInvoice": {"count": 1, "status": "NONE"},
        }
    )["invoice_defects"]
    assert (found.hits, found.n, sorted(found.parts)) == (
        3, 90, ["late_invoice", "missing_invoice"],
    )  # fmt: skip


def test_what_nobody_understands_is_told_by_its_place_and_kept() -> None:
    backwards = {"reportingDateFrom": "2026-03-02T00:00Z", "reportingDateTo": "2026-03-01"}
    document = report(
        moonPhase={"rate": 0.5},
        lateShipmentRate={"reportingDateRange": backwards},
        validTrackingRate="none",
        orderDefectRate={"mfn": odr(1, 100), "xfn": odr(1, 100)},
    )
    found = read(document)
    assert set(found.unread) == {
        f"{DE}.moonPhase", f"{DE}.lateShipmentRate", f"{DE}.validTrackingRate",
        f"{DE}.orderDefectRate.xfn",
    }  # fmt: skip
    assert found.markets[0].document["moonPhase"] == {"rate": "0.5"}


def test_numbers_that_cannot_be_are_left_out_and_the_rest_stays() -> None:
    found = readings(
        lateShipmentRate=late(1, 10, orderCount=-4, rate=7, lateShipmentCount="3")
    )["late_shipment"]
    assert (found.hits, found.n, found.rate) == (3, None, None)
    odd = late(1, 10, lateShipmentCount=True, orderCount=1.5, rate="1e999999")
    assert readings(lateShipmentRate=odd)["late_shipment"].hits is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_any_encoding_of_json_is_read_packed_or_not(encoding: str) -> None:
    document = json.dumps(report(lateShipmentRate=late(1, 10))).encode(encoding)
    assert performance.read(document).markets == performance.read(
        gzip.compress(document)
    ).markets  # fmt: skip


@pytest.mark.parametrize(
    "bytes_",
    [
        b"", b"<Report/>", b"[]", b"{}", b'"text"', b"\xff\xfe\xfd", b"[" * 100_000,
        content(report(lateShipmentRate=late(1, 10)))[:-5],
        gzip.compress(content(report()))[:-9],
        b"\x1f\x8b rubbish",
    ],
)  # fmt: skip
def test_what_is_no_whole_report_is_refused_with_a_fix(bytes_: bytes) -> None:
    with pytest.raises(NotThisReport) as refusal:
        performance.read(bytes_)
    assert refusal.value.fix


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(JSON, JSON, JSON)
def test_no_json_whatever_breaks_the_reading(status: Any, rate: Any, window: Any) -> None:
    said = {"reportingDateRange": window, "rate": rate, "orderCount": rate}
    document = {
        "accountStatuses": status,
        "performanceMetrics": [
            {"marketplaceId": DE, "lateShipmentRate": said, "orderDefectRate": rate},
            {"marketplaceId": US, "warningStates": rate, "accountHealthRating": status},
        ],
    }
    assert read(document).markets


@pytest.mark.skipif(not EXAMPLE.exists(), reason=f"no example at {EXAMPLE}")
def test_amazons_own_example_is_read_but_for_a_window_that_ends_before_it_begins() -> None:
    [example] = json.loads(EXAMPLE.read_text(encoding="utf-8"))["examples"]
    found = read(example)
    assert found.unread == ("ATVPDKIKX0DER.documentRequest",)
    assert [each.status for each in found.markets] == ["AT_RISK", "NORMAL", "SUSPENDED"]
    assert len(found.markets[0].readings) == 15
