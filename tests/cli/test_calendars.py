from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from firsthand.cli import calendars
from firsthand.domain.journal.models import Entry
from firsthand.domain.people.models import Person
from firsthand.domain.sla.models import Calendar, Recount
from tests.people import wen
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> Calendar:
    return calendar(wen(), holidays={"2026-10-01": "National Day", "2026-10-02": ""})


def added(path: Path, text: str | bytes, name: str = "Shenzhen") -> int:
    path = path / "days.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return calendars.add_days_off(argparse.Namespace(calendar=name, file=str(path)))


def test_the_days_of_a_file_are_added_and_those_there_stay(kept, tmp_path, capsys) -> None:
    assert added(tmp_path, "\ufeff2027-01-01 元旦\r\n2026-10-02 Second\n") == 0
    assert capsys.readouterr().out.startswith("1 new days off, 1 were there.")
    week = kept.week
    kept.refresh_from_db()
    assert kept.holidays == {
        "2026-10-01": "National Day",
        "2026-10-02": "Second",
        "2027-01-01": "元旦",
    }
    assert (kept.name, kept.week) == ("Shenzhen", week)
    assert Entry.objects.get(kind="sla.calendar_changed").actor_id is None
    assert Recount.objects.filter(done_at=None).exists()


def test_a_line_that_is_no_day_is_named_and_nothing_added(kept, tmp_path) -> None:
    with pytest.raises(calendars.UnreadableDays, match="This line is no day: New Year"):
        added(tmp_path, "2027-01-01\nNew Year\n")
    with pytest.raises(calendars.UnreadableDays, match="cannot be read"):
        added(tmp_path, b"\xff\xfe\x00")
    kept.refresh_from_db()
    assert "2027-01-01" not in kept.holidays


def test_a_calendar_that_is_not_there_is_answered_with_those_that_are(kept, tmp_path):
    with pytest.raises(calendars.NoSuchCalendar) as refused:
        added(tmp_path, "2027-01-01\n", name="Berlin")
    assert refused.value.fix == "There are: Shenzhen."


def test_calendars_are_printed_with_what_is_promised_by_them(kept, capsys) -> None:
    policy(
        Person.objects.get(), calendar_id=kept.pk, respond_minutes=60, resolve_minutes=900
    )
    calendars.show(argparse.Namespace())
    assert capsys.readouterr().out.splitlines() == [
        "Shenzhen  Asia/Shanghai, 2 days off, the last 2026-10-02",
        "  Everybody: first reply 60 min, resolution 900 min",
    ]
