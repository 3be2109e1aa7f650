from __future__ import annotations

from tests.browser.tabs import Tabs

KEPT = """() => [
  localStorage.getItem("of"), sessionStorage.getItem("of"),
  document.cookie.includes("of=one")
]"""


def test_a_tab_is_handed_on_without_what_was_kept_in_it(
    tabs: Tabs, transactional_db: None
) -> None:
    page = tabs.take("light", 390)
    page.goto("/log-in/")
    page.evaluate(
        """() => {
          localStorage.setItem("of", "one"); sessionStorage.setItem("of", "one");
          document.cookie = "of=one";
        }"""
    )
    assert page.evaluate(KEPT) == ["one", "one", True]
    page.emulate_media(media="print")
    tabs.put_away()
    again = tabs.take("light", 1366)
    assert again is page
    again.goto("/log-in/")
    assert again.evaluate(KEPT) == [None, None, False]
    assert again.evaluate("[innerWidth, matchMedia('print').matches]") == [1366, False]
    tabs.put_away()
