"""A value that was certain never changes in silence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from firsthand.domain.metrics import commands, queries
from firsthand.domain.metrics.models import Published, Revision
from firsthand.foundation.scoping import Everything
from tests.domain.metrics.journal_story import Story
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
FCR = "fcr.issues_7d"
# Long after NOON, in the clock of the database too: the journal stamps what it records.
LATER = datetime.fromisoformat("2126-01-01T00:00:00+00:00")


def publish(at: datetime = LATER) -> list[Revision]:
    commands.run_until_done()
    return [one for one in commands.publish(at=at) if one.metric == FCR]


@pytest.fixture
def published() -> None:
    """Two buyers of store 1 were answered in the same week; it was published long ago."""
    for buyer in (1, 2):
        story = Story(buyer=buyer)
        story.asks(0, ticket=buyer)
        story.hears(2, ticket=buyer)
    assert publish() == []
    Published.objects.update(checked_at=NOON + 60 * DAY)


def kept() -> tuple[int, int, date]:
    one = Published.objects.get(metric=FCR)
    return one.hits, one.n, one.week_of


@pytest.mark.usefixtures("published")
def test_a_late_import_that_changes_a_certain_value_is_logged_with_why() -> None:
    assert kept() == (2, 2, (NOON - timedelta(days=NOON.weekday())).date())
    Story(buyer=2).asks(30, ticket=2)
    [revision] = publish()
    assert (revision.old_hits, revision.old_n) == (2, 2)
    assert (revision.new_hits, revision.new_n) == (1, 2)
    assert revision.why["tickets.message_received"] >= 1
    assert kept()[:2] == (1, 2)


@pytest.mark.usefixtures("published")
def test_what_is_the_same_is_not_logged_again() -> None:
    Story(buyer=2).asks(30, ticket=2)
    assert len(publish()) == 1
    assert publish() == []
    assert Revision.objects.filter(metric=FCR).count() == 1


@pytest.mark.usefixtures("published")
def test_a_week_that_is_empty_now_was_revised_to_nothing() -> None:
    Story(buyer=3).asks(0, ticket=3)
    [first] = publish()
    assert (first.new_hits, first.new_n) == (2, 3)
    # Its tickets turn out to be one that began a month later.
    Published.objects.filter(metric=FCR).update(week_of=date(2025, 1, 6))
    revised = publish()
    assert [(one.new_hits, one.new_n) for one in revised] == [(0, 0)]


def test_only_weeks_of_which_everything_is_certain_are_published() -> None:
    story = Story(buyer=1)
    story.asks(0)
    story.hears(2)
    end_of_week = NOON - timedelta(days=NOON.weekday()) + timedelta(days=7)
    midnight = end_of_week.replace(hour=0)
    publish(midnight + 14 * DAY - timedelta(seconds=1))
    assert not Published.objects.filter(metric=FCR).exists()
    publish(midnight + 14 * DAY)
    assert Published.objects.filter(metric=FCR).exists()
    assert not Published.objects.filter(metric="fcr.issues_30d").exists()


@pytest.mark.usefixtures("published")
def test_a_metric_defined_anew_says_so() -> None:
    Published.objects.filter(metric=FCR).update(version="1.0", hits=0)
    [revision] = publish()
    assert revision.why["definition"] == 1


class OfStore2:
    def visible_store_ids(self) -> frozenset[int]:
        return frozenset({2})


@pytest.mark.usefixtures("published")
def test_revisions_are_seen_by_who_sees_the_store_and_by_their_weeks() -> None:
    Story(buyer=2).asks(30, ticket=2)
    publish()

    def seen(**more: datetime) -> int:
        return len(queries.revisions([FCR], person=Everything(), **more))

    assert seen() == 1
    assert not queries.revisions([FCR], person=OfStore2())
    assert seen(since=NOON, until=NOON + DAY) == 1
    assert seen(since=NOON + 7 * DAY) == 0
    assert seen(until=NOON - 7 * DAY) == 0
