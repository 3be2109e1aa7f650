"""Tabs of the browser, used by one test after the other.

A new one is a new process, which loads and compiles every file of the page anew: that is
half of what a short test took. What a test leaves in a tab is taken from it instead.
"""

from __future__ import annotations

from collections import defaultdict

from playwright.sync_api import Browser, ConsoleMessage, Page
from playwright.sync_api import Error as PlaywrightError

PATIENCE_MS = 10_000
HEIGHT = 768
# Of our own origin, whose storage it can reach, and without a script.
EMPTY = "/static/css/layers.css"


class Tabs:
    """The tabs of one browser by the theme they ask for; each has cookies of its own.

    Attributes:
        said: what the console of any tab complained of in this test.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self.said: list[str] = []
        self._browser, self._url = browser, url
        self._idle: defaultdict[str, list[Page]] = defaultdict(list)
        self._used: list[tuple[str, Page]] = []

    def take(self, theme: str, width: int) -> Page:
        """Return a tab in which nobody is logged in and nothing is kept."""
        idle = self._idle[theme]
        page = idle.pop() if idle else self._new(theme)
        self._used.append((theme, page))
        page.set_viewport_size({"width": width, "height": HEIGHT})
        return page

    def put_away(self) -> None:
        """Leave every page as a person would, and forget what was kept of it."""
        while self._used:
            theme, page = self._used.pop()
            try:
                _empty(page)
            except PlaywrightError:  # It crashed, or no longer answers.
                page.context.close()
            else:
                self._idle[theme].append(page)

    def _new(self, theme: str) -> Page:
        context = self._browser.new_context(
            color_scheme=theme,
            reduced_motion="reduce",  # Nothing fades: what is looked at is there at once.
            base_url=self._url,
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", lambda message: self.said.extend(complaints(message)))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("crash", lambda _page: self.said.append("the page crashed"))
        return page


def complaints(message: ConsoleMessage) -> list[str]:
    """Return what the console complains of.

    A refusal (422) is an answer, not a fault; and a lost network is a test's own doing.
    """
    is_refusal = "the server responded with a status of 422" in message.text
    is_lost = "net::ERR_INTERNET_DISCONNECTED" in message.text
    is_fault = message.type == "error" and not (is_refusal or is_lost)
    return [message.text] if is_fault else []


def _empty(page: Page) -> None:
    page.unroute_all()
    page.emulate_media(media="null")
    page.goto(EMPTY)
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.context.clear_cookies()
