"""A fake's sellers at work: their orders as Amazon tells them, and their reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from firsthand.connectors.amazon.fake import performance
from firsthand.connectors.amazon.fake.asked import (
    Asked,
    Misunderstood,
    as_json,
    moment_of,
    refusal,
    stamp,
)
from firsthand.connectors.amazon.fake.effects import Effect
from firsthand.connectors.amazon.fake.lives import DAY, Life, Oddity, Sellers
from firsthand.connectors.amazon.fake.sales import Sales
from firsthand.domain.stores.rules import BY_CODE, BY_ID
from firsthand.foundation.http_serving import Reply

_ROOT = "/orders/2026-01-01/orders"
_REVIEWS = "/solicitations/v1/orders/{amazonOrderId}"
_REVIEW = "productReviewAndSellerFeedback"
_SETTLED_AFTER = timedelta(minutes=2)


class Trading:
    """Answers for sellers' orders. Safe to use in many threads: hardly anything changes."""

    def __init__(self, sellers: Sellers, sales: Sales) -> None:
        self._sellers = sellers
        self._sales = sales
        # Orders whose buyers were asked for a review, each time they were.
        self.solicited: list[str] = []
        self.answers: Mapping[str, Callable[[Asked], Reply]] = {
            f"GET {_REVIEWS}": self._offer,
            f"POST {_REVIEWS}/solicitations/{_REVIEW}": self._solicit,
            f"GET {_ROOT}": self._search,
            f"GET {_ROOT}/{{orderId}}": self._show,
        }

    def refunds(self, account: str, order: str, now: datetime) -> list[Effect]:
        """Return what was given back on an account's order, or on all, as far as shown."""
        return [
            _refund(life, at, life.refund_shows_at)
            for life in self._sellers.lives(account, now)
            if (at := life.refunded_at) is not None
            and life.refund_shows_at is not None
            and life.refund_shows_at <= now
            and order in {"", life.number}
        ]

    def report(self, account: str, asked: Mapping[str, Any], now: datetime) -> bytes | None:
        """Return what is in a report; None: there is nothing to report."""
        tell = _TABLES.get(str(asked["reportType"]))
        countries = [BY_ID[one].code for one in asked["marketplaceIds"] if one in BY_ID]
        if asked["reportType"] == performance.KIND and countries:
            here = [
                one for one in self._sellers.lives(account, now) if one.country in countries
            ]
            return performance.told(here, BY_CODE[countries[0]].marketplace_id, now)
        if tell is None or not countries:
            return None
        since, until = moment_of(asked["dataStartTime"]), moment_of(asked["dataEndTime"])
        lives = self._sellers.lives(account, now)
        heading, row_of = tell
        rows = [
            row
            for life in lives
            if life.country in countries and (row := row_of(life, since, until, now))
        ]
        if not rows:
            return None
        text = "".join("\t".join(row) + "\r\n" for row in (heading, *rows))
        return text.encode(_CHARSETS.get(countries[0], "utf-8"))

    def truth(self, account: str, now: datetime) -> dict[str, Any]:
        """Return what is true of an account's orders by now: numbers, with when known."""
        lives = self._sellers.lives(account, now)
        return {
            "orders": {life.number: stamp(life.changed_at(now)) for life in lives},
            "refunds": _by(lives, now, lambda life: life.refund_shows_at),
            "returns": _by(lives, now, _return_shows_at),
            "claims": _by(lives, now, lambda life: life.claimed_at),
            "feedback": _by(lives, now, lambda life: life.rated_at),
        }

    def _search(self, asked: Asked) -> Reply:
        values = asked.values
        kinds = [one for one in ("created", "lastUpdated") if f"{one}After" in values]
        if len(kinds) != 1:
            return refusal("InvalidInput", "createdAfter or lastUpdatedAfter is needed.")
        since = moment_of(values[f"{kinds[0]}After"])
        youngest = asked.now - _SETTLED_AFTER
        until = moment_of(values.get(f"{kinds[0]}Before", stamp(youngest)))
        if until > youngest:
            return refusal("InvalidInput", f"{kinds[0]}Before is not two minutes ago.")
        ids = set(filter(None, values.get("marketplaceIds", "").split(",")))
        found = sorted(
            (at, life.number, life)
            for life in self._sellers.lives(asked.account, asked.now)
            if since <= (at := _time(life, kinds[0], asked.now)) <= until
            and (not ids or BY_CODE[_country(life, asked.now)].marketplace_id in ids)
        )
        size = int(values.get("maxResultsPerPage", "100"))
        # What changes between two pages leaves the listing, and shifts no other.
        after = _place(values.get("paginationToken", ""), asked.now)
        left = [one for one in found if after is None or one[:2] > after]
        content: dict[str, Any] = {
            "orders": [_told(life, asked.now) for _, _, life in left[:size]],
            f"{kinds[0]}Before": stamp(until),
        }
        if len(left) > size:
            at, number, _ = left[size - 1]
            token = f"{stamp(at)} {number} {stamp(asked.now)}"
            content["pagination"] = {"nextToken": token}
        return as_json(content)

    def _show(self, asked: Asked) -> Reply:
        number = asked.values.get("orderId", "")
        lives = self._sellers.lives(asked.account, asked.now)
        life = next((one for one in lives if one.number == number), None)
        if life is None:
            return self._sales.answers[f"GET {_ROOT}/{{orderId}}"](asked)
        return as_json({"order": _told(life, asked.now)})

    def _offer(self, asked: Asked) -> Reply:
        number = asked.values.get("amazonOrderId", "")
        actions = [{"name": _REVIEW}] if self._is_offered(asked, number) else []
        return as_json({"_links": {"actions": actions}})

    def _solicit(self, asked: Asked) -> Reply:
        number = asked.values.get("amazonOrderId", "")
        if not self._is_offered(asked, number):
            return refusal("Unauthorized", "This action is not available.", 403)
        self.solicited.append(number)
        return as_json({}, 201)

    def _is_offered(self, asked: Asked, number: str) -> bool:
        lives = self._sellers.lives(asked.account, asked.now)
        life = next((one for one in lives if one.number == number), None)
        if life is None or life.arrived_at is None or number in self.solicited:
            return False
        return 5 * DAY <= asked.now - life.arrived_at <= 30 * DAY


