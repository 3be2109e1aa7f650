from __future__ import annotations

from hashlib import sha256

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from firsthand.domain.metrics import commands as metrics
from firsthand.domain.people.models import Person
from tests.browser.conftest import LOOKS, Opener, keep
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store, wen

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
}
BUT_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}}
PAGES = {
    "figure-fcr": "/figures/fcr.issues_7d/",
    "figure-wait": "/figures/speed.first_reply/",
    "behind": "/figures/fcr.issues_7d/tickets/?period=running&outcome=all",
    "quarantine": "/quarantine/",
    "settings": "/settings/",
    "password": "/settings/password/",
    "codes": "/settings/codes/",
    "tokens": "/settings/tokens/",
    "people": "/settings/people/",
    "invite": "/settings/people/invite/",
    "teams": "/settings/teams/",
    "stores": "/settings/stores/",
    "styleguide": "/styleguide/",
}


# Contrast asks what lies behind every word, which on a long list takes axe seconds. It
# follows from what the word and all it stands in are painted with: each such painting is
# measured at the first three words in sight that have it, for one may be covered.
CONTRAST = """async () => {
  const seen = new Map(), words = [];
  const hasWords = (element) =>
    element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) &&
    (element.matches("input, select, textarea") ||
      [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const look = (element, around) => {
    const style = getComputedStyle(element);
    if (style.display === "none") return;
    const painted = around + "|" + [
      style.color, style.backgroundColor, style.backgroundImage, style.opacity,
      style.visibility, style.position, style.zIndex, style.filter, style.textShadow,
      style.fontSize, style.fontWeight, element.matches(":disabled, [aria-disabled=true]"),
    ].join();
    const times = seen.get(painted) ?? 0;
    if (times < 3 && hasWords(element)) {
      seen.set(painted, times + 1);
      words.push(element);
    }
    for (const child of element.children) look(child, painted);
  };
  look(document.body, "");
  const found = await axe.run({ include: words }, { runOnly: ["color-contrast"] });
  return found.violations;
}"""
EVERY_RULE = "async rules => (await axe.run(rules)).violations"
# All that the rules go by: what elements there are, what they are said to be, which of them
# have words, and whether they are in sight. Not the words: the other language has others.
STRUCTURE = """() => {
  const SAYS_SO = new Set([
    "class", "style", "role", "type", "open", "hidden", "disabled", "tabindex", "colspan",
    "rowspan", "scope", "autocomplete", "contenteditable",
  ]);
  const told = [innerWidth, innerHeight];
  const look = (element) => {
    const says = [...element.attributes].map(({ name, value }) =>
      SAYS_SO.has(name) || (name.startsWith("aria-") && value.length < 6)
        ? `${name}=${value}`
        : `${name}${value.trim() ? "+" : ""}`);
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    told.push(element.tagName, ...says.sort(), words, element.checkVisibility());
    for (const child of element.children) look(child);
    told.push("/");
  };
  look(document.body);
  return [told.join(" "), getComputedStyle(document.body).backgroundColor];
}"""
# Pages that passed in this process, by their structure; for contrast, also by their theme.
_passed: set[tuple[str, ...]] = set()


def assert_accessible(page: Page) -> None:
    structure, painted = page.evaluate(STRUCTURE)
    by_rules = sha256(structure.encode()).hexdigest()
    by_contrast = (by_rules, painted)
    if (by_rules,) in _passed and by_contrast in _passed:
        return
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Only what is wrong is told: the rest is half a megabyte, passed on by two processes.
    found = page.evaluate(CONTRAST)
    if (by_rules,) not in _passed:
        found += page.evaluate(EVERY_RULE, RULES | BUT_CONTRAST)
    assert found == [], AxeResults({"violations": found}).generate_report()
    _passed.update({(by_rules,), by_contrast})


def test_a_pale_word_far_down_a_list_is_found(
    opened: Opener, transactional_db: None
) -> None:
    page = opened("/log-in/")
    page.evaluate(
        """() => {
          const list = document.createElement("ul");
          for (let row = 0; row < 50; row += 1) {
            const word = document.createElement("li");
            word.textContent = `Row ${row}`;
            list.append(word);
          }
          document.querySelector("main, body").append(list);
        }"""
    )
    assert_accessible(page)
    page.locator("li", has_text="Row 41").evaluate("row => { row.style.color = '#ccc'; }")
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_accessible(page)


@pytest.fixture
def owner(settings: object, transactional_db: None) -> Person:
    settings.SECOND_FACTOR_REQUIRED = False
    german, japanese = store("DE"), store("JP")
    arrives(mailbox(german), letter(), at=timezone.now())
    metrics.run_until_done()
    lin(german)
    maya(german, japanese)
    return wen()


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_every_page_passes_axe(
    opened: Opener, owner: Person, language: str, theme: str
) -> None:
    Person.objects.filter(pk=owner.pk).update(language=language, theme=theme)
    page = opened("/settings/", person=owner, theme=theme)
    for name, address in PAGES.items():
        page.goto(address)
        assert page.get_attribute("html", "lang") == (
            "en" if language == "en" else "zh-Hans"
        )
        keep(page, f"{name}.{language}-{theme}", full=name == "styleguide")
        assert_accessible(page)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_the_log_in_page_passes_axe(
    opened: Opener, transactional_db: None, language: str, theme: str
) -> None:
    page = opened("/log-in/", theme=theme)
    if language == "zh-hans":
        page.get_by_role("button", name="中文").click()
    keep(page, f"log-in.{language}-{theme}")
    assert_accessible(page)


def test_nothing_scrolls_sideways_on_a_small_screen(opened: Opener, owner: Person) -> None:
    page = opened("/settings/", person=owner, width=390)
    for name in ("settings", "invite"):
        page.goto(PAGES[name])
        keep(page, f"{name}.small")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_roomy_rows_are_taller(opened: Opener, owner: Person) -> None:
    page = opened("/settings/people/", person=owner)
    row = page.locator("tbody tr").first
    compact = row.bounding_box()
    Person.objects.filter(pk=owner.pk).update(density="roomy")
    page.reload()
    keep(page, "people.roomy")
    assert row.bounding_box()["height"] > compact["height"] + 6


def test_paper_is_light_and_has_no_rail(opened: Opener, owner: Person) -> None:
    Person.objects.filter(pk=owner.pk).update(theme="dark")
    page = opened("/styleguide/", person=owner, theme="dark")
    page.emulate_media(media="print")
    keep(page, "styleguide.print", full=True)
    assert not page.locator(".rail").is_visible()
    ink = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ink in {"rgb(255, 255, 255)", "white"}


def test_a_failed_update_is_said_where_everybody_sees_it(
    opened: Opener, owner: Person
) -> None:
    page = opened("/styleguide/", person=owner)
    words = page.locator("#connection-lost")
    assert not words.is_visible()
    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sendError'))")
    assert words.is_visible()


def test_what_is_hidden_is_hidden_whatever_it_is(opened: Opener, owner: Person) -> None:
    page = opened("/styleguide/", person=owner)
    bar = page.locator(".bulk")
    assert bar.is_visible()
    bar.evaluate("element => { element.hidden = true; }")
    assert not bar.is_visible()
