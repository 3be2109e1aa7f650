"""Files in every charset and shape: read as they are, or refused with the place and why."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from firsthand import wiring
from firsthand.connectors.tables import charset
from firsthand.domain.imports.ports import CannotRead
from firsthand.domain.imports.rules import escaped, unescaped

GERMAN = "Nummer,Text\n306-1,Die Lampe für Müllers Küche ist größer als gewünscht\n"
JAPANESE = "番号,本文\n306-1,ランプが届きません。いつ届くのでしょうか。\n"
CHINESE = "订单编号,需求记录\n306-1,包裹还没有收到，请问什么时候可以送到？\n"
WRITTEN = [
    (GERMAN, "utf-8"),
    (GERMAN, "utf-8-sig"),
    (GERMAN, "utf-16"),
    (GERMAN, "cp1252"),
    (JAPANESE, "utf-8"),
    (JAPANESE, "utf-8-sig"),
    (JAPANESE, "shift_jis"),
    (CHINESE, "utf-8"),
    (CHINESE, "utf-16"),
    (CHINESE, "gbk"),
    (CHINESE, "gb18030"),
]


def written(folder: Path, content: bytes | str, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, **how: str) -> tuple[tuple[str, ...], list[list[object]]]:
    table = wiring.open_table(path, **how)
    return table.columns, [list(record.cells) for record in table.records()]


def refusal(path: Path, **how: str) -> CannotRead:
    with pytest.raises(CannotRead) as refused:
        read(path, **how)
    return refused.value


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_a_text_is_read_in_the_charset_it_was_written_in(tmp_path, text, encoding) -> None:
    columns, rows = read(written(tmp_path, text.encode(encoding)))
    expected = list(csv.reader(text.splitlines()))
    assert [list(columns), *rows] == expected


@pytest.mark.parametrize(("text", "encoding"), WRITTEN)
def test_a_named_charset_is_taken_at_its_word(tmp_path, text, encoding) -> None:
    assert read(written(tmp_path, text.encode(encoding)), encoding=encoding)[1]


def test_a_charset_nobody_can_tell_is_asked_for(tmp_path) -> None:
    content = b"a,b\n1,\x81\x8d\x90\n"
    assert refusal(written(tmp_path, content)).code in {"either_encoding", "no_encoding"}


def test_a_charset_that_does_not_exist_is_refused_with_those_that_do(tmp_path) -> None:
    refused = refusal(written(tmp_path, GERMAN), encoding="klingon")
    assert (refused.code, refused.value) == ("unknown_encoding", "klingon")
    assert "shift-jis" in refused.known


def test_a_wrong_byte_is_named_by_its_line(tmp_path) -> None:
    content = b"a,b\n1,2\n" + b"3,\xff\xff\n"
    refused = refusal(written(tmp_path, content), encoding="utf-8")
    assert refused.code == "bad_byte"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_found_in_the_heading(tmp_path, delimiter) -> None:
    lines = [delimiter.join(row) for row in (["a", "b, c" * 0 + "b"], ["1", "2"])]
    columns, rows = read(written(tmp_path, "\n".join(lines) + "\n"))
    assert (columns, rows) == (("a", "b"), [["1", "2"]])


def test_tabs_do_not_quote_so_an_inch_mark_swallows_nothing(tmp_path) -> None:
    path = written(tmp_path, 'sku\ttitle\nA\t7" lamp\nB\tlamp\n')
    assert read(path)[1] == [["A", '7" lamp'], ["B", "lamp"]]


def test_quoted_line_breaks_belong_to_the_field_and_lines_are_counted_on(tmp_path) -> None:
    table = wiring.open_table(written(tmp_path, 'a,b\n"x\ny",1\nz,2\n'))
    assert [(r.line, list(r.cells)) for r in table.records()] == [
        (2, ["x\ny", "1"]),
        (4, ["z", "2"]),
    ]


def test_a_gzipped_table_is_unpacked(tmp_path) -> None:
    path = written(tmp_path, gzip.compress(CHINESE.encode("gbk")), "t.csv.gz")
    assert read(path)[0] == ("订单编号", "需求记录")


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", 0),
        (b"\n\n", "empty", 0),
        (b'a,b\n1,2\n3,"open', "open_quote", 3),
        (b'a,b\n1,2\n"x"y,3\n', "bad_quote", 3),
        (b"a,b\n1,\x002\n", "nul", 2),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 50_000)[:-40], "cut_off", 0),
        (b"PK\x03\x04 not really a zip", "bad_workbook", 0),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_excel", 0),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, content, code, line) -> None:
    refused = refusal(written(tmp_path, content))
    assert refused.code == code
    assert not line or refused.line == line


def test_a_file_that_is_not_there_is_said_so(tmp_path) -> None:
    assert refusal(tmp_path / "none.csv").code == "no_file"


def workbook(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook_keeps_numbers_times_and_texts_apart(tmp_path) -> None:
    at = datetime(2026, 3, 5, 14, 30)  # noqa: DTZ001 -- Excel knows no zones
    path = workbook(tmp_path / "t.xlsx", ["id", "n", "at"], ["0012", 12.5, at], [], ["x"])
    assert read(path) == (("id", "n", "at"), [["0012", 12.5, at], ["x", "", ""]])


def test_a_workbook_is_known_by_what_is_in_it_and_not_by_its_name(tmp_path) -> None:
    path = workbook(tmp_path / "t.xlsx", ["a"], ["1"]).rename(tmp_path / "upload")
    assert read(path) == (("a",), [["1"]])


def test_half_a_workbook_is_refused(tmp_path) -> None:
    path = workbook(tmp_path / "t.xlsx", ["a"], *([str(n)] for n in range(1000)))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert refusal(path).code == "bad_workbook"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =x", "'=x"])
def test_what_a_spreadsheet_would_run_is_escaped_and_comes_back(text) -> None:
    assert escaped(text).startswith("'")
    assert unescaped(escaped(text)) == text


@given(st.text())
def test_every_text_survives_escaping(text) -> None:
    assert unescaped(escaped(text)) == text


def test_an_export_holds_no_formula_in_either_format(tmp_path) -> None:
    rows = [["=HYPERLINK(1)", "ok"], ["@sum", 3]]
    assert "".join(wiring.csv_lines(("a", "b"), rows)).splitlines() == [
        "\ufeffa,b",
        "'=HYPERLINK(1),ok",
        "'@sum,3",
    ]
    path = tmp_path / "t.xlsx"
    with path.open("wb") as file:
        wiring.write_xlsx(file, ("a", "b"), rows)
    cells = [
        cell for row in load_workbook(path).active.iter_rows(min_row=2) for cell in row
    ]
    assert [(cell.data_type, cell.value) for cell in cells] == [
        ("s", "=HYPERLINK(1)"),
        ("s", "ok"),
        ("s", "@sum"),
        ("n", 3),
    ]


@given(st.text(alphabet="äöüßéèàçñ ", min_size=12, max_size=60))
def test_western_words_are_never_taken_for_chinese_or_japanese(word) -> None:
    content = f"The lamp {word} is small".encode("cp1252")
    try:
        found = charset.detect(content, is_whole=True)
    except CannotRead:
        return  # Asked for, not guessed.
    assert found in {"cp1252", "utf-8-sig"}
