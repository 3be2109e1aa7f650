"""What a processing report proves of the one message of a feed."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from firsthand.connectors.amazon.answers import Garbled
from firsthand.domain.remedies.ports import Answer, Declined, Done, Unclear

_COUNTS = (
    "MessagesProcessed", "MessagesSuccessful", "MessagesWithError",
)  # fmt: skip
LONGEST_REPORT_BYTES = 5_000_000


@dataclass(frozen=True)
class Result:
    """One result; `order` and `item` are empty where it does not name them."""

    message: str
    is_error: bool
    words: str
    order: str
    item: str


@dataclass(frozen=True)
class Report:
    """How a feed went, by its messages."""

    processed: int
    successful: int
    with_error: int
    results: tuple[Result, ...]

    def errors_of(self, message: str) -> tuple[Result, ...]:
        return tuple(one for one in self.results if one.is_error and one.message == message)


def report_in(content: bytes) -> Report:
    """Read a processing report.

    Raises:
        Garbled: it is none.
    """
    if len(content) > LONGEST_REPORT_BYTES or b"<!" in content:
        raise Garbled("a report is too long, or declares things of its own")
    try:
        # Without declarations nothing in it can grow.
        root = ET.fromstring(content)  # noqa: S314
    except ET.ParseError as problem:
        raise Garbled(f"a report is no XML: {problem}") from problem
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    found = next(root.iter("ProcessingReport"), None)
    summary = None if found is None else found.find("ProcessingSummary")
    if found is None or summary is None:
        raise Garbled("a report without a summary")
    processed, successful, with_error = (_count(summary, name) for name in _COUNTS)
    results = tuple(_result(result) for result in found.iter("Result"))
    return Report(processed, successful, with_error, results)


def proven_by(
    report: Report, *, message: str, order: str, items: int, proof: str
) -> Answer:
    """Return what a report proves of a feed with one message: all of it, nothing, neither.

    Args:
        report: on a feed that was done.
        message: the number of its only message.
        order: the number of the order that is about.
        items: how many of its lines.
        proof: the id that `Done` is given.
    """
    counts = (report.processed, report.successful, report.with_error)
    errors = report.errors_of(message)
    if any(one.message != message for one in report.results):
        return Unclear(f"the report of feed {proof} is on other messages")
    if any(one.order not in {"", order} for one in report.results):
        return Unclear(f"the report of feed {proof} is on another order")
    if counts == (1, 1, 0) and not errors:
        return Done(proof)
    named = {one.item for one in errors if one.item}
    # An error of one line does not say what became of the others.
    is_whole = any(not one.item for one in errors) or len(named) == items
    words = "; ".join(one.words for one in errors)
    if counts == (1, 0, 1) and errors and is_whole:
        return Declined(words)
    return Unclear(f"feed {proof}: {counts[1]} of {counts[0]} went well ({words})")


def _count(summary: ET.Element, name: str) -> int:
    text = summary.findtext(name, "").strip()
    if not (text.isascii() and text.isdecimal()):
        raise Garbled(f"{name} is no number")
    return int(text)


def _result(result: ET.Element) -> Result:
    code = result.findtext("ResultCode", "").strip()
    if code not in {"Error", "Warning"}:
        raise Garbled("a result is neither an error nor a warning")
    number = result.findtext("ResultMessageCode", "").strip()
    description = " ".join(result.findtext("ResultDescription", "").split())
    return Result(
        message=result.findtext("MessageID", "").strip(),
        is_error=code == "Error",
        words=f"{number}: {description}"[:300],
        order=result.findtext("AdditionalInfo/AmazonOrderID", "").strip(),
        item=result.findtext("AdditionalInfo/AmazonOrderItemCode", "").strip(),
    )
