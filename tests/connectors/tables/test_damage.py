"""Files that are no whole table say what is wrong with them, soon and in little memory."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from firsthand.connectors.tables import delimited, excel
from firsthand.connectors.tables.opening import open_table
from firsthand.domain.imports.ports import CannotRead

HEAD, ROW = "咨询时间,需求记录\n", "2026-03-05 14:30,灯坏了\n"
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "<!ENTITY l0 'ha'>" + "".join(
    f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9)
)


def workbook(path: Path, *, sheet: str = "") -> Path:
    """Write a workbook, its sheet in this XML."""
    book = Workbook()
    book.active.append(["a"])
    book.save(path)
    if sheet:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (parts | {SHEET: sheet.encode()}).items():
                archive.writestr(name, content)
    return path


def filled(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def text(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


BROKEN: dict[str, tuple[Callable[[Path], Path], str, int]] = {
    "cut in the middle of a character": (
        lambda path: text(path, (HEAD + ROW).encode()[:-3]), "cut_off", 2,
    ),
    "the same in a row far behind": (
        lambda path: text(path, (HEAD + ROW * 9_000).encode()[:-2]), "cut_off", 9_001,
    ),
    "one endless line": (lambda path: text(path, "x" * 400), "line_too_long", 1),
    "an endless line behind": (
        lambda path: text(path, "a,b\n1,2\n" + "x," * 200), "line_too_long", 3,
    ),
    "a workbook of laughs": (
        lambda path: workbook(
            path, sheet=f"<!DOCTYPE w [{LAUGHS}]><worksheet>&l9;</worksheet>"
        ),
        "bad_workbook", 0,
    ),
    "a workbook blown up": (
        lambda path: workbook(path, sheet=f"<worksheet>{' ' * 400_000}</worksheet>"),
        "workbook_too_large", 0,
    ),
    "formulas that a program wrote and none worked out": (
        lambda path: filled(path, [["a", "b"], [1, 2], [None, "=SUM(A2:B2)"]]),
        "formula_without_value", 3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_says_how_and_where_it_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    make, code, line = BROKEN[what]
    monkeypatch.setattr(delimited, "LONGEST_LINE", 300)
    monkeypatch.setattr(excel, "SIZE_TO_MATTER", 200_000)
    with pytest.raises(CannotRead) as refused:
        list(open_table(make(tmp_path / "table")).records())
    assert (refused.value.code, refused.value.line) == (code, line)


def test_a_formula_counts_as_what_it_was_worked_out_to(tmp_path: Path) -> None:
    cells = "<c r='A2'><f>1+1</f><v>2</v></c><c r='B2' t='str'><f>A2</f><v>two</v></c>"
    heading = "<c r='A1' t='str'><v>a</v></c><c r='B1' t='str'><v>b</v></c>"
    sheet = (
        "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        f"<sheetData><row r='1'>{heading}</row><row r='2'>{cells}</row></sheetData>"
        "</worksheet>"
    )
    [record] = open_table(workbook(tmp_path / "book.xlsx", sheet=sheet)).records()
    assert record.cells == [2, "two"]


def test_the_sheet_is_the_first_that_somebody_can_see(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("seen").append(["shown"])
    book.save(tmp_path / "book.xlsx")
    assert open_table(tmp_path / "book.xlsx").columns == ("shown",)


def test_a_heading_of_very_many_columns_is_read_soon(tmp_path: Path) -> None:
    from firsthand.domain.imports.rules import Wrong, laid_out

    names = [f"column {number}" for number in range(100_000)]
    path = text(tmp_path / "wide.csv", ",".join(names) + "\n")
    with pytest.raises(Wrong, match="columns_missing"):
        laid_out("needs", open_table(path).columns, {})