def _place(token: str, now: datetime) -> tuple[datetime, str] | None:
    """Return after which change and number a page begins; None: it is the first.

    Raises:
        Misunderstood: the token is none of ours, or a day old.
    """
    if not token:
        return None
    parts = token.split(" ")
    if len(parts) != 3 or (now - moment_of(parts[2])).total_seconds() > 86_400:
        raise Misunderstood("the pagination token is not valid")
    return moment_of(parts[0]), parts[1]


def _time(life: Life, kind: str, now: datetime) -> datetime:
    return life.placed_at if kind == "created" else life.changed_at(now)


def _country(life: Life, now: datetime) -> str:
    """Return the marketplace Amazon names; of a switched order, a neighbour."""
    is_sent = life.sent_at is not None and life.sent_at <= now
    if life.oddity is Oddity.SWITCHED and is_sent:
        return _NEIGHBOURS.get(life.country, life.country)
    return life.country


_NEIGHBOURS = {"DE": "FR", "FR": "DE", "US": "CA", "CA": "US", "IT": "ES", "ES": "IT"}


def _told(life: Life, now: datetime) -> dict[str, Any]:
    place = BY_CODE[_country(life, now)]
    currency = BY_CODE[life.country].currency
    sku, asin, title = life.article
    item_currency = "XTS" if life.oddity is Oddity.OTHER_CURRENCY else currency
    told: dict[str, Any] = {
        "orderId": life.number,
        "createdTime": stamp(life.placed_at),
        "lastUpdatedTime": stamp(life.changed_at(now)),
        "programs": [],
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": place.marketplace_id,
            "marketplaceName": place.domain.capitalize(),
        },
        "fulfillment": {
            "fulfillmentStatus": _status(life, now),
            "fulfilledBy": "AMAZON" if life.is_fba else "MERCHANT",
            "shipByWindow": {"latestDateTime": stamp(life.dispatch_by)},
        },
        "orderItems": [
            {
                "orderItemId": life.number.replace("-", "")[:14],
                "quantityOrdered": life.quantity,
                "product": {"asin": asin, "title": title, "sellerSku": sku},
                "proceeds": _proceeds(life, item_currency),
                "cancellation": _cancellation(life, now),
            }
        ],
        "packages": _packages(life, now),
    }
    if life.paid_at <= now:
        total = {"amount": str(life.price + life.shipping), "currencyCode": currency}
        told["proceeds"] = {"grandTotal": total}
    if life.oddity is not Oddity.NO_BUYER:
        alias = f"b{life.number[-7:]}"
        told["buyer"] = {"buyerName": f"Buyer {life.number[-7:]}"}
        if not life.is_fba:
            told["buyer"]["buyerEmail"] = f"{alias}@marketplace.{place.domain}"
    return told


