"""Chromium against the real pages. Whatever the console says is an error fails the test:
that is how a breach of the content security policy, or a missing file, is found.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import (
    Error as PlaywrightError,
)
from pytest_django.live_server_helper import LiveServer

from firsthand.domain.people.models import Person
from firsthand.web.people.sessions import SessionStore
from tests.browser.serving import served
from tests.browser.tabs import PATIENCE_MS, Tabs
from tests.scenes import (
    agent,
    box,
    lead,
    log_in_takes_one_step,
    place,
    placed,
    stores_are_connected,
    ticket_by_mail,
)

__all__ = [
    "agent", "box", "lead", "log_in_takes_one_step", "place", "placed",
    "stores_are_connected", "ticket_by_mail",
]  # fmt: skip

# Drawn only when asked for: a picture of a whole page costs as much as opening it.
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
WITH_PICTURES = os.environ.get("PICTURES") == "all"
# The shell draws the same pages; the whole browser spends seven times the processor on
# windows nobody sees.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
LONGEST_TEST_SECONDS = 150
# A page focuses its first field when it is first drawn, which may be after it is loaded:
# whoever types at once types beside the field.
FIRST_FOCUS = """() => document.querySelector("[autofocus]")
  && new Promise((drawn) => requestAnimationFrame(() => drawn(true)))"""
# Names and order depend on the language, colours on the theme: each of them once.
LOOKS = [("en", "light"), ("zh-hans", "dark")]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM is None:
        why = "no chromium found: apt-get install chromium-headless-shell fonts-noto-cjk"
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, where Django would refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=60_000,
            # A small /dev/shm crashes a page, and a crashed page never answers.
            args=["--no-sandbox", "--font-render-hinting=none", "--disable-dev-shm-usage"],
        )
        expect.set_options(timeout=PATIENCE_MS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _nothing_hangs() -> Iterator[None]:
    """End a test that hangs, and print where every thread stands.

    Not every call of Playwright takes a time limit: evaluating a script does not.
    """

    def give_up(_number: int, _frame: object) -> None:
        faulthandler.dump_traceback(all_threads=True)
        raise TimeoutError(f"still running after {LONGEST_TEST_SECONDS} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(LONGEST_TEST_SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    server = served()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def tabs(browser: Browser, live_server: LiveServer) -> Tabs:
    return Tabs(browser, live_server.url)


@pytest.fixture
def opened(tabs: Tabs, live_server: LiveServer, settings: object) -> Iterator[Opener]:
    """Return a function that opens a page, as a person or as nobody, in a theme."""
    tabs.said.clear()

    def open_page(
        address: str,
        *,
        person: Person | None = None,
        theme: str = "light",
        width: int = 1366,
    ) -> Page:
        page = tabs.take(theme, width)
        if person is not None:
            page.context.add_cookies([_session_of(person, live_server.url)])
        page.goto(address)
        page.evaluate(FIRST_FOCUS)
        return page

    yield open_page
    tabs.put_away()
    _wait_for_the_last_requests()
    assert tabs.said == [], "the browser's console complained"


def _wait_for_the_last_requests() -> None:
    """Wait until no request works in the database any more, a few seconds at most.

    A page that is closed still reports how long it was looked at. That request must not
    meet the emptying of the tables, each holding what the other waits for.
    """
    deadline = time.monotonic() + 5
    quiet = 0
    while (
        quiet < 3 and time.monotonic() < deadline
    ):  # Three times in a row: it may yet come.
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            (busy,) = cursor.fetchone()
        quiet = 0 if busy else quiet + 1
        time.sleep(0.03)


def _session_of(person: Person, url: str) -> dict[str, str]:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {"name": "sessionid", "value": str(session.session_key), "url": url}


def keep(page: Page, name: str, *, full: bool = False) -> None:
    """Keep a picture for people to look at (`make pictures`); no test compares pixels.

    Chromium now and then cannot take one on a busy machine. That says nothing about the
    page: it is tried once more, and then goes without.
    """
    if not WITH_PICTURES:
        return
    SCREENSHOTS.mkdir(exist_ok=True)
    for _attempt in range(2):
        try:
            # The caret stays: hiding it leaves an empty style on every field, which htmx
            # would carry over to the field drawn anew, against the policy.
            page.screenshot(
                path=SCREENSHOTS / f"{name}.png", full_page=full, caret="initial"
            )
            return
        except PlaywrightError as problem:
            logging.getLogger(__name__).warning("No picture of %s: %s", name, problem)
