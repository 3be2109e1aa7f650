"""What buyers write about, counted from facts written by hand."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from firsthand.domain.metrics.queries import core_reasons
from firsthand.domain.metrics.queries.core_reasons import Slice
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.reasons import commands
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.reasons.models import Reason
from firsthand.domain.stores.models import Store
from firsthand.foundation.scoping import Everything
from tests.facts import DAY, HOUR, asked, asked_often
from tests.people import NOON, lin, store
from tests.sheets import there_are_reasons

LOST, DELAY, HOWTO = "INS.LOG.LOST", "INS.LOG.DELAY", "AFT.RET.HOWTO"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def german(db) -> Store:
    there_are_reasons()
    return store("DE")


def month(person=None, *, channel: str = "") -> Slice:
    return Slice(
        person=person or Everything(),
        since=NOON - 30 * DAY,
        until=NOON,
        channel=channel,
    )


def ranked(asked_for: Slice, level: int = 3) -> list[tuple[str, int]]:
    return core_reasons.counted(asked_for).on(reasons.taxonomy(), level).ranked


def test_the_most_frequent_stand_first_and_equals_by_their_code(german: Store) -> None:
    for reason in (LOST, HOWTO, LOST, DELAY):
        asked(german, at=NOON - DAY, reason=reason)
    assert ranked(month()) == [(LOST, 2), (HOWTO, 1), (DELAY, 1)]


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        (1, [("INS", 3), ("AFT", 1)]),
        (2, [("INS.LOG", 3), ("AFT.RET", 1)]),
        (3, [(LOST, 2), (HOWTO, 1), (DELAY, 1)]),
    ],
)
def test_reasons_add_up_on_the_levels_above(german: Store, level: int, wanted) -> None:
    for reason in (LOST, HOWTO, LOST, DELAY):
        asked(german, at=NOON - DAY, reason=reason)
    assert ranked(month(), level) == wanted


def test_what_is_tagged_higher_up_counts_as_what_it_is_tagged_with(german: Store) -> None:
    asked(german, at=NOON - DAY, reason="INS.LOG")
    assert ranked(month(), 3) == [("INS.LOG", 1)]


def test_a_merged_reason_counts_as_what_it_was_merged_into(german: Store) -> None:
    asked(german, at=NOON - DAY, reason=LOST)
    asked(german, at=NOON - DAY, reason=DELAY)
    old, new = (Reason.objects.get(code=code) for code in (LOST, DELAY))
    owner = Person.objects.create(email="o@example.com", name="O", role="owner",
                                  created_at=NOON)  # fmt: skip
    commands.merge(reason_id=old.pk, into_id=new.pk, by=owner, at=NOON)
    assert ranked(month()) == [(DELAY, 2)]
    assert core_reasons.codes_of(reasons.taxonomy(), DELAY) == [DELAY, LOST]


def test_a_code_the_tree_does_not_know_is_kept_as_it_is(german: Store) -> None:
    asked(german, at=NOON - DAY, reason="OLD.ONE.CODE")
    assert ranked(month(), 3) == [("OLD.ONE.CODE", 1)]
    assert ranked(month(), 1) == [("OLD", 1)]


def test_both_ends_of_the_period_are_kept(german: Store) -> None:
    for at in (NOON - 30 * DAY - timedelta(microseconds=1), NOON - 30 * DAY, NOON):
        asked(german, at=at, reason=LOST)
    assert ranked(month()) == [(LOST, 1)]


def test_only_ones_own_stores_and_the_channel_asked_for_are_counted(german: Store) -> None:
    asked(german, at=NOON - DAY, reason=LOST)
    asked(german, at=NOON - DAY, reason=DELAY, channel="email")
    asked(store("JP"), at=NOON - DAY, reason=HOWTO)
    agent = lin(german)
    assert ranked(month(agent)) == [(DELAY, 1), (LOST, 1)]
    assert ranked(month(agent, channel="email")) == [(DELAY, 1)]
    assert len(ranked(month())) == 3


COVERAGE = [
    # tagged, untagged, coverage, blocked
    (0, 0, None, False),  # Nothing came: nothing is missing.
    (19, 1, 0.95, False),  # Exactly enough.
    (18, 2, 0.9, True),
    (0, 1, 0.0, True),
]


@pytest.mark.parametrize(("tagged", "untagged", "coverage", "blocked"), COVERAGE)
def test_below_95_percent_of_tags_nobody_knows_the_core_reasons(
    german: Store, tagged: int, untagged: int, coverage: float | None, blocked: bool
) -> None:
    for reason, times in ((LOST, tagged), ("", untagged)):
        if times:
            asked_often(german, times, at=NOON - DAY, reason=reason)
    found = core_reasons.counted(month()).on(reasons.taxonomy())
    assert found.coverage == coverage
    assert found.is_blocked is blocked
    assert (found.tagged, found.contacts) == (tagged, tagged + untagged)


def order(place: Store, number: str, *, days_ago: float) -> None:
    Order.objects.create(
        store=place, number=number, state="shipped", fulfilment="FBA", currency="EUR",
        total_minor_units=1, placed_at=NOON - days_ago * DAY,
    )  # fmt: skip


def test_the_rate_is_per_hundred_orders_of_the_same_days_and_stores(german: Store) -> None:
    asked_often(german, 3, at=NOON - DAY, reason=LOST)
    for number, days_ago in enumerate((1, 29, 30, 31, 0)):
        order(german, str(number), days_ago=days_ago)
    order(store("JP"), "foreign", days_ago=1)
    found = core_reasons.counted(month(lin(german))).on(reasons.taxonomy())
    assert found.orders == 3
    assert found.per_hundred_orders(3) == 100
    assert found.share(3) == 1


def test_without_orders_there_is_no_rate_and_without_contacts_no_share(
    german: Store,
) -> None:
    found = core_reasons.counted(month()).on(reasons.taxonomy())
    assert found.per_hundred_orders(1) is None
    assert found.share(0) is None


def test_outcomes_go_by_the_tag_at_the_resolution_and_only_by_certain_ones(
    german: Store,
) -> None:
    long_ago, lately = NOON - 20 * DAY, NOON - 13 * DAY
    asked(german, at=long_ago, reason=DELAY, reason_then=LOST)
    asked(german, at=long_ago, reason=LOST, is_solved=False)
    asked(german, at=long_ago, reason="")
    asked(german, at=lately, reason=LOST)
    assert core_reasons.solved_first(month(), as_of=NOON) == {LOST: (1, 2), "": (1, 1)}


def test_the_median_first_reply_is_of_answered_tickets_of_the_group(german: Store) -> None:
    for hours, reason in ((1, LOST), (3, LOST), (9, DELAY), (None, LOST), (7, HOWTO)):
        after = None if hours is None else hours * HOUR
        asked(german, at=NOON - DAY, reason=reason, after=after)
    groups = {"INS.LOG": [LOST, DELAY], LOST: [LOST], "AFT.DMG": ["AFT.DMG.PART"]}
    found = core_reasons.first_replies(month(), groups, as_of=NOON)
    assert found == {"INS.LOG": (3 * 3600, 3), LOST: (2 * 3600, 2)}


def test_an_answer_that_was_not_there_yet_is_not_counted(german: Store) -> None:
    asked(german, at=NOON - HOUR, reason=LOST, after=2 * HOUR)
    assert core_reasons.first_replies(month(), {LOST: [LOST]}, as_of=NOON) == {}


def test_contacts_are_told_by_local_day(german: Store) -> None:
    # 23:30 in UTC is the next day in Berlin.
    late = NOON.replace(hour=23, minute=30) - 2 * DAY
    asked(german, at=late, reason=LOST)
    asked(german, at=late, reason=HOWTO)
    assert core_reasons.contacts_by_day(month(), [LOST], tz=BERLIN) == {
        (NOON - DAY).date(): 1
    }


def test_the_tickets_behind_a_reason_are_each_listed_once_newest_first(
    german: Store,
) -> None:
    older = asked(german, at=NOON - 3 * DAY, reason=LOST)
    newer = asked(german, at=NOON - 2 * DAY, reason=DELAY)
    asked(german, at=NOON - DAY, reason=LOST, of=older)
    asked(german, at=NOON - DAY, reason=HOWTO)
    codes = core_reasons.codes_of(reasons.taxonomy(), "INS.LOG")
    assert core_reasons.tickets_with_reason(month(), codes) == [older.pk, newer.pk]
    assert core_reasons.tickets_with_reason(month(), codes, limit=1) == [older.pk]
    assert core_reasons.tickets_with_reason(month(lin(store("JP"))), codes) == []


def test_a_reason_that_never_was_has_no_codes(german: Store) -> None:
    assert core_reasons.codes_of(reasons.taxonomy(), "NO.SUCH") == []
