"""Fifty stores, four months, a gap every fortnight: what is found, what alarms in vain.

What "found" means: where the mailbox is cut off, an alarm that names the store stands
within six hours of the gap's beginning, however few buyers write. Where only the
marketplace sends nothing on, nothing but the missing messages can tell: there it means
before the gap ends, and is promised where forty messages went missing.
"""

from __future__ import annotations

import pytest

from tests.simulation import relays
from tests.simulation.relays import HOUR, WATCHED_DAYS, Span, Store

ENOUGH_TO_TELL = 40


@pytest.fixture(scope="module")
def watched() -> list[tuple[Store, list[Span], list[Span]]]:
    return [
        (store, relays.path_alarms(store), relays.rhythm_alarms(store))
        for store in relays.stores()
    ]


def found_after(gap: Span, alarms: list[Span]) -> float | None:
    """Return hours from the gap's beginning until an alarm stood; None: never."""
    begin, end = gap
    raised = [
        max(alarm[0], begin) for alarm in alarms if alarm[0] < end and alarm[1] > begin
    ]
    return (min(raised) - begin) / HOUR if raised else None


def test_every_gap_of_six_hours_in_which_a_mailbox_is_cut_off_is_found(watched) -> None:
    hours = [
        found_after(gap, path)
        for store, path, _rhythm in watched
        for gap, is_path in store.gaps
        if is_path
    ]
    assert len(hours) == len(watched) * 2
    assert all(hour is not None and hour <= 6 for hour in hours), hours


def test_where_enough_messages_are_missing_the_marketplaces_gap_is_found_too(watched):
    missed = [
        (round(store.a_day), lost)
        for store, _path, rhythm in watched
        for (gap, is_path), lost in zip(store.gaps, store.lost, strict=True)
        if not is_path and lost >= ENOUGH_TO_TELL and found_after(gap, rhythm) is None
    ]
    assert missed == []


def test_no_store_has_more_than_one_false_alarm_a_month(watched) -> None:
    false = {
        round(store.a_day, 1): sum(
            not any(alarm[0] < end and alarm[1] > begin for (begin, end), _ in store.gaps)
            for alarm in [*path, *rhythm]
        )
        for store, path, rhythm in watched
    }
    months = WATCHED_DAYS / 30
    assert max(false.values()) <= months, false
    assert sum(false.values()) <= 0.2 * months * len(watched), false


def test_there_is_something_to_find_in_stores_of_every_size(watched) -> None:
    told = [
        lost >= ENOUGH_TO_TELL
        for store, _path, _rhythm in watched
        for (_gap, is_path), lost in zip(store.gaps, store.lost, strict=True)
        if not is_path
    ]
    assert sum(told) > 10
    assert len(told) - sum(told) > 20
