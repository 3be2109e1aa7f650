"""In the browser, in both languages: a spreadsheet is looked at, brought in, and shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from firsthand.domain.people.models import Person
from firsthand.jobs import tasks
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.domain.imports.test_kinds import NEEDS
from tests.people import maya, store

WORDS = {
    "en": ("Look at it", "Bring it in", "Rejected rows"),
    "zh-hans": ("查看", "导入", "被拒绝的行"),
}


@pytest.fixture
def lead(settings: object, transactional_db: None, tmp_path: Path) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.IMPORTS_FOLDER = tmp_path / "uploads"
    return maya(store("DE"))


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    book = Workbook()
    wrong = ["4", "2026-02-03 11:20", "B08519LNRN", *NEEDS[1][3:]]
    for row in [*NEEDS, wrong]:
        book.active.append(row)
    path = tmp_path / "需求记录.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_spreadsheet_is_looked_at_and_brought_in(
    opened: Opener, lead: Person, spreadsheet: Path, language: str
) -> None:
    Person.objects.filter(pk=lead.pk).update(language=language)
    look, bring, rejected = WORDS[language]
    page = opened("/settings/imports/", person=lead)
    assert_accessible(page)
    page.set_input_files("input[type=file]", spreadsheet)
    page.get_by_role("button", name=look, exact=True).click()
    page.get_by_role("button", name=bring, exact=True).wait_for()
    assert_accessible(page)
    keep(page, f"import-preview.{language}", full=True)
    page.get_by_role("button", name=bring, exact=True).click()
    page.locator("#import-state[hx-get]").wait_for()
    tasks.go_on_with_imports()
    page.get_by_role("heading", name=rejected).wait_for()
    page.locator("#import-state:not([hx-get])").wait_for()
    assert_accessible(page)
    keep(page, f"import-done.{language}", full=True)
    page.goto("/settings/imports/")
    keep(page, f"imports.{language}", full=True)
    page.goto("/settings/exports/")
    assert_accessible(page)
    keep(page, f"exports.{language}", full=True)
