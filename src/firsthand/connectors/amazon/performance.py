"""Read the seller performance report, version 2 (GET_V2_SELLER_PERFORMANCE_REPORT).

Amazon publishes a schema, an example that names things otherwise, and real reports differ
again. So each thing is looked for under every name it is known by, what is missing stays
empty, and what nobody understands is told by its place instead of lost.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from firsthand.domain.health.ports import (
    MarketFacts,
    Part,
    PerformanceFacts,
    ReadingFacts,
)
from firsthand.foundation.errors import Refused

Found = Mapping[str, Any]
_MOST_BYTES = 20_000_000
_LARGEST = 10**15
# Our name for a measure by Amazon's, as the schema, the example and real reports have it.
_MEASURES = {
    "lateShipmentRate": "late_shipment",
    "preFulfillmentCancellationRate": "cancellation",
    "prefulfillmentCancelRate": "cancellation",
    "preFulfillmentCancelRate": "cancellation",
    "validTrackingRate": "valid_tracking",
    "onTimeDeliveryRate": "on_time_delivery",
    "unitOnTimeDeliveryRate": "unit_on_time_delivery",
    "invoiceDefectRate": "invoice_defects",
    "listingPolicyViolations": "listing_policy",
    "productAuthenticityCustomerComplaints": "authenticity",
    "productConditionCustomerComplaints": "condition",
    "productSafetyCustomerComplaints": "safety",
    "foodAndProductSafetyIssues": "food_safety",
    "receivedIntellectualPropertyComplaints": "intellectual_property",
    "suspectedIntellectualPropertyViolations": "suspected_intellectual_property",
    "restrictedProductPolicyViolations": "restricted_products",
    "otherPolicyViolations": "other_policy",
    "documentRequests": "document_requests",
    "documentRequest": "document_requests",
}
_ODR = "orderDefectRate"
_ODR_KEYS = {"mfn": "odr_fbm", "afn": "odr_fba"}
_WARNINGS = ("warningStates", "warningState")
_RATING = "accountHealthRating"
_HITS = (
    "lateShipmentCount", "cancellationCount", "validTrackingCount", "onTimeDeliveryCount",
    "unitOnTimeDeliveryCount", "defectsCount",
)  # fmt: skip
_UNITS = ("orderCount", "shipmentCount", "shipmentCountWithValidTracking", "totalUnitCount")
_PARTS = {
    "claims": "claims",
    "chargebacks": "chargebacks",
    "negativeFeedback": "negative_feedback",
    "missingInvoice": "missing_invoice",
    "lateInvoice": "late_invoice",
}
# The hits themselves, where they are said with a status of their own.
_WHOLES = ("orderWithDefects", "invoiceDefect")


class NotThisReport(Refused):
    code = "amazon.not_this_report"


def read(content: bytes) -> PerformanceFacts:
    """Return what a report says. Its times are UTC, its shares 0 to 1.

    Args:
        content: the document as it was downloaded, packed by gzip or not.

    Raises:
        NotThisReport: it is cut off, another report, or none at all.
    """
    document = _document(_unpacked(content))
    statuses = {
        str(each.get("marketplaceId")): str(each.get("status") or "")
        for each in _objects(document.get("accountStatuses"))
    }
    metrics = {
        str(each.get("marketplaceId") or ""): each
        for each in _objects(document.get("performanceMetrics"))
    }
    unread: list[str] = []
    markets = tuple(
        _market(market, statuses.get(market, ""), metrics.get(market, {}), unread)
        for market in dict.fromkeys([*statuses, *metrics])
    )
    ends = [reading.until for market in markets for reading in market.readings]
    return PerformanceFacts(
        digest=hashlib.sha256(content).hexdigest(),
        latest=max(ends, default=None),
        markets=markets,
        unread=tuple(unread),
    )


def _unpacked(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return packed.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        raise _cut_off() from problem


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > _MOST_BYTES:
        raise NotThisReport(
            _("This is far longer than a seller performance report can be."),
            fix=_("Choose another file."),
        )
    if content.lstrip()[:1] == b"<":
        raise NotThisReport(
            _("This is XML, as of the first version of the report."),
            fix=_("Ask Amazon for GET_V2_SELLER_PERFORMANCE_REPORT."),
        )
    try:
        text = content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
        document = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as problem:
        raise _cut_off() from problem
    if not isinstance(document, dict) or not (
        {"accountStatuses", "performanceMetrics"} & document.keys()
    ):
        raise NotThisReport(
            _("This is not a seller performance report."),
            fix=_("Ask Amazon for GET_V2_SELLER_PERFORMANCE_REPORT."),
        )
    return document


def _cut_off() -> NotThisReport:
    return NotThisReport(
        _("The report cannot be read to its end: it is cut off or damaged."),
        fix=_("Download it again; nothing was taken in."),
    )


def _market(market: str, status: str, found: Found, unread: list[str]) -> MarketFacts:
    """Return what is said of one marketplace; what is not understood goes to `unread`."""
    readings: list[ReadingFacts] = []
    rating = ""
    warnings: dict[str, str] = {}
    for name, said in found.items():
        where = f"{market}.{name}"
        plain = name.removesuffix("List")
        if name == "marketplaceId":
            continue
        if name in _WARNINGS:
            warnings |= {
                str(each.get("warningType")): str(each.get("status") or "")
                for each in _objects(said)
            }
        elif name == _RATING:
            rating = _rating(said)
        elif plain == _ODR and isinstance(said, dict):
            readings += _rates(said, _ODR_KEYS, where, unread)
        elif plain in _MEASURES:
            readings += _windows(said, _MEASURES[plain], where, unread)
        else:
            unread.append(where)
    return MarketFacts(
        marketplace_id=market,
        status=status,
        rating=rating,
        readings=_once(readings),
        warnings=warnings,
        document=json.loads(json.dumps(found, default=str)),
    )


def _rating(said: object) -> str:
    """Return the account health rating's status, under either of its names."""
    found = said if isinstance(said, dict) else {}
    names = ("ahrStatus", "accountHealthRatingStatus")
    return next((str(found[name]) for name in names if found.get(name)), "")


