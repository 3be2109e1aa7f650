from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from firsthand.cli import stated
from firsthand.foundation.errors import Refused

FEEDBACK = "指标,加入前,加入后\n好评,59%,89%\n中立,5%,2%\n差评,36%,9%\n回复数,21,47\n"
PRODUCTS = (
    "咨询商品排序,咨询商品编码,咨询量占比,客户满意度,配送相关咨询占比,订单取消咨询占比,"
    "退货退款咨询占比,缺陷商品咨询占比\n"
    "1,mat,5.82%,100%,73.33%,0.00%,6.67%,0.00%\n"
    "2,lamp,6.60%,100%,76.47%,5.88%,0.00%,0.00%\n"
    "3,desk,6.73%,100%,53.85%,0.00%,11.54%,5.77%\n"
    "4,fan,3.88%,100%,60.00%,0.00%,10.00%,0.00%\n"
    "5,kettle,4.66%,100%,33.33%,0.00%,16.67%,0.00%\n"
)


def judged(kind: str, text: str, tmp_path: Path, capsys) -> tuple[int, str]:
    file = tmp_path / "stated.csv"
    file.write_text(text)
    status = stated.run(argparse.Namespace(kind=kind, file=file))
    return status, capsys.readouterr().out


def test_percentages_that_their_n_cannot_make_are_told(tmp_path: Path, capsys) -> None:
    status, said = judged("feedback", FEEDBACK, tmp_path, capsys)
    assert status == 1
    assert "59 % / 5 % / 36 % cannot come of 21; the nearest is 22: 13 / 1 / 8" in said
    assert "89 % / 2 % / 9 % of 47 are 42 / 1 / 4" in said
    assert "+30 / -3 / -27 points, 2.2 times as many ratings" in said
    assert "positive: 95% between +8.9 and +51.5 points" in said
    assert "p = 0.008" in said


def test_percentages_of_no_number_at_all_are_compared_with_nothing(
    tmp_path: Path, capsys
) -> None:
    impossible = FEEDBACK.replace("36%", "20%")
    status, said = judged("feedback", impossible, tmp_path, capsys)
    assert status == 1
    assert "cannot come of any number of ratings" in said
    assert "p =" not in said


def test_a_table_that_can_be_true_is_sound(tmp_path: Path, capsys) -> None:
    status, said = judged("feedback", FEEDBACK.replace(",21,", ",22,"), tmp_path, capsys)
    assert status == 0
    assert "of 22 are 13 / 1 / 8" in said


def test_ranks_their_shares_contradict_are_told_with_the_true_ones(
    tmp_path: Path, capsys
) -> None:
    status, said = judged("products", PRODUCTS, tmp_path, capsys)
    lines = said.splitlines()
    assert status == 1
    assert lines[1].split()[:4] == ["1", "3", "(!)", "desk"]
    assert lines[2].split()[:3] == ["2", "2", "lamp"]
    assert [line.split()[-3] for line in lines[1:6]] == ["52", "51", "45", "36", "30"]
    assert "All percentages fit 773 inquiries, the fewest that do." in lines
    assert "Satisfaction is the same for every product: it says nothing." in lines
    assert "No column for 订单确认咨询占比." in lines


def test_a_table_in_its_true_order_is_sound(tmp_path: Path, capsys) -> None:
    heading, mat, lamp, desk, fan, kettle = PRODUCTS.splitlines()
    order = [heading, "1" + desk[1:], "2" + lamp[1:], "3" + mat[1:], "4" + kettle[1:]]
    text = "\n".join([*order, "5" + fan[1:]])
    assert judged("products", text, tmp_path, capsys)[0] == 0


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("products", FEEDBACK, "no column 咨询商品排序"),
        ("feedback", PRODUCTS, "no row positive, neutral, negative, n"),
        ("feedback", FEEDBACK.replace("59%", "most"), "“most” in the row “好评”"),
        ("feedback", "", "no heading"),
    ],
)
def test_another_table_is_refused_with_what_is_missing(
    kind: str, text: str, message: str, tmp_path: Path, capsys
) -> None:
    with pytest.raises(Refused, match=message):
        judged(kind, text, tmp_path, capsys)
