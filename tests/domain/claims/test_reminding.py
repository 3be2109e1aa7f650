"""Who holds a claim is reminded of it at half, four fifths and all of its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.models import Claim, Reminder
from firsthand.domain.claims.rules import reminders
from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Setback
from firsthand.domain.people.models import Person
from firsthand.foundation.scoping import Everything
from tests import people
from tests.claims import claimed
from tests.people import NOON
from tests.remedies import order

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
THREE_DAYS = 3 * DAY


@pytest.mark.parametrize(
    ("hours", "percent"),
    [(0, None), (35.9, None), (36, 50), (57.5, 50), (57.6, 80), (71.9, 80), (72, 100),
     (500, 100)],
)  # fmt: skip
def test_each_share_is_reached_at_its_very_moment(hours, percent) -> None:
    at = NOON + hours * HOUR
    assert reminders.reached(NOON, NOON + THREE_DAYS, at=at) == percent


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_as_time_passes_it_never_goes_back(whole, one, more) -> None:
    deadline = NOON + timedelta(seconds=whole)
    first = reminders.reached(NOON, deadline, at=NOON + timedelta(seconds=one))
    later = reminders.reached(NOON, deadline, at=NOON + timedelta(seconds=one + more))
    assert (first or 0) <= (later or 0)
    assert (later == 100) == (one + more >= whole)


@pytest.fixture
def placed(db):
    return order(people.store())


@pytest.fixture
def claim(placed) -> Setback:
    return claimed(placed)


@pytest.fixture
def chen(placed) -> Person:
    return people.person("Chen", "compliance", placed.store)


def told_at(*hours: float) -> list[int]:
    """Return what was told of at each of these hours after noon."""
    return [
        each.percent
        for hour in hours
        for each in commands.remind(at=NOON + timedelta(hours=hour))
    ]


def test_each_is_told_once_however_often_it_is_asked(claim) -> None:
    assert told_at(1, 36, 36.1, 40, 58, 59, 72, 73, 90) == [50, 80, 100]
    entries = Entry.objects.filter(kind="claims.reminded", subject_id=claim.pk)
    assert [each.facts["percent"] for each in entries.order_by("pk")] == [50, 80, 100]
    assert entries.first().facts["is_assumed"] is True


def test_of_several_that_are_due_at_once_only_the_latest_is_told(claim) -> None:
    assert told_at(60, 61) == [80]


def test_a_stated_deadline_counts_and_one_that_is_moved_is_told_of_anew(
    claim, chen
) -> None:
    assert told_at(36) == [50]
    by = NOON + 40 * HOUR
    commands.set_deadline(setback_id=claim.pk, respond_by=by, by=chen, at=NOON + 37 * HOUR)
    (told,) = commands.remind(at=NOON + 38 * HOUR)
    assert (told.percent, told.respond_by, told.is_assumed) == (80, by, False)
    commands.set_deadline(
        setback_id=claim.pk, respond_by=NOON + 100 * HOUR, by=chen, at=NOON + 39 * HOUR
    )
    assert told_at(41, 50) == [50]


@pytest.mark.parametrize("how", ["answered", "won", "denied", "long over"])
def test_what_needs_no_answer_any_more_is_told_to_nobody(claim, chen, how: str) -> None:
    at = NOON + HOUR
    if how == "answered":
        commands.mark_answered(setback_id=claim.pk, by=chen, at=at)
    elif how == "won":
        commands.decide(setback_id=claim.pk, outcome="won", by=chen, at=at)
    elif how == "denied":
        Setback.objects.filter(pk=claim.pk).update(denied_at=at)
    else:
        assert told_at(72 + 24.1) == []
        return
    assert told_at(40, 60, 72) == []


def test_of_a_chargeback_only_a_stated_deadline_is_known(placed, chen) -> None:
    bank = claimed(placed, kind="chargeback")
    assert told_at(36, 60, 72) == []
    commands.set_deadline(
        setback_id=bank.pk, respond_by=NOON + 100 * HOUR, by=chen, at=NOON
    )
    assert told_at(50) == [50]


def test_the_database_knows_each_reminder_once_and_no_other_share(claim) -> None:
    (told,) = commands.remind(at=NOON + 36 * HOUR)
    same = {"setback": claim, "store": told.store, "is_assumed": True, "at": NOON}
    for by, percent in ((told.respond_by, 50), (told.respond_by, 60)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(respond_by=by, percent=percent, **same)


# How many wait.


def waiting(somebody: Person | Everything, at: datetime = NOON) -> tuple[int, object]:
    found = queries.claims_waiting(somebody, at=at)
    return found.n, found.due_at


def test_claims_to_be_answered_are_counted_with_the_nearest_deadline(
    placed, claim, chen
) -> None:
    assert waiting(chen) == (1, NOON + THREE_DAYS)
    bank = claimed(placed, kind="chargeback")
    assert waiting(chen) == (2, NOON + THREE_DAYS)
    by = NOON + 5 * HOUR
    commands.set_deadline(setback_id=bank.pk, respond_by=by, by=chen, at=NOON)
    assert waiting(chen) == (2, by)
    commands.mark_answered(setback_id=bank.pk, by=chen, at=NOON)
    commands.decide(setback_id=claim.pk, outcome="lost", by=chen, at=NOON)
    assert waiting(chen) == (0, None)


def test_of_other_stores_and_of_history_nothing_is_counted(claim) -> None:
    elsewhere = people.person("Ning", "compliance", people.store("JP"))
    assert waiting(elsewhere) == (0, None)
    assert waiting(Everything(), at=NOON + 91 * DAY) == (0, None)
    Claim.objects.create(setback=claim, store=claim.order.store)
    assert waiting(Everything(), at=NOON + 91 * DAY)[0] == 1, "somebody follows it"
