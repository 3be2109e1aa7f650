"""Listings read in windows: nothing between them is left out, whenever one stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firsthand.connectors.amazon.flows import windows
from firsthand.connectors.amazon.flows.windows import Terms

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TERMS = Terms(overlap=10 * MINUTE, settled_after=3 * MINUTE, longest=DAY, first=2 * DAY)


def test_the_first_window_begins_as_far_back_as_wanted_and_is_no_longer_than_a_day() -> (
    None
):
    window = windows.next_window({}, TERMS, now=NOON)
    assert window is not None
    began = NOON - 3 * MINUTE - 2 * DAY
    assert (window.since, window.until, window.token) == (began, began + DAY, "")


def test_a_page_that_names_the_next_keeps_the_window_open() -> None:
    cursor: dict[str, Any] = {"through": (NOON - HOUR).isoformat()}
    window = windows.next_window(cursor, TERMS, now=NOON)
    assert window is not None
    cursor = windows.after(cursor, window, "next", now=NOON)
    assert windows.read_through(cursor) == NOON - HOUR
    following = windows.next_window(cursor, TERMS, now=NOON + MINUTE)
    assert following is not None
    assert (following.since, following.until) == (window.since, window.until)
    assert following.token == "next"
    done = windows.after(cursor, following, "", now=NOON + MINUTE)
    assert done == {"through": window.until.isoformat()}


def test_a_token_of_yesterday_is_not_used_and_its_window_read_from_its_beginning() -> None:
    window = windows.next_window({"through": NOON.isoformat()}, TERMS, now=NOON + HOUR)
    assert window is not None
    cursor = windows.after({}, window, "next", now=NOON + HOUR)
    late = windows.next_window(cursor, TERMS, now=NOON + HOUR + DAY)
    assert late == window
    assert windows.next_window(windows.begun_again(cursor), TERMS, now=NOON) == window


def test_a_window_that_never_gets_to_its_end_is_not_begun_again_for_ever() -> None:
    cursor: dict[str, Any] = {"through": NOON.isoformat()}
    begun = 0
    for _page in range(10):
        window = windows.next_window(cursor, TERMS, now=NOON + HOUR)
        assert window is not None
        cursor = windows.after(cursor, window, f"next {_page}", now=NOON + HOUR)
        if windows.may_begin_again(cursor):
            cursor, begun = windows.begun_again(cursor), begun + 1
    assert begun == 3
    window = windows.next_window(cursor, TERMS, now=NOON + HOUR)
    assert window is not None
    assert windows.after(cursor, window, "", now=NOON) == {
        "through": window.until.isoformat()
    }


def test_a_token_that_names_its_own_page_ends_the_window() -> None:
    window = windows.Window(NOON - HOUR, NOON, "same")
    assert windows.after({}, window, "same", now=NOON) == {"through": NOON.isoformat()}


def test_there_is_nothing_to_ask_for_before_anything_is_settled() -> None:
    cursor = {"through": (NOON - 3 * MINUTE).isoformat()}
    assert windows.next_window(cursor, TERMS, now=NOON) is None
    assert windows.is_at_rest(cursor, TERMS, now=NOON)
    assert not windows.is_at_rest(cursor, TERMS, now=NOON + 2 * MINUTE)


@given(st.lists(st.integers(0, 5 * 24 * 60), min_size=1, max_size=40))
def test_whenever_one_looks_every_minute_is_read_and_each_window_overlaps(
    waits: list[int],
) -> None:
    now, cursor = NOON, dict[str, Any]()
    through = NOON + waits[0] * MINUTE - 3 * MINUTE - 2 * DAY
    for wait in waits:
        now += wait * MINUTE
        for _page in range(20):
            window = windows.next_window(cursor, TERMS, now=now)
            if window is None:
                break
            assert window.since <= through < window.until <= now - 3 * MINUTE
            cursor = windows.after(cursor, window, "", now=now)
            through = window.until
        assert through == now - 3 * MINUTE
