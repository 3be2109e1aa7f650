"""Flat files and reports: what a report proves, to the last record."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from firsthand.connectors.sandbox.channels.documents import (
    document_of,
    proven_by,
    report_in,
)
from firsthand.connectors.sandbox.channels.judging import Garbled
from firsthand.domain.remedies.ports import (
    Component,
    Declined,
    Done,
    Instruction,
    Kind,
    Part,
    Unclear,
)

REFUND = Instruction(
    remedy_id=uuid4(),
    key="k-1",
    kind=Kind.REFUND,
    account="one",
    order_number="114-1",
    currency="KWD",
    minor_units=823,
    parts=(
        Part(1, "LUMO-ARC", Component.PRICE, 300, 1),
        Part(1, "LUMO-ARC", Component.TAX, 24),
        Part(2, "LUMO-DOT", Component.PRICE, 400, 1),
        Part(2, "LUMO-DOT", Component.SHIPPING, 99),
    ),
    reason="CustomerReturn",
)
HEAD = (
    "Feed Processing Summary:\n\tNumber of records processed\t\t{}\n"
    "\tNumber of records successful\t\t{}\n\n"
)
ERRORS = "original-record-number\terror-code\terror-type\terror-message\n"


def test_a_refund_is_a_record_for_each_line_with_a_column_for_each_component() -> None:
    document = document_of(REFUND)
    assert document.records == 2
    assert [row.split("\t") for row in document.text.splitlines()] == [
        ["order-id", "order-item-id", "adjustment-reason-code", "currency",
         "item-price-adj", "item-tax-adj", "shipping-price-adj",
         "merchant-adjustment-item-id"],
        ["114-1", "1", "CustomerReturn", "KWD", "0.300", "0.024", "", "k-1"],
        ["114-1", "2", "CustomerReturn", "KWD", "0.400", "", "0.099", "k-1"],
    ]  # fmt: skip


def test_the_same_instruction_is_the_same_document_to_the_byte() -> None:
    assert document_of(REFUND) == document_of(replace(REFUND))


def test_a_reason_with_a_tab_or_a_line_break_stays_in_its_cell() -> None:
    document = document_of(replace(REFUND, reason="a\tb\r\n114-2\t1"))
    assert document.text.count('"a\tb\r\n114-2\t1"') == 2


PROVES = [
    (2, 2, [], Done, "all of it"),
    (2, 0, ["no", "no"], Declined, "nothing of it"),
    (2, 1, ["no"], Unclear, "half of it"),
    (1, 1, [], Unclear, "one of two records is not heard of"),
    (3, 3, [], Unclear, "more records than ours"),
    (2, 0, ["no"], Unclear, "one failed without a word"),
    (2, 0, [], Unclear, "none went well, and none failed"),
    (2, 2, ["no"], Unclear, "all went well, and one failed"),
    (1, 0, ["no"], Unclear, "the one that failed, and the other?"),
    (2, 1, ["no", "no"], Unclear, "one went well, and both failed"),
    (0, 0, [], Unclear, "an empty report"),
]


@pytest.mark.parametrize(("processed", "successful", "errors", "told", "why"), PROVES)
def test_a_report_proves_all_or_nothing_or_neither(
    processed: int, successful: int, errors: list[str], told: type, why: str
) -> None:
    text = HEAD.format(processed, successful)
    if errors:
        rows = (f"{n}\tE1\tError\t{error}\n" for n, error in enumerate(errors, start=1))
        text += ERRORS + "".join(rows)
    assert isinstance(proven_by(report_in(text), REFUND, "F1"), told)


def test_a_warning_is_no_error() -> None:
    text = HEAD.format(2, 2) + ERRORS + "1\tW1\tWarning\tlate\n"
    assert proven_by(report_in(text), REFUND, "F1") == Done("F1")


BROKEN = [
    "",
    "<html>503</html>",
    HEAD.format(2, 2)[:40],
    HEAD.format("two", 2),
    HEAD.format(2, 2).replace("successful", "processed"),
    HEAD.format(2, 0) + ERRORS + "1\tE1\tError\n",
    " " + HEAD.format(2, 2),
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_not_a_whole_report_is_none(text: str) -> None:
    with pytest.raises(Garbled):
        report_in(text)
