"""What is handed in: written by one module, read back by another that does not know it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.amazon.remedies.checking import Told, WrongDocument, read_back
from firsthand.connectors.amazon.remedies.documents import (
    ACKNOWLEDGEMENT,
    ADJUSTMENT,
    cancel_document,
    refund_document,
)
from firsthand.connectors.amazon.remedies.shares import Share
from firsthand.connectors.amazon.remedies.words import (
    ADJUSTMENT_REASONS,
    adjustment_reason,
    cancel_reason,
)
from firsthand.foundation.money import exponent
from tests.connectors.amazon.remedies.told import KEY, ORDER, sale, told

SHARES = (
    Share("A", "Principal", 500), Share("A", "Shipping", 50), Share("B", "Principal", 150),
)  # fmt: skip


def parsed(content: bytes) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314 -- our own


def refund(**changed) -> bytes:
    return refund_document(told(700, **changed), SHARES, "SELLER").content


def cancellation(*, is_wanted: bool = False) -> bytes:
    wanted = sale(is_cancel_wanted=is_wanted)
    return cancel_document(told(0, reason="NoInventory"), wanted, "SELLER").content


def test_a_refund_is_one_message_with_each_line_once_and_its_amounts_to_the_unit() -> None:
    document = refund_document(told(700), SHARES, "SELLER")
    assert (document.feed_type, document.items) == (ADJUSTMENT, 2)
    assert read_back(document.content) == (
        Told("1", "OrderAdjustment", ORDER, "EUR", 700, ("A", "B")),
    )
    item = parsed(document.content).find("Message/OrderAdjustment/AdjustedItem")
    assert [child.tag for child in item] == [
        "AmazonOrderItemCode", "MerchantAdjustmentItemID", "AdjustmentReason",
        "ItemPriceAdjustments",
    ]  # fmt: skip
    assert item.findtext("MerchantAdjustmentItemID") == f"{KEY}-1"
    assert item.findtext("AdjustmentReason") == "CustomerReturn"
    amounts = [(one.get("currency"), one.text) for one in item.iter("Amount")]
    assert amounts == [("EUR", "5.00"), ("EUR", "0.50")]


@pytest.mark.parametrize(
    ("is_wanted", "word"), [(False, "NoInventory"), (True, "BuyerCanceled")]
)
def test_a_cancellation_names_the_buyer_only_where_he_asked_amazon_for_it(
    is_wanted: bool, word: str
) -> None:
    content = cancellation(is_wanted=is_wanted)
    [message] = read_back(content)
    assert (message.kind, message.minor_units, message.items) == (
        "OrderAcknowledgement", 0, ("A", "B"),
    )  # fmt: skip
    root = parsed(content)
    assert root.findtext(".//StatusCode") == "Failure"
    assert {one.text for one in root.iter("CancelReason")} == {word}
    assert cancel_document(told(0), sale(), "S").feed_type == ACKNOWLEDGEMENT


@given(
    minor_units=st.integers(1, 10**14),
    currency=st.sampled_from(["USD", "JPY", "KWD", "EUR", "CLP", "TRY"]),
)
def test_any_amount_comes_back_to_the_last_unit(minor_units: int, currency: str) -> None:
    share = Share("A", "Principal", minor_units)
    document = refund_document(told(minor_units, currency=currency), [share], "S")
    [message] = read_back(document.content)
    assert (message.minor_units, message.currency) == (minor_units, currency)
    decimals = re.search(rb'currency="...">[0-9]+\.?([0-9]*)<', document.content)
    assert decimals is not None
    assert len(decimals[1]) == exponent(currency)


@given(st.text(max_size=30))
def test_whatever_an_order_is_called_it_stays_a_name_or_is_refused(name: str) -> None:
    content = refund(order_number=name)
    try:
        [message] = read_back(content)
    except WrongDocument:
        assert not re.fullmatch("[!-~]{1,40}", name)
    else:
        assert message.order == name


# One thing changed in a document that is right: what that is refused for.
WRONG = [
    (b"<?xml", b"<!DOCTYPE a><?xml", "declaration"),
    (b"</AmazonEnvelope>", b"", "no XML"),
    (b"AmazonEnvelope>", b"Envelope>", "begins with"),
    (b">Refund<", b">Charge<", "ActionType"),
    (b"<ActionType>Refund</ActionType>", b"<ActionType/><ActionType/>", "ActionType"),
    (b">CustomerReturn<", b">Because<", "AdjustmentReason"),
    (b">Principal<", b">Price<", "Type"),
    (b">5.00<", b">5.0<", "amount"),
    (b">5.00<", b">5<", "amount"),
    (b">5.00<", b">5,00<", "amount"),
    (b">5.00<", b">-9.00<", "nothing is left"),
    (b">1.50<", b">0.00<", "nothing is left"),
    (b'currency="EUR">5.00', b'currency="USD">5.00', "several currencies"),
    (b'currency="EUR">5.00', b">5.00", "amount"),
    (b'currency="EUR">5.00', b'currency="JPY">5.00', "amount"),
    (b"<AmazonOrderItemCode>B<", b"<AmazonOrderItemCode>A<", "twice"),
    (b"<MessageID>1<", b"<MessageID>one<", "MessageID"),
    (b">OrderAdjustment<", b">OrderAcknowledgement<", "no OrderAcknowledgement"),
    (b"<AdjustmentReason>CustomerReturn</AdjustmentReason>", b"", "AdjustmentReason"),
    (b"<Header>", b"<Header><Extra/>", "DocumentVersion"),
    (b"</Header>", b"<Extra/></Header>", "Extra"),
    (b">SELLER<", b"> <", "MerchantIdentifier"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "why"), WRONG)
def test_a_document_that_breaks_the_grammar_or_the_rules_is_refused(
    right: bytes, wrong: bytes, why: str
) -> None:
    content = refund()
    assert right in content
    with pytest.raises(WrongDocument, match=why):
        read_back(content.replace(right, wrong))


def test_two_messages_with_one_number_are_refused() -> None:
    content = refund()
    message = content[content.index(b"<Message>") : content.index(b"</AmazonEnvelope>")]
    with pytest.raises(WrongDocument, match="one number"):
        read_back(content.replace(b"</AmazonEnvelope>", message + b"</AmazonEnvelope>"))


def test_reasons_are_amazons_words_and_ours_are_told_by_the_nearest() -> None:
    assert adjustment_reason("PriceError") == "PriceError"
    assert adjustment_reason("AFT.RET.NOFIT") == "CustomerReturn"
    assert adjustment_reason("damaged") == "GeneralAdjustment"
    assert {adjustment_reason(one) for one in ADJUSTMENT_REASONS} == ADJUSTMENT_REASONS
    assert cancel_reason("BuyerCanceled", is_wanted=False) == "GeneralAdjustment"
    assert cancel_reason("INS.ORD.CANCEL", is_wanted=False) == "GeneralAdjustment"
