"""`firsthand slots`, and who works by a calendar."""

from __future__ import annotations

from argparse import Namespace

import pytest

from firsthand.cli import calendars, slots
from firsthand.domain.sla import queries
from firsthand.foundation.errors import Refused
from tests.people import lin, store, wen
from tests.service_levels import calendar

pytestmark = pytest.mark.django_db


def set_to(name: str, times: str, weekdays: str = "1234567") -> int:
    return slots.set_times(Namespace(store=name, times=times, weekdays=weekdays))


def test_slots_are_set_listed_and_ended(capsys) -> None:
    one = store("US")
    assert set_to("Lumo US", "17:00,9:30") == 0
    assert slots.show(Namespace()) == 0
    for line in capsys.readouterr().out.splitlines():
        assert line.startswith("Lumo US: 09:30, 17:00 on days 1234567 (America/Los_Angeles")
        assert "longest wait 16.5 h, next " in line
    set_to("Lumo US", "10:00", "12345")
    assert "72 h: too long for the marketplace" in capsys.readouterr().out
    set_to("Lumo US", "none")
    slots.show(Namespace())
    assert capsys.readouterr().out.count("at no fixed times") == 2
    assert queries.slots_of(one.pk) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["Nowhere", "9:30"], "There is no store Nowhere."),
        (["Lumo US", "25:00"], "25:00 is no time or day."),
        (["Lumo US", "9:30", "x"], "is no time or day"),
        (["Lumo US", "9:30", "8"], "no times to answer"),
    ],
)
def test_what_cannot_be_is_refused(said, told) -> None:
    store("US")
    with pytest.raises(Refused, match=told):
        set_to(*said)


def test_whose_hours_a_calendar_says_is_set_by_their_addresses() -> None:
    hours, agent = calendar(wen()), lin()

    def put(*people: str) -> int:
        return calendars.put_on_shift(Namespace(calendar="Shenzhen", people=people))

    assert put("Lin@example.com") == 0
    assert queries.on_shift(hours.pk) == {agent.pk}
    with pytest.raises(Refused, match="Nobody logs in with nobody@example"):
        put("nobody@example.com")
    assert put() == 0
    assert queries.on_shift(hours.pk) == set()
