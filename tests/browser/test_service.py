"""From a figure to what it means and to its tickets, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from firsthand.domain.metrics.commands import half_hours
from firsthand.domain.people.models import Person
from tests.browser.conftest import LOOKS, Opener, keep
from tests.browser.test_pages import assert_accessible
from tests.facts import asked, asked_often
from tests.people import lin, maya, store
from tests.sheets import there_are_reasons
from tests.standing_data import Once

pytestmark = pytest.mark.django_db(transaction=True)
LANGUAGES = ["en", "zh-hans"]
LOST, DELAY, HOWTO = "INS.LOG.LOST", "INS.LOG.DELAY", "AFT.RET.HOWTO"
WORDS = {
    "en": {
        "measures": "Measures", "fcr": "First contact resolution, 7 days",
        "example": "Worked example", "behind": "The tickets behind it",
        "all": "All", "core": "Core reasons", "lost": "Package lost",
        "numbers": "The numbers", "area": "Shipping and delivery", "show": "Show",
    },
    "zh-hans": {
        "measures": "指标", "fcr": "首次联系解决率（7天复联）", "example": "算例",
        "behind": "对应的工单", "all": "全部", "core": "核心原因",
        "lost": "包裹丢失", "numbers": "数字表", "area": "物流配送", "show": "显示",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@Once
def _ten_weeks_of_questions() -> Person:
    there_are_reasons()
    german = store("DE", name="Lumo Berlin")
    agent, somebody = lin(german), maya(german)
    now = timezone.now()
    with transaction.atomic():  # One commit instead of two thousand.
        for days_ago in range(1, 70):
            at = now - timedelta(days=days_ago)
            is_even = days_ago % 2 == 0
            asked_often(german, 4, at=at, reason=LOST, agent_id=agent.pk)
            asked(german, at=at, reason=DELAY, agent_id=agent.pk, is_solved=is_even)
            asked(german, at=at, reason=HOWTO, agent_id=somebody.pk)
    half_hours.count_all()
    return somebody


@pytest.fixture
def lead() -> Person:
    """Return a lead of a store with ten weeks of questions behind it."""
    return _ten_weeks_of_questions()


def speaks(person: Person, language: str, theme: str = "light") -> dict[str, str]:
    person.language, person.theme = language, theme
    person.save()
    return WORDS[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lead_goes_from_the_figure_to_its_meaning_and_to_a_ticket(
    opened: Opener, lead: Person, language: str
) -> None:
    words = speaks(lead, language)
    page = opened("/", person=lead)
    page.get_by_role("link", name=words["measures"], exact=True).click()
    expect(page.locator(".rail [aria-current=page]")).to_have_text(words["measures"])
    keep(page, f"service.{language}", full=True)
    page.get_by_role("link", name=words["fcr"]).first.click()
    expect(page.get_by_role("heading", name=words["example"])).to_be_visible()
    page.get_by_role("main").get_by_role("link", name=words["behind"]).click()
    expect(page.get_by_role("heading", name=words["behind"])).to_be_visible()
    keep(page, f"service-tickets.{language}")
    page.locator("table.queue tbody a").first.click()
    page.wait_for_url("**/tickets/*/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lead_goes_from_the_core_reasons_to_one_and_to_its_tickets(
    opened: Opener, lead: Person, language: str
) -> None:
    words = speaks(lead, language)
    page = opened("/", person=lead)
    page.locator(".rail").get_by_role("link", name=words["core"]).click()
    keep(page, f"reasons.{language}", full=True)
    page.locator("table").get_by_role("link", name=words["lost"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["lost"])
    keep(page, f"reason.{language}")
    page.get_by_role("link", name=words["area"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words["area"])
    made_of = page.locator("table").filter(has_text=words["lost"])
    expect(made_of.get_by_role("link", name=words["lost"])).to_be_visible()
    page.locator("table.queue tbody a").first.click()
    page.wait_for_url("**/tickets/*/")


def test_the_limits_chosen_stay_while_one_looks_deeper(
    opened: Opener, lead: Person
) -> None:
    words = speaks(lead, "en")
    page = opened("/service/reasons/", person=lead)
    page.get_by_label("Days").select_option("60")
    page.get_by_role("button", name=words["show"]).click()
    page.wait_for_url("**days=60**")
    page.locator("table").get_by_role("link", name=words["lost"]).click()
    page.wait_for_url("**days=60**")
    assert page.get_by_label("Days").input_value() == "60"


def test_the_numbers_of_a_drawing_open_by_keyboard(opened: Opener, lead: Person) -> None:
    words = speaks(lead, "en")
    page = opened("/service/", person=lead)
    summary = page.get_by_text(words["numbers"]).first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] table")).to_be_visible()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_pages_of_the_figures_pass_axe(
    opened: Opener, lead: Person, language: str, theme: str
) -> None:
    speaks(lead, language, theme)
    page = opened("/service/", person=lead, theme=theme)
    for name, address in {
        "service": "/service/",
        "reasons": "/service/reasons/",
        "reason": "/service/reasons/INS.LOG/",
        "today": "/",
    }.items():
        page.goto(address)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        keep(page, f"{name}.{language}-{theme}", full=True)
        assert_accessible(page)


def test_the_figures_fit_paper_and_stay_light(opened: Opener, lead: Person) -> None:
    speaks(lead, "en", "dark")
    page = opened("/service/", person=lead, theme="dark")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})  # A4 within its margins.
    keep(page, "service.a4", full=True)
    assert not page.get_by_role("button", name="Show").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 703


def test_nothing_scrolls_sideways_where_it_is_narrow(opened: Opener, lead: Person) -> None:
    speaks(lead, "en")
    page = opened("/service/", person=lead, width=1024)
    for address in ("/service/", "/service/reasons/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 1024
