"""What a processing report proves: all of it, nothing of it, or neither."""

from __future__ import annotations

import pytest

from firsthand.connectors.amazon.answers import Garbled
from firsthand.connectors.amazon.remedies.reports import proven_by, report_in
from firsthand.domain.remedies.ports import Answer, Declined, Done, Unclear
from tests.connectors.amazon.remedies.told import ORDER


def result(*, message="1", code="Error", order="", item="") -> str:
    about = f"<AmazonOrderID>{order}</AmazonOrderID>" if order else ""
    about += f"<AmazonOrderItemCode>{item}</AmazonOrderItemCode>" if item else ""
    return (
        f"<Result><MessageID>{message}</MessageID><ResultCode>{code}</ResultCode>"
        "<ResultMessageCode>18028</ResultMessageCode>"
        "<ResultDescription>Not  eligible.</ResultDescription>"
        f"<AdditionalInfo>{about}</AdditionalInfo></Result>"
    )


def report(processed=1, successful=1, with_error=0, *results: str) -> bytes:
    return (
        '<?xml version="1.0"?><AmazonEnvelope xmlns="urn:x"><Message><ProcessingReport>'
        "<StatusCode>Complete</StatusCode><ProcessingSummary>"
        f"<MessagesProcessed>{processed}</MessagesProcessed>"
        f"<MessagesSuccessful>{successful}</MessagesSuccessful>"
        f"<MessagesWithError>{with_error}</MessagesWithError>"
        "</ProcessingSummary>"
        f"{''.join(results)}</ProcessingReport></Message></AmazonEnvelope>"
    ).encode()


def proven(content: bytes, *, items: int = 1) -> Answer:
    return proven_by(
        report_in(content), message="1", order=ORDER, items=items, proof="50001"
    )


ITEM_A, ITEM_B = result(item="A"), result(item="B")
PROVES = [
    (report(), 1, Done),
    (report(1, 1, 0, result(code="Warning")), 1, Done),
    (report(1, 0, 1, result()), 1, Declined),
    (report(1, 0, 1, result(order=ORDER)), 3, Declined),
    (report(1, 0, 1, ITEM_A), 1, Declined),
    (report(1, 0, 1, ITEM_A, ITEM_B), 2, Declined),
    # The other line may have been paid.
    (report(1, 0, 1, ITEM_A), 2, Unclear),
    (report(1, 0, 1), 1, Unclear),
    (report(0, 0, 0), 1, Unclear),
    (report(2, 2, 0), 1, Unclear),
    (report(2, 1, 1, result()), 1, Unclear),
    (report(1, 1, 0, result()), 1, Unclear),
    (report(1, 1, 1, result()), 1, Unclear),
    (report(1, 0, 1, result(message="2")), 1, Unclear),
    (report(1, 1, 0, result(message="2", code="Warning")), 1, Unclear),
    (report(1, 0, 1, result(order="305-9999999-9999999")), 1, Unclear),
]


@pytest.mark.parametrize(("content", "items", "answer"), PROVES)
def test_a_report_proves_what_it_says_of_the_one_message_and_no_more(
    content: bytes, items: int, answer: type
) -> None:
    found = proven(content, items=items)
    assert isinstance(found, answer), found
    if isinstance(found, Done):
        assert found.external_id == "50001"
    if isinstance(found, Declined):
        assert found.why.startswith("18028: Not eligible.")


NONE = [
    b"", b"<html/>", report()[:-40], b"<!DOCTYPE a>" + report(),
    report("many"), report(-1), report(1, 1, 0, result(code="Perhaps")),
    report().replace(b"MessagesProcessed", b"Processed"),
    b"<ProcessingReport>" + b" " * 5_000_001 + b"</ProcessingReport>",
]  # fmt: skip


@pytest.mark.parametrize("content", NONE)
def test_what_is_no_report_proves_nothing(content: bytes) -> None:
    with pytest.raises(Garbled):
        report_in(content)
