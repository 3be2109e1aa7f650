"""A lead reads on the demonstration what a trial came to, and keeps the better version."""

from __future__ import annotations

from django.utils import timezone
from playwright.sync_api import expect

from firsthand.cli.demo import loading
from firsthand.domain.macros.models import MacroTrial
from firsthand.domain.people.models import Person
from tests.browser.conftest import Opener, keep
from tests.browser.test_pages import assert_accessible

WORDS = {
    "en": {
        "macros": "Macros", "one": "Parcel held up, new day", "trial": "On trial",
        "better": "version 2 is better", "keep": "Keep this one",
        "kept": "Version 2 was kept.",
    },
    "zh-hans": {
        "macros": "宏", "one": "包裹滞留-新日期", "trial": "试验中", "better": "版本2更好",
        "keep": "保留此版本", "kept": "已保留版本2。",
    },
}  # fmt: skip


def test_a_trial_is_read_in_both_languages_and_decided(
    opened: Opener, transactional_db: None, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    loading.load(seed=7, now=timezone.now(), size=loading.SMALL)
    page = opened("/macros/", person=Person.objects.get(email="maya@demo.example"))
    for language, words in WORDS.items():
        Person.objects.update(language=language)
        page.goto("/macros/")
        row = page.get_by_role("row").filter(has_text=words["one"])
        expect(row).to_contain_text(words["trial"])
        keep(page, f"macros-fare-{language}")
        assert_accessible(page)
        row.get_by_role("link").first.click()
        expect(page.get_by_role("main")).to_contain_text(words["better"])
        keep(page, f"macro-trial-{language}")
        assert_accessible(page)
    page.get_by_role("button", name=words["keep"]).first.click()
    expect(page.get_by_role("main")).to_contain_text(words["kept"])
    trial = MacroTrial.objects.get()
    assert trial.winner_id == trial.challenger_id
