"""The XML of feeds: adjustments and acknowledgements as asked for, and the report on them.

Written from what is publicly known of the grammar; only what a refund and a cancellation
need. Amounts are totals of an item, positive to the buyer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

ADJUSTMENT = "POST_PAYMENT_ADJUSTMENT_DATA"
ACKNOWLEDGEMENT = "POST_ORDER_ACKNOWLEDGEMENT_DATA"


@dataclass(frozen=True)
class Message:
    """What one message of a feed asks for.

    Attributes:
        wrong: why it is not done, or not as a whole.
        refused: the lines it is not done for; empty: where it is wrong, all of them.
    """

    number: str
    kind: str
    order: str
    currency: str = ""
    components: tuple[tuple[str, str, Decimal], ...] = ()
    wrong: str = ""
    refused: frozenset[str] = frozenset()

    @property
    def items(self) -> list[str]:
        """Return the codes of its lines."""
        return list(dict.fromkeys(code for code, _, _ in self.components))

    def applied(self) -> Message | None:
        """Return what of it is done; None: nothing."""
        if not self.wrong:
            return self
        if not self.refused:
            return None
        left = tuple(one for one in self.components if one[0] not in self.refused)
        return replace(self, components=left)

    @property
    def amount(self) -> Decimal:
        return sum((amount for _, _, amount in self.components), Decimal(0))


class NoFeed(Exception):
    """The document is none that this kind of feed takes."""


def read(kind: str, content: bytes) -> list[Message]:
    """Return the messages of a feed.

    Raises:
        NoFeed: it is no XML, or of a kind that is not played.
    """
    if kind not in {ADJUSTMENT, ACKNOWLEDGEMENT}:
        raise NoFeed(f"feeds of kind {kind} are not played")
    try:
        # What is read was written on this machine, and expat bounds its growth.
        root = ET.fromstring(content)  # noqa: S314
    except ET.ParseError as problem:
        raise NoFeed(f"it is not XML: {problem}") from problem
    return [_message(found) for found in root.iter("Message")]


def report(feed: str, messages: Iterable[Message]) -> bytes:
    """Return the processing report on messages; those that are `wrong` have an error."""
    all_of_them = list(messages)
    wrong = [one for one in all_of_them if one.wrong]
    results = "".join(
        f"<Result><MessageID>{escape(one.number)}</MessageID>"
        "<ResultCode>Error</ResultCode><ResultMessageCode>18028</ResultMessageCode>"
        f"<ResultDescription>{escape(one.wrong)}</ResultDescription>"
        f"<AdditionalInfo><AmazonOrderID>{escape(one.order)}</AmazonOrderID>"
        f"{_item(item)}</AdditionalInfo></Result>"
        for one in wrong
        for item in sorted(one.refused) or [""]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope>'
        "<Header><DocumentVersion>1.02</DocumentVersion></Header>"
        "<MessageType>ProcessingReport</MessageType><Message><MessageID>1</MessageID>"
        f"<ProcessingReport><DocumentTransactionID>{feed}</DocumentTransactionID>"
        "<StatusCode>Complete</StatusCode><ProcessingSummary>"
        f"<MessagesProcessed>{len(all_of_them)}</MessagesProcessed>"
        f"<MessagesSuccessful>{len(all_of_them) - len(wrong)}</MessagesSuccessful>"
        f"<MessagesWithError>{len(wrong)}</MessagesWithError>"
        "<MessagesWithWarning>0</MessagesWithWarning></ProcessingSummary>"
        f"{results}</ProcessingReport></Message></AmazonEnvelope>"
    ).encode()


def _item(code: str) -> str:
    return f"<AmazonOrderItemCode>{escape(code)}</AmazonOrderItemCode>" if code else ""


def _message(found: ET.Element) -> Message:
    number = found.findtext("MessageID", "").strip()
    adjustment = found.find("OrderAdjustment")
    if adjustment is not None:
        return _adjustment(number, adjustment)
    told = found.find("OrderAcknowledgement")
    if told is None:
        return Message(number, "", "", wrong="The message holds nothing that is known.")
    order = told.findtext("AmazonOrderID", "").strip()
    is_cancel = told.findtext("StatusCode") == "Failure"
    wrong = "" if order else "AmazonOrderID is missing."
    return Message(number, "cancel" if is_cancel else "acknowledge", order, wrong=wrong)


def _adjustment(number: str, told: ET.Element) -> Message:
    order = told.findtext("AmazonOrderID", "").strip()
    components: list[tuple[str, str, Decimal]] = []
    currencies = set()
    try:
        for item in told.iter("AdjustedItem"):
            code = item.findtext("AmazonOrderItemCode", "").strip()
            for part in item.iter("Component"):
                amount = part.find("Amount")
                if amount is None:
                    raise InvalidOperation
                currencies.add(amount.get("currency", ""))
                value = Decimal((amount.text or "").strip())
                components.append((code, part.findtext("Type", ""), value))
    except InvalidOperation:
        return Message(number, "refund", order, wrong="An amount is not a number.")
    asked = Message(
        number, "refund", order, currency=next(iter(currencies), ""),
        components=tuple(components),
    )  # fmt: skip
    return Message(**{**vars(asked), "wrong": _wrong(asked, currencies)})


def _wrong(asked: Message, currencies: set[str]) -> str:
    if not asked.order:
        return "AmazonOrderID is missing."
    if len(currencies) != 1 or not asked.currency:
        return "All amounts need one and the same currency."
    if asked.amount <= 0:
        return "The sum of all adjustments has to be a credit to the buyer."
    return ""
