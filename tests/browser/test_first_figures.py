"""In both languages: from a spreadsheet to why buyers write, and to what it cannot tell.

One walk each, as somebody new takes it, with nothing but what the pages offer.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import Workbook
from playwright.sync_api import Page, expect

from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.jobs import tasks
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.domain.imports.test_kinds import NEEDS
from tests.people import maya, store
from tests.sheets import there_are_reasons

HEADER, LOST, SIZE = NEEDS[0], ("售后", "物流", "未收到货"), ("售前", "咨询", "尺码")
WORDS = {
    "en": {
        "settings": "Settings", "imports": "Imports", "look": "Look at it",
        "bring": "Bring it in", "core": "Core reasons", "measures": "Measures",
        "fcr": "First contact resolution, 7 days", "example": "Worked example",
        "untimed": " left out: resolved, and nobody knows when",
    },
    "zh-hans": {
        "settings": "设置", "imports": "导入", "look": "查看", "bring": "导入",
        "core": "核心原因", "measures": "指标", "fcr": "首次联系解决率（7天复联）",
        "example": "算例", "untimed": "个：已解决但解决时间未知",
    },
}  # fmt: skip


@pytest.fixture
def place(settings: object, transactional_db: None, tmp_path: Path) -> Store:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.IMPORTS_FOLDER = tmp_path / "uploads"
    there_are_reasons()
    return store("DE")


@pytest.fixture
def spreadsheet(tmp_path: Path) -> Path:
    """Write three weeks of need records, the last of them three weeks ago."""
    book, today = Workbook(), timezone.now()
    book.active.append(HEADER)
    for number in range(30):
        day = f"{today - timedelta(days=17 + number % 10):%Y-%m-%d} 09:{number:02}"
        levels = SIZE if number % 3 == 0 else LOST
        order = f"306-{number:07}-1111111"
        said = "尺码不对" if levels is SIZE else "包裹还没有到"
        book.active.append([str(number), day, order, "", "", "", said, "是", *levels])
    path = tmp_path / "需求记录.xlsx"
    book.save(path)
    return path


def at_work(somebody: Person, language: str) -> dict[str, str]:
    Person.objects.filter(pk=somebody.pk).update(language=language)
    return WORDS[language]


def bring_in(page: Page, words: dict[str, str], spreadsheet: Path) -> None:
    page.locator(".rail").get_by_role("link", name=words["settings"], exact=True).click()
    page.get_by_role("main").get_by_role("link", name=words["imports"], exact=True).click()
    page.set_input_files("input[type=file]", spreadsheet)
    page.get_by_role("button", name=words["look"], exact=True).click()
    page.get_by_role("button", name=words["bring"], exact=True).click()
    page.locator("#import-state[hx-get]").wait_for()
    tasks.go_on_with_imports()
    page.locator("#import-state:not([hx-get])").wait_for()
    metrics.run_until_done()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_spreadsheet_leads_to_the_core_reasons_to_one_and_to_its_tickets(
    opened: Opener, place: Store, spreadsheet: Path, language: str
) -> None:
    lead = maya(place)
    words = at_work(lead, language)
    page = opened("/", person=lead)
    bring_in(page, words, spreadsheet)
    page.locator(".rail").get_by_role("link", name=words["core"], exact=True).click()
    first, second = page.locator("table tbody tr").all()[:2]
    expect(first).to_contain_text("未收到货")
    expect(first.locator("td.n").nth(1)).to_have_text("20")
    expect(second).to_contain_text("尺码")
    keep(page, f"imported-reasons.{language}", full=True)
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("未收到货")
    rows = page.locator("table.queue tbody tr")
    expect(rows).to_have_count(20)
    keep(page, f"imported-reason.{language}", full=True)
    assert_accessible(page)
    rows.first.get_by_role("link").click()
    page.wait_for_url("**/tickets/*/")
    expect(page.get_by_role("main")).to_contain_text("包裹还没有到")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_figure_says_which_imported_needs_it_cannot_judge(
    opened: Opener, place: Store, spreadsheet: Path, language: str
) -> None:
    lead = maya(place)
    words = at_work(lead, language)
    page = opened("/", person=lead)
    bring_in(page, words, spreadsheet)
    page.locator(".rail").get_by_role("link", name=words["measures"], exact=True).click()
    page.get_by_role("main").get_by_role("link", name=words["fcr"]).first.click()
    expect(page.get_by_role("heading", name=words["example"])).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(words["untimed"])
    keep(page, f"imported-figure.{language}")