def _status(life: Life, now: datetime) -> str:
    def has(at: datetime | None) -> bool:
        return at is not None and at <= now

    if has(life.cancelled_at):
        return "CANCELLED"
    if has(life.sent_at):
        return "SHIPPED"
    if life.oddity is Oddity.UNKNOWN_STATUS:
        return "HELD_FOR_THE_MOON"
    return "UNSHIPPED" if has(life.paid_at) else "PENDING"


def _proceeds(life: Life, currency: str) -> dict[str, Any]:
    def money(amount: object) -> dict[str, str]:
        return {"amount": str(amount), "currencyCode": currency}

    parts = [{"type": "ITEM", "subtotal": money(life.price)}]
    if life.shipping:
        parts.append({"type": "SHIPPING", "subtotal": money(life.shipping)})
    return {"proceedsTotal": money(life.price + life.shipping), "breakdowns": parts}


def _cancellation(life: Life, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if life.cancel_asked_at and life.cancel_asked_at <= now:
        told["cancellationRequest"] = {"requester": "BUYER", "cancelReason": "MISTAKE"}
    if life.cancelled_at and life.cancelled_at <= now:
        who = "BUYER" if life.cancel_asked_at else "MERCHANT"
        told["cancellationExecution"] = {"cancelledBy": who}
    return told


def _packages(life: Life, now: datetime) -> list[dict[str, Any]]:
    if life.is_fba or life.sent_at is None or life.sent_at > now:
        return []
    has_arrived = life.arrived_at is not None and life.arrived_at <= now
    return [
        {
            "packageReferenceId": f"P-{life.number}",
            "carrier": "DHL",
            "trackingNumber": f"JJD{life.number.replace('-', '')}",
            "shipTime": stamp(life.sent_at),
            "packageStatus": {"status": "DELIVERED" if has_arrived else "IN_TRANSIT"},
        }
    ]


def _refund(life: Life, at: datetime, shows_at: datetime | None) -> Effect:
    item = life.number.replace("-", "")[:14]
    return Effect(
        number=f"amzn1:crow:{life.number}",
        account=life.account,
        order=life.number,
        kind="refund",
        amount=life.price,
        currency=BY_CODE[life.country].currency,
        components=((item, "Principal", life.price),),
        at=at,
        posted_at=shows_at,
        cause="outside",
        skus={item: life.article[0]},
    )


def _return_shows_at(life: Life) -> datetime | None:
    return life.returned_at if life.is_fba else life.return_asked_at


def _by(
    lives: Sequence[Life], now: datetime, when: Callable[[Life], datetime | None]
) -> dict[str, str]:
    return {
        life.number: stamp(at)
        for life in lives
        if (at := when(life)) is not None and at <= now
    }


Row = tuple[str, ...]
RowOf = Callable[[Life, datetime, datetime, datetime], Row | None]


def _fba_return(life: Life, since: datetime, until: datetime, now: datetime) -> Row | None:
    at = life.returned_at
    if not life.is_fba or at is None or not since <= at < until or at > now:
        return None
    sku, asin, title = life.article
    return (
        at.isoformat(), life.number, sku, asin, f"X00{sku}", title, "1", "LEJ1",
        "SELLABLE", "UNWANTED_ITEM", "Unit returned to inventory", f"LPN{life.number[-7:]}",
        _SAID.get(life.country, "Too small, thanks"),
    )  # fmt: skip


def _fbm_return(life: Life, since: datetime, until: datetime, now: datetime) -> Row | None:
    at = life.return_asked_at
    if life.is_fba or at is None or not since.date() <= at.date() <= until.date():
        return None
    if at > now:
        return None
    sku, asin, title = life.article
    has_come = life.returned_at is not None and life.returned_at <= now
    has_claim = life.claimed_at is not None and life.claimed_at <= now
    return (
        life.number, _day(life.placed_at), _day(at), "Approved", f"RMA{life.number[-7:]}",
        "", "DHL", f"RET{life.number[-7:]}", "Y" if has_claim else "N", asin, sku, title,
        "1", _SAID.get(life.country, "CR-DEFECTIVE"), "Y",
        _day(life.returned_at) if has_come and life.returned_at else "",
    )  # fmt: skip


def _feedback(life: Life, since: datetime, until: datetime, now: datetime) -> Row | None:
    at = life.rated_at
    if at is None or not since.date() <= at.date() <= until.date() or at > now:
        return None
    said = _SAID.get(life.country, "Took too long")
    form = "%m/%d/%y" if life.country in {"US", "CA"} else "%d/%m/%y"
    return (at.strftime(form), str(life.stars), said, "", life.number, "x@example.com")


def _order(life: Life, since: datetime, until: datetime, now: datetime) -> Row | None:
    at = life.changed_at(now)
    if not since <= at < until:
        return None
    sku, asin, title = life.article
    placed, status = life.placed_at.isoformat(), _status(life, now).capitalize()
    return (life.number, placed, at.isoformat(), status, title, sku, asin)


def _day(at: datetime) -> str:
    return at.strftime("%d-%b-%Y")


_SAID = {"JP": "サイズが合わない", "DE": "Zu groß für mich", "FR": "Trop serré, désolé"}
_CHARSETS = {"JP": "cp932", "DE": "cp1252", "FR": "cp1252"}
_TABLES: Mapping[str, tuple[Row, RowOf]] = {
    "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA": (
        (
            "return-date", "order-id", "sku", "asin", "fnsku", "product-name", "quantity",
            "fulfillment-center-id", "detailed-disposition", "reason", "status",
            "license-plate-number", "customer-comments",
        ),
        _fba_return,
    ),
    "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE": (
        (
            "Order ID", "Order date", "Return request date", "Return request status",
            "Amazon RMA ID", "Merchant RMA ID", "Return carrier", "Tracking ID",
            "A-to-Z Claim", "ASIN", "Merchant SKU", "Item Name", "Return quantity",
            "Return Reason", "In policy", "Return delivery date",
        ),
        _fbm_return,
    ),
    "GET_SELLER_FEEDBACK_DATA": (
        ("Date", "Rating", "Comments", "Your Response", "Order ID", "Rater Email"),
        _feedback,
    ),
    "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL": (
        (
            "amazon-order-id", "purchase-date", "last-updated-date", "order-status",
            "product-name", "sku", "asin",
        ),
        _order,
    ),
}  # fmt: skip
