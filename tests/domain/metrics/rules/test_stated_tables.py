from __future__ import annotations

from decimal import Decimal

import pytest

from firsthand.domain.metrics.rules.stated_tables import feedback_from, products_from

HEADING = ["指标", "加入前", "加入后"]
STATED = [
    HEADING,
    ["好评", "59%", "89 %"],
    ["中立", "5%", "2%"],
    ["差评", "36%", "9%"],
    ["回复数", "21", "47"],
]
COLUMNS = ["咨询商品排序", "咨询商品编码", "咨询量占比", "客户满意度", "配送相关咨询占比"]


def test_feedback_is_read_by_the_names_of_its_rows() -> None:
    before, after = feedback_from(STATED)
    assert (before.percentages, before.n) == ((59, 5, 36), 21)
    assert (after.percentages, after.n) == ((89, 2, 9), 47)


def test_order_case_and_language_of_the_rows_do_not_matter() -> None:
    rows = [["N", 21, 47], ["Negative", 36, 9], ["neutral", 5, 2], ["POSITIVE", 59, 89]]
    assert feedback_from(rows) == feedback_from(STATED)


def test_a_workbook_keeps_percentages_as_shares_of_one() -> None:
    rows = [["positive", 0.59, 0.89], ["neutral", 0.05, 0.02], ["negative", 0.36, 0.09]]
    assert feedback_from([*rows, ["n", 21, 47]]) == feedback_from(STATED)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (["好评", "most", "89%"], "“most” in the row “好评” is no number"),
        (["好评", "59%"], "“” in the row “好评” is no number"),
        (["好评", "nan", "89%"], "is no number"),
        (["好评", "58.5%", "89%"], "58.5 is not a whole number"),
        (["好评", "-1%", "89%"], "between 0 and 100"),
        (["好评", "101%", "89%"], "between 0 and 100"),
        (["likes", "59%", "89%"], "there is no row positive"),
    ],
)
def test_a_cell_that_is_no_percentage_is_named(row: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        feedback_from([HEADING, row, *STATED[2:]])


def test_no_ratings_at_all_make_no_percentages() -> None:
    with pytest.raises(ValueError, match="0 ratings"):
        feedback_from([*STATED[:4], ["n", "0", "47"]])


def test_products_are_read_by_the_names_of_their_columns() -> None:
    shuffled = [COLUMNS[place] for place in (4, 2, 0, 1, 3)]
    (row,) = products_from(shuffled, [["73.33%", "5.82%", "1", " B089 ", "100%"], [""] * 5])
    assert (row.rank, row.product) == (1, "B089")
    assert (row.share, row.satisfied) == (Decimal("5.82"), Decimal(100))
    assert row.types == (Decimal("73.33"),)


def test_shares_of_one_in_a_workbook_are_percentages_of_two_decimals() -> None:
    (row,) = products_from(COLUMNS, [[1, "B089", 0.0582, 1, 0.7333]])
    assert (row.share, row.satisfied) == (Decimal("5.82"), Decimal(100))
    assert row.types == (Decimal("73.33"),)


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_column_that_is_not_there_is_named(missing: str) -> None:
    columns = [name for name in COLUMNS if name != missing]
    with pytest.raises(ValueError, match=f"no column .*{missing}"):
        products_from(columns, [])


def test_three_decimals_are_no_stated_percentage() -> None:
    with pytest.raises(ValueError, match="2 decimals"):
        products_from(COLUMNS, [["1", "B089", "5.825%", "100%", "73.33%"]])
