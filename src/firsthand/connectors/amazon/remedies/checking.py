"""Read a document back before it leaves: is it as the grammar has it, and for how much?

It knows nothing of how documents are written. What it finds wrong is a fault of ours, and
such a document is handed in nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree as ET

from firsthand.connectors.amazon.answers import Garbled
from firsthand.connectors.amazon.remedies.amounts import CURRENCY, minor_units_of
from firsthand.connectors.amazon.remedies.words import (
    ADJUSTMENT_REASONS,
    CANCEL_REASONS,
    COMPONENTS,
)
from firsthand.foundation.money import exponent

_MANY = 10_000
# What an element holds, in this order: the name, how often at least and at most.
_GRAMMAR: Mapping[str, tuple[tuple[str, int, int], ...]] = {
    "AmazonEnvelope": (("Header", 1, 1), ("MessageType", 1, 1), ("Message", 1, _MANY)),
    "Header": (("DocumentVersion", 1, 1), ("MerchantIdentifier", 1, 1)),
    "Message": (
        ("MessageID", 1, 1), ("OrderAdjustment", 0, 1), ("OrderAcknowledgement", 0, 1),
    ),
    "OrderAdjustment": (
        ("AmazonOrderID", 1, 1), ("ActionType", 0, 1), ("AdjustedItem", 1, _MANY),
    ),
    "AdjustedItem": (
        ("AmazonOrderItemCode", 1, 1), ("MerchantAdjustmentItemID", 0, 1),
        ("AdjustmentReason", 1, 1), ("ItemPriceAdjustments", 1, 1),
    ),
    "ItemPriceAdjustments": (("Component", 1, _MANY),),
    "Component": (("Type", 1, 1), ("Amount", 1, 1)),
    "OrderAcknowledgement": (
        ("AmazonOrderID", 1, 1), ("StatusCode", 1, 1), ("Item", 0, _MANY),
    ),
    "Item": (("AmazonOrderItemCode", 1, 1), ("CancelReason", 0, 1)),
}  # fmt: skip
_NAME = re.compile(r"[!-~]{1,40}")  # Letters of ASCII that can be seen, no blanks.
_NUMBER = re.compile(r"[0-9]{1,20}")


def _matches(pattern: str | re.Pattern[str]) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_TEXTS: Mapping[str, Callable[[str], bool]] = {
    "DocumentVersion": _matches(r"1\.0[12]"),
    "MerchantIdentifier": _matches(_NAME),
    "MessageType": _matches("OrderAdjustment|OrderAcknowledgement"),
    "MessageID": _matches(_NUMBER),
    "AmazonOrderID": _matches(_NAME),
    "ActionType": _matches("Refund"),
    "AmazonOrderItemCode": _matches(_NAME),
    "MerchantAdjustmentItemID": _matches(_NAME),
    "AdjustmentReason": ADJUSTMENT_REASONS.__contains__,
    "Type": COMPONENTS.__contains__,
    "StatusCode": _matches("Success|Failure"),
    "CancelReason": CANCEL_REASONS.__contains__,
}


class WrongDocument(Exception):
    """A document is not as Amazon's grammar has it; says where."""


@dataclass(frozen=True)
class Told:
    """What one message of a document asks for.

    Attributes:
        kind: `OrderAdjustment` or `OrderAcknowledgement`.
        minor_units: what the buyer gets in all; 0 of a cancellation.
        items: the codes of the lines it names.
    """

    message: str
    kind: str
    order: str
    currency: str
    minor_units: int
    items: tuple[str, ...]


def read_back(content: bytes) -> tuple[Told, ...]:
    """Return what a document asks for, message by message.

    Raises:
        WrongDocument: it breaks the grammar, or Amazon's rules of what a refund is.
    """
    if b"<!" in content:
        raise WrongDocument("it has a declaration of its own")
    try:
        # No declarations, so nothing in it can grow; and it was written here.
        root = ET.fromstring(content)  # noqa: S314
    except ET.ParseError as problem:
        raise WrongDocument(f"it is no XML: {problem}") from problem
    if root.tag != "AmazonEnvelope":
        raise WrongDocument(f"it begins with {root.tag}")
    _require_grammar(root)
    kind = root.findtext("MessageType", "")
    told = tuple(_told(message, kind) for message in root.iter("Message"))
    if len({one.message for one in told}) != len(told):
        raise WrongDocument("two messages have one number")
    return told


def _require_grammar(element: ET.Element) -> None:
    expected = _GRAMMAR.get(element.tag)
    if expected is None:
        _require_text(element)
        return
    left = list(element)
    for name, least, most in expected:
        count = 0
        while left and left[0].tag == name and count < most:
            _require_grammar(left.pop(0))
            count += 1
        if count < least:
            raise WrongDocument(f"{element.tag} has no {name} where it belongs")
    if left:
        raise WrongDocument(f"{left[0].tag} does not belong there in {element.tag}")


def _require_text(element: ET.Element) -> None:
    text = element.text or ""
    if element.tag == "Amount":
        _minor_units(element)
    elif len(element) or element.tag not in _TEXTS or not _TEXTS[element.tag](text):
        raise WrongDocument(f"{element.tag} cannot be {text!r}")


def _minor_units(amount: ET.Element) -> int:
    currency, text = amount.get("currency", ""), amount.text or ""
    decimals = exponent(currency) if CURRENCY.fullmatch(currency) else -1
    pattern = r"-?[0-9]{1,15}" + (rf"\.[0-9]{{{decimals}}}" if decimals > 0 else "")
    if decimals < 0 or not re.fullmatch(pattern, text):
        raise WrongDocument(f"{text!r} {currency!r} is no amount")
    try:
        return minor_units_of(Decimal(text), currency)
    except Garbled as problem:
        raise WrongDocument(str(problem)) from problem


def _told(message: ET.Element, kind: str) -> Told:
    body = message.find(kind)
    if body is None or len(message) != 2:
        raise WrongDocument(f"a message is no {kind}")
    number = message.findtext("MessageID", "")
    order = body.findtext("AmazonOrderID", "")
    items = tuple(code.text or "" for code in body.iter("AmazonOrderItemCode"))
    if len(set(items)) != len(items):
        raise WrongDocument("a line is named twice")
    if kind == "OrderAcknowledgement":
        return Told(number, kind, order, "", 0, items)
    amounts = list(body.iter("Amount"))
    currencies = {amount.get("currency", "") for amount in amounts}
    minor_units = sum(_minor_units(amount) for amount in amounts)
    if len(currencies) != 1:
        raise WrongDocument("its amounts are in several currencies")
    # Amazon wants the whole to be a credit; we give for each line or leave it out.
    if any(sum(of_item) <= 0 for of_item in _by_item(body)):
        raise WrongDocument("nothing is left for the buyer")
    return Told(number, kind, order, currencies.pop(), minor_units, items)


def _by_item(body: ET.Element) -> Iterator[list[int]]:
    for item in body.iter("AdjustedItem"):
        yield [_minor_units(amount) for amount in item.iter("Amount")]
