"""The flat files a marketplace of feeds takes, and the reports it gives back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from firsthand.connectors.sandbox.amounts import as_text
from firsthand.connectors.sandbox.channels.judging import Garbled
from firsthand.domain.remedies.ports import (
    Answer,
    Component,
    Declined,
    Done,
    Instruction,
    Kind,
    Part,
    Unclear,
)

_REFUND_COLUMNS = (
    "order-id", "order-item-id", "adjustment-reason-code", "currency", "item-price-adj",
    "item-tax-adj", "shipping-price-adj", "merchant-adjustment-item-id",
)  # fmt: skip
_COLUMN_OF = {
    Component.PRICE: "item-price-adj",
    Component.TAX: "item-tax-adj",
    Component.SHIPPING: "shipping-price-adj",
}
_COUNT = re.compile(
    r"^\tNumber of records (processed|successful)\t\t([0-9]+)$", re.MULTILINE
)
_ERRORS = "original-record-number\terror-code\terror-type\terror-message"


@dataclass(frozen=True)
class Document:
    """A flat file, and the type of feed it is for. Each record is one row."""

    feed_type: str
    text: str
    records: int


@dataclass(frozen=True)
class Report:
    """How a feed went; `errors` are the marketplace's words, one a record refused."""

    processed: int
    successful: int
    errors: tuple[str, ...]


def document_of(instruction: Instruction) -> Document:
    """Return an instruction as a flat file: a record for each line of the order."""
    if instruction.kind is Kind.CANCEL:
        reason = instruction.reason or "GeneralAdjustment"
        row = {"order-id": instruction.order_number, "cancellation-reason-code": reason}
        return Document(
            "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA", _as_table(tuple(row), [row]), 1
        )
    rows = _refund_rows(instruction)
    return Document(
        "POST_FLAT_FILE_PAYMENT_ADJUSTMENT_DATA",
        _as_table(_REFUND_COLUMNS, rows),
        len(rows),
    )


def report_in(text: str) -> Report:
    """Read a processing report.

    Raises:
        Garbled: it is none.
    """
    counts = dict(_COUNT.findall(text))
    if not (text.startswith("Feed Processing Summary:") and len(counts) == 2):
        raise Garbled(f"no report: {text[:60]!r}")
    _, _, errors = text.partition(_ERRORS)
    told = [line.split("\t") for line in errors.splitlines() if line]
    if any(len(cells) != 4 for cells in told):
        raise Garbled("a report with broken lines")
    return Report(
        int(counts["processed"]),
        int(counts["successful"]),
        tuple(cells[3] for cells in told if cells[2] == "Error"),
    )


def proven_by(report: Report, instruction: Instruction, handle: str) -> Answer:
    """Return what a report proves of an instruction: all of it, nothing of it, or neither.

    The proof of what is done is the id of its feed, `handle`.
    """
    records = document_of(instruction).records
    if report.processed == report.successful == records and not report.errors:
        return Done(handle)
    if report.successful == 0 and len(report.errors) == report.processed == records:
        return Declined("; ".join(report.errors))
    return Unclear(
        f"feed {handle}: {report.successful} of {records} records went well"
        f" ({'; '.join(report.errors)})"
    )


def _refund_rows(instruction: Instruction) -> list[dict[str, str]]:
    whole = Part(None, "", Component.PRICE, instruction.minor_units)
    sums: dict[int | None, dict[str, int]] = {}
    for part in instruction.parts or (whole,):
        of_line = sums.setdefault(part.line_number, {})
        column = _COLUMN_OF[part.component]
        of_line[column] = of_line.get(column, 0) + part.minor_units
    return [
        {
            "order-id": instruction.order_number,
            "order-item-id": "" if line is None else str(line),
            "adjustment-reason-code": instruction.reason or "GeneralAdjustment",
            "currency": instruction.currency,
            "merchant-adjustment-item-id": instruction.key,
            **{
                column: as_text(minor_units, instruction.currency)
                for column, minor_units in of_line.items()
            },
        }
        for line, of_line in sums.items()
    ]


def _as_table(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(
        table, columns, restval="", delimiter="\t", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue()
