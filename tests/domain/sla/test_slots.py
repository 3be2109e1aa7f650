"""Fixed times of day at which buyers are answered, and who works by which calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.sla import commands, queries
from firsthand.domain.sla.models import Calendar
from firsthand.domain.sla.rules.slots import plan, read_times, write_times
from tests.people import NOON, lin, maya, person, store, wen
from tests.service_levels import calendar

DAILY = range(1, 8)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("minutes", "weekdays", "hours"),
    [
        ([600], DAILY, 24),  # Just after ten: until ten the next day.
        ([600], range(1, 6), 72),  # Friday to Monday.
        ([570, 1020], DAILY, 16.5),
        ([570, 1020], [3], 160.5),  # One day a week: from the last to the first.
        (range(0, 1440, 30), DAILY, 0.5),
    ],
)
def test_the_longest_wait_is_that_of_a_letter_that_just_missed_a_slot(
    minutes, weekdays, hours
) -> None:
    found = plan("Asia/Shanghai", minutes, weekdays)
    assert found.worst().length == timedelta(hours=hours)
    assert found.keeps(DAY) == (hours < 24)  # 24 hours leave no time to write.


@pytest.mark.parametrize(
    ("at", "slot"),
    [
        ("2026-03-06T08:29+08:00", "2026-03-06T09:30+08:00"),
        ("2026-03-06T09:30+08:00", "2026-03-06T17:00+08:00"),  # At it, it has passed.
        ("2026-03-06T17:01+08:00", "2026-03-09T09:30+08:00"),  # A Friday.
    ],
)
def test_the_next_slot_is_the_first_after_a_moment_by_the_clock_of_the_shop(
    at, slot
) -> None:
    found = plan("Asia/Shanghai", [1020, 570, 570], range(1, 6))
    assert found.next_after(datetime.fromisoformat(at)) == datetime.fromisoformat(slot)


def test_a_slot_that_a_clock_change_leaves_out_is_at_the_change() -> None:
    found = plan("Europe/Berlin", [150], DAILY)  # 2:30 is no time on 29 March 2026.
    at = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert found.next_after(at) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "weekdays"), [([], DAILY), ([600], []), ([1440], DAILY), ([600], [0])]
)
def test_no_slot_and_no_time_of_a_day_are_refused(minutes, weekdays) -> None:
    with pytest.raises(ValueError, match=r"slot|weekdays"):
        plan("UTC", minutes, weekdays)


def test_times_are_read_as_people_type_them() -> None:
    assert read_times(" 17:00，9：30、 9:30,") == (570, 1020)
    assert write_times((570, 1020)) == "09:30, 17:00"
    assert read_times("") == ()
    for wrong in ("25:00", "9:5", "noon", "9.30", "９:30"):
        with pytest.raises(ValueError, match=wrong):
            read_times(f"9:00, {wrong}")


@pytest.mark.django_db
def test_slots_are_kept_for_a_store_and_written_down_once() -> None:
    one = store("US")
    lead = maya(one)
    for _again in range(2):
        commands.set_slots(
            store_id=one.pk, minutes=[1020, 570], weekdays=DAILY, by=lead, at=NOON
        )
    found = queries.slots_of(one.pk)
    assert found
    assert (found.zone, found.minutes) == ("America/Los_Angeles", (570, 1020))
    assert queries.plans_of(lead) == {one.pk: found}
    for _again in range(2):
        commands.drop_slots(store_id=one.pk, by=lead, at=NOON)
    assert queries.slots_of(one.pk) is None
    said = Entry.objects.filter(kind="sla.slots_changed").order_by("pk")
    assert [each.facts["minutes"] for each in said] == [[570, 1020], []]


@pytest.mark.django_db
def test_slots_of_other_stores_and_by_those_who_may_not_are_refused() -> None:
    one, other = store("US"), store("DE")
    given = {"minutes": [600], "weekdays": DAILY, "at": NOON}
    with pytest.raises(ObjectDoesNotExist):
        commands.set_slots(store_id=other.pk, by=maya(one), **given)
    with pytest.raises(NotAllowed):
        commands.set_slots(store_id=one.pk, by=lin(one), **given)
    with pytest.raises(commands.SlotsUnfit):
        commands.set_slots(
            store_id=one.pk, minutes=range(49), weekdays=DAILY, by=wen(), at=NOON
        )
    assert queries.slots_of(one.pk) is None


@pytest.mark.django_db
def test_whoever_is_put_on_a_calendar_leaves_the_one_before() -> None:
    one = store()
    lead, agent = maya(one), lin(one)
    early, late = calendar(lead, name="Early"), calendar(lead, name="Late")
    at = {"by": lead, "at": NOON}
    assert commands.put_on_shift(calendar_id=early.pk, person_ids=[agent.pk], **at) == 1
    assert commands.put_on_shift(calendar_id=early.pk, person_ids=[agent.pk], **at) == 0
    assert commands.put_on_shift(calendar_id=late.pk, person_ids=[agent.pk], **at) == 1
    assert queries.on_shift(early.pk) == set()
    assert queries.shifts_of([agent.pk]) == {agent.pk: late.working_time()}
    with pytest.raises(commands.CalendarInUse):
        commands.archive_calendar(calendar_id=late.pk, **at)
    commands.put_on_shift(calendar_id=late.pk, person_ids=[], **at)
    assert queries.shifts_of([agent.pk]) == {}
    said = Entry.objects.filter(kind="sla.shift_changed").order_by("pk")
    assert [each.facts["calendar"] for each in said] == [early.pk, late.pk, None]


@pytest.mark.django_db
def test_a_lead_puts_only_those_on_a_calendar_whom_he_looks_after() -> None:
    one, other = store("DE"), store("US")
    lead, stranger = maya(one), person("Sam", "agent", other)
    hours = calendar(lead)
    with pytest.raises(commands.NotAColleague):
        commands.put_on_shift(
            calendar_id=hours.pk, person_ids=[stranger.pk], by=lead, at=NOON
        )
    commands.put_on_shift(calendar_id=hours.pk, person_ids=[stranger.pk], by=wen(), at=NOON)
    # He is not the lead's to take off.
    commands.put_on_shift(calendar_id=hours.pk, person_ids=[], by=lead, at=NOON)
    assert queries.on_shift(hours.pk) == {stranger.pk}
    with pytest.raises(Calendar.DoesNotExist):
        commands.put_on_shift(calendar_id=0, person_ids=[], by=lead, at=NOON)