def _rates(
    said: Found, names: Mapping[str, str], where: str, unread: list[str]
) -> Iterator[ReadingFacts]:
    for name, found in said.items():
        if name in names:
            yield from _windows(found, names[name], f"{where}.{name}", unread)
        else:
            unread.append(f"{where}.{name}")


def _windows(
    said: object, measure: str, where: str, unread: list[str]
) -> Iterator[ReadingFacts]:
    """Yield a reading for each window a measure is told of: mostly it is one."""
    for found in said if isinstance(said, list) else [said]:
        told = found if isinstance(found, dict) else {}
        window = _window(told.get("reportingDateRange"))
        if window is None:
            unread.append(where)
        else:
            yield _reading(told, measure, window, where, unread)


def _reading(
    found: Found,
    measure: str,
    window: tuple[datetime, datetime],
    where: str,
    unread: list[str],
) -> ReadingFacts:
    parts = {
        ours: Part(count, str(found[theirs].get("status") or ""))
        for theirs, ours in _PARTS.items()
        if isinstance(found.get(theirs), dict)
        and (count := _count(found[theirs].get("count"))) is not None
    }
    wholes = (found[name] for name in _WHOLES if isinstance(found.get(name), dict))
    counts = [each.get("count") for each in wholes] + [found.get(name) for name in _HITS]
    reading = ReadingFacts(
        measure=measure,
        since=window[0],
        until=window[1],
        hits=_first_count(counts),
        n=_first_count([found.get(name) for name in _UNITS]),
        rate=_share(found.get("rate")),
        target=_number(found.get("targetValue")),
        condition=str(found.get("targetCondition") or ""),
        status=str(found.get("status") or ""),
        parts=parts,
    )
    if reading.hits is None and reading.rate is None:
        unread.append(where)
    return reading


def _window(said: object) -> tuple[datetime, datetime] | None:
    """Return a window; its end is said as its last minute, which still belongs to it."""
    found = said if isinstance(said, dict) else {}
    since = _moment(found.get("reportingDateFrom"))
    until = _moment(found.get("reportingDateTo"))
    if since is None or until is None:
        return None
    if until.minute == 59:
        until = until.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return (since, until) if since < until else None


def _moment(said: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _count(said: object) -> int | None:
    """Return a whole number; nothing where none was said, or one that cannot be."""
    found = _number(said)
    if found is None or found != found.to_integral_value() or not 0 <= found <= _LARGEST:
        return None
    return int(found)


def _first_count(said: list[object]) -> int | None:
    return next((n for each in said if (n := _count(each)) is not None), None)


def _share(said: object) -> Decimal | None:
    found = _number(said)
    return found if found is not None and 0 <= found <= 1 else None


def _number(said: object) -> Decimal | None:
    if isinstance(said, bool) or not isinstance(said, (int, Decimal, str)):
        return None
    try:
        found = Decimal(said)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= _LARGEST else None


def _objects(said: object) -> list[dict[str, Any]]:
    many = said if isinstance(said, list) else [said]
    return [each for each in many if isinstance(each, dict)]


def _once(readings: list[ReadingFacts]) -> tuple[ReadingFacts, ...]:
    """Return the first reading of each measure and window: two names may say one thing."""
    first: dict[tuple[str, datetime, datetime], ReadingFacts] = {}
    for each in readings:
        first.setdefault((each.measure, each.since, each.until), each)
    return tuple(first.values())
