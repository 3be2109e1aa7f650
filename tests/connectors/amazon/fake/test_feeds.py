"""Feeds at the fake, as a client sees them: how they end, and what was really done."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.documents import NoDocument, download, upload
from firsthand.connectors.amazon.fake.messages import ACKNOWLEDGEMENT, ADJUSTMENT
from firsthand.connectors.amazon.fake.running import FakeAmazon
from firsthand.connectors.amazon.troubles import Declined, Lost
from tests.connectors.amazon.playing import GERMANY, ORDER, client_at, playing

XML = "text/xml; charset=UTF-8"


def refund(number: int = 1, amount: str = "5.00", order: str = ORDER) -> str:
    return (
        f"<Message><MessageID>{number}</MessageID><OrderAdjustment>"
        f"<AmazonOrderID>{order}</AmazonOrderID><ActionType>Refund</ActionType>"
        "<AdjustedItem><AmazonOrderItemCode>item-1</AmazonOrderItemCode>"
        "<AdjustmentReason>CustomerReturn</AdjustmentReason><ItemPriceAdjustments>"
        "<Component><Type>Principal</Type>"
        f'<Amount currency="EUR">{amount}</Amount></Component>'
        '<Component><Type>Shipping</Type><Amount currency="EUR">1.50</Amount></Component>'
        "</ItemPriceAdjustments></AdjustedItem></OrderAdjustment></Message>"
    )


def cancellation() -> str:
    return (
        "<Message><MessageID>1</MessageID><OrderAcknowledgement>"
        f"<AmazonOrderID>{ORDER}</AmazonOrderID><StatusCode>Failure</StatusCode>"
        "</OrderAcknowledgement></Message>"
    )


def submitted(client: Client, *messages: str, kind: str = ADJUSTMENT) -> str:
    """Send a feed as one does; return its number."""
    made = client.call("createFeedDocument", body={"contentType": XML}).content
    content = f"<AmazonEnvelope>{''.join(messages)}</AmazonEnvelope>".encode()
    upload(client.line, made["url"], content, XML)
    return client.call(
        "createFeed", body=specification(made["feedDocumentId"], kind)
    ).content["feedId"]


def specification(document: str, kind: str = ADJUSTMENT) -> dict[str, Any]:
    return {
        "feedType": kind,
        "marketplaceIds": [GERMANY],
        "inputFeedDocumentId": document,
    }


def state(client: Client, feed: str) -> dict[str, Any]:
    return client.call("getFeed", {"feedId": feed}).content


def report_of(client: Client, told: dict[str, Any]) -> str:
    number = told["resultFeedDocumentId"]
    found = client.call("getFeedDocument", {"feedDocumentId": number}).content
    into = io.BytesIO()
    download(client.line, found["url"], into, compression=found["compressionAlgorithm"])
    return into.getvalue().decode()


def done(fake: FakeAmazon) -> list[Decimal]:
    return [one.amount for one in fake.effects.of("shop", ORDER)]


def test_a_feed_is_queued_worked_on_and_done_with_a_report_of_what_was_refunded() -> None:
    with playing(processing=timedelta(minutes=10)) as fake:
        client = client_at(fake.address)
        feed = submitted(client, refund(), refund(2, amount="-9"))
        assert state(client, feed)["processingStatus"] == "IN_QUEUE"
        fake.time.forward(6 * 60)
        assert state(client, feed)["processingStatus"] == "IN_PROGRESS"
        assert done(fake) == []
        fake.time.forward(5 * 60)
        told = state(client, feed)
        assert told["processingStatus"] == "DONE"
        report = report_of(client, told)
    assert "<MessagesSuccessful>1</MessagesSuccessful>" in report
    assert "<MessagesWithError>1</MessagesWithError>" in report
    assert done(fake) == [Decimal("6.50")]


# How it goes wrong, what is said of it in the end, and how many of two are refunded.
ENDS = [
    ("stuck", "IN_PROGRESS", 0), ("stuck_applied", "IN_PROGRESS", 2),
    ("fatal_none", "FATAL", 0), ("fatal_half", "FATAL", 1), ("fatal_all", "FATAL", 2),
    ("cancelled", "CANCELLED", 0), ("no_report", "DONE", 2), ("refused", "DONE", 0),
    ("half_refused", "DONE", 1),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "ended", "refunds"), ENDS)
def test_a_feed_ends_as_planned_whatever_was_really_done(
    fault: str, ended: str, refunds: int
) -> None:
    with playing(f"process={fault}") as fake:
        client = client_at(fake.address)
        feed = submitted(client, refund(1), refund(2))
        fake.time.forward(48 * 3600)
        told = state(client, feed)
        assert told["processingStatus"] == ended
        assert len(done(fake)) == refunds
        has_report = ended == "DONE" and fault != "no_report"
        assert ("resultFeedDocumentId" in told) is has_report
        if has_report:
            good = f"<MessagesSuccessful>{refunds}</MessagesSuccessful>"
            assert good in report_of(client, told)


def test_a_feed_whose_answer_is_lost_was_taken_and_is_found_in_the_listing() -> None:
    with playing("createFeed=apply_then_reset") as fake:
        client = client_at(fake.address)
        began = datetime.now(UTC) - timedelta(seconds=5)
        with pytest.raises(Lost) as raised:
            submitted(client, refund())
        assert raised.value.is_unclear
        wanted = {"feedTypes": [ADJUSTMENT], "createdSince": began}
        [found] = client.call("getFeeds", wanted).content["feeds"]
        fake.time.forward(60)
        assert state(client, found["feedId"])["processingStatus"] == "DONE"
        assert done(fake) == [Decimal("6.50")]


def test_a_listing_of_feeds_comes_in_pages_the_newest_first() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        feeds = [submitted(client, refund()) for _ in range(3)]
        submitted(client, cancellation(), kind=ACKNOWLEDGEMENT)
        listed = [
            feed["feedId"]
            for page in client.pages(
                "getFeeds",
                {"feedTypes": [ADJUSTMENT], "pageSize": 2},
                following="nextToken",
                asked_by="nextToken",
            )
            for feed in page.content["feeds"]
        ]
    assert listed == feeds[::-1]


def test_a_feed_can_be_cancelled_while_it_is_in_the_queue() -> None:
    with playing(processing=timedelta(minutes=10)) as fake:
        client = client_at(fake.address)
        first, second = submitted(client, refund()), submitted(client, refund())
        client.call("cancelFeed", {"feedId": first})
        fake.time.forward(6 * 60)
        with pytest.raises(Declined):
            client.call("cancelFeed", {"feedId": second})
        fake.time.forward(60 * 60)
        assert state(client, first)["processingStatus"] == "CANCELLED"
        assert len(done(fake)) == 1


WRONG = [
    ("<AmazonEnvelope>", "FATAL", 0),
    ("", "FATAL", 0),
    ("<a><Message><MessageID>1</MessageID></Message></a>", "DONE", 1),
    (f"<a>{refund(amount='much')}</a>", "DONE", 1),
    (f"<a>{refund(order='')}</a>", "DONE", 1),
    (f"<a>{refund().replace('EUR', 'USD', 1)}</a>", "DONE", 1),
]


@pytest.mark.parametrize(("content", "ended", "errors"), WRONG)
def test_a_feed_that_is_wrong_is_said_to_be_and_nothing_is_done(
    content: str, ended: str, errors: int
) -> None:
    with playing() as fake:
        client = client_at(fake.address)
        made = client.call("createFeedDocument", body={"contentType": XML}).content
        upload(client.line, made["url"], content.encode(), XML)
        body = specification(made["feedDocumentId"])
        feed = client.call("createFeed", body=body).content["feedId"]
        fake.time.forward(60)
        told = state(client, feed)
        assert told["processingStatus"] == ended
        assert done(fake) == []
        if errors:
            assert "<MessagesWithError>1<" in report_of(client, told)


def test_a_feed_without_its_document_or_of_somebody_elses_is_declined() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        made = client.call("createFeedDocument", body={"contentType": XML}).content
        for body in (specification(made["feedDocumentId"]), specification("none"), {}):
            with pytest.raises(Declined):
                client.call("createFeed", body=body)


def test_the_address_of_a_document_is_good_for_five_minutes_and_not_to_be_guessed() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        url = client.call("createFeedDocument", body={"contentType": XML}).content["url"]
        with pytest.raises(NoDocument):
            upload(client.line, url[:-4] + "0000", b"x", XML)
        upload(client.line, url, b"x", XML)
        fake.time.forward(301)
        with pytest.raises(NoDocument):
            upload(client.line, url, b"x", XML)


def test_a_cancellation_is_an_effect_without_money() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        submitted(client, cancellation(), kind=ACKNOWLEDGEMENT)
        fake.time.forward(60)
        client.call("getFeeds", {"feedTypes": [ACKNOWLEDGEMENT]})
        [effect] = fake.effects.of("shop", ORDER)
    assert (effect.kind, effect.amount) == ("cancel", Decimal(0))


# When a refund shows: as planned, in hours after it was done.
SHOWS = [("", 48), ("postings=late:3600", 1), ("postings=never", None)]


@pytest.mark.parametrize(("faults", "hours"), SHOWS)
def test_a_refund_shows_in_both_finances_only_after_its_lag(
    faults: str, hours: int | None
) -> None:
    by_order = {"relatedIdentifierName": "ORDER_ID", "relatedIdentifierValue": ORDER}

    def shown() -> tuple[list[Any], list[Any]]:
        new = client.call("listTransactions", by_order).content["payload"]
        old = client.call("listFinancialEventsByOrderId", {"orderId": ORDER}).content
        return new["transactions"], old["payload"]["FinancialEvents"]["RefundEventList"]

    with playing(faults) as fake:
        client = client_at(fake.address)
        submitted(client, refund())
        fake.time.forward(60)
        assert shown() == ([], [])
        fake.time.forward((hours or 1000) * 3600 - 120)
        assert shown() == ([], [])
        fake.time.forward(120)
        new, old = shown()
    if hours is None:
        assert (new, old) == ([], [])
        return
    # Of the seller's fees 0.60 come back to him: the buyer has got 6.50.
    assert new[0]["totalAmount"] == {
        "currencyCode": "EUR", "currencyAmount": Decimal("-5.9"),
    }  # fmt: skip
    names = [one["relatedIdentifierName"] for one in new[0]["relatedIdentifiers"]]
    assert names == ["ORDER_ID", "REFUND_ID"]
    assert len(old[0]["ShipmentItemAdjustmentList"][0]["ItemChargeAdjustmentList"]) == 2
