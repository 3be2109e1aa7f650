"""The settings page of reply slots, where slots are shown, and who works which hours."""

from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.sla import commands, queries
from tests.desk import ticket
from tests.people import NOON, lin, maya, store, wen
from tests.service_levels import calendar

pytestmark = pytest.mark.django_db


def test_slots_are_entered_and_the_longest_wait_is_drawn_and_told(client: Client) -> None:
    one = store("DE")
    client.force_login(maya(one))
    there = f"/settings/reply-slots/{one.pk}/"
    assert "At no fixed times" in client.get(there).content.decode()
    given = {"times": "9:30, 17:00", "weekdays": range(1, 8)}
    page = client.post(there, given, follow=True).content.decode()
    assert "16 h 30 min" in page
    assert "less than the 24 hours" in page
    assert "<svg" in page
    assert page.count('aria-label="Letters that come just after a slot') == 1
    # The table says what the diagram shows.
    for said in ("Monday 09:30", "Monday 17:00", "Tuesday 09:30", "7 h 30 min"):
        assert said in page
    lists = client.get("/settings/reply-slots/").content.decode()
    assert "09:30, 17:00" in lists
    ten_on_workdays = {"times": "10:00", "weekdays": range(1, 6)}
    page = client.post(there, ten_on_workdays, follow=True).content.decode()
    assert "cannot keep the marketplace’s 24 hours" in page
    assert "Friday 10:00" in page
    assert "day 4" in page  # Monday's answer, counted from the Friday.
    assert page.count("The next day") == 2  # In the diagram and in the table.
    client.post(there, {"times": ""})
    assert queries.slots_of(one.pk) is None


@pytest.mark.parametrize("given", [{"times": "25:00", "weekdays": [1]}, {"times": "9:00"}])
def test_what_is_no_time_or_no_day_is_said_beside_the_field(client, given) -> None:
    one = store("DE")
    client.force_login(maya(one))
    answer = client.post(f"/settings/reply-slots/{one.pk}/", given)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert queries.slots_of(one.pk) is None


def test_who_answers_is_shown_the_next_slot(client: Client) -> None:
    one = store("DE")
    commands.set_slots(
        store_id=one.pk, minutes=[960], weekdays=range(1, 8), by=wen(), at=NOON
    )
    client.force_login(lin(one))
    page = client.get(f"/tickets/{ticket(one).pk}/").content.decode()
    assert 'id="next-slot"' in page
    assert "16:00 Berlin" in page


def test_who_works_the_hours_of_a_calendar_is_ticked_on_its_page(client: Client) -> None:
    one = store("DE")
    lead, agent = maya(one), lin(one)
    hours = calendar(lead)
    client.force_login(lead)
    there = f"/settings/calendars/{hours.pk}/"
    client.post(f"{there}people/", {"person": [agent.pk, "x"]})
    assert queries.on_shift(hours.pk) == {agent.pk}
    assert f'value="{agent.pk}" checked' in client.get(there).content.decode()
    client.post(f"{there}people/", {"person": ["999999"]})
    assert queries.on_shift(hours.pk) == {agent.pk}
