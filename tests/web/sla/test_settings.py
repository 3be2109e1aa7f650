from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.orders.models import Buyer
from firsthand.domain.people.models import Person
from firsthand.domain.sla.models import Calendar, Policy
from firsthand.domain.stores.models import Store
from tests.letters import arrives, letter, mailbox
from tests.people import maya, store
from tests.service_levels import calendar, policy

pytestmark = pytest.mark.django_db
WEEK = {f"day_{n}": "09:00-12:00, 13:00-18:00" for n in range(5)}
HOURS = {"name": "Shenzhen", "time_zone": "Asia/Shanghai", **WEEK}


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


@pytest.fixture
def desk(client: Client, lead: Person) -> Client:
    client.force_login(lead)
    return client


def promised(hours: Calendar, **values: str) -> dict[str, object]:
    return {
        "name": "Everybody",
        "calendar": hours.pk,
        "respond": "2:00",
        "warn": "0:30",
        "escalate_to": "both",
    } | values


def test_a_lead_adds_a_calendar_as_it_is_written(desk) -> None:
    days = "2026-10-01 国庆节\n2026-10-02"
    answer = desk.post("/settings/calendars/add/", HOURS | {"holidays": days})
    assert answer.status_code == 302
    made = Calendar.objects.get()
    assert made.week[0] == [[540, 720], [780, 1080]]
    assert made.week[6] == []
    assert made.holidays == {"2026-10-01": "国庆节", "2026-10-02": ""}
    page = desk.get("/settings/calendars/").content.decode()
    assert "09:00-12:00, 13:00-18:00" in page


def test_a_calendar_is_shown_as_it_was_written_and_changed(desk, lead) -> None:
    made = calendar(lead, holidays={"2026-10-01": "国庆节"})
    page = desk.get(f"/settings/calendars/{made.pk}/").content.decode()
    assert "2026-10-01 国庆节" in page
    answer = desk.post(f"/settings/calendars/{made.pk}/", HOURS | {"day_0": "10:00-11:00"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.week[0], made.holidays) == ([[600, 660]], {})


FAULTS = [
    ({"day_0": "nine to five"}, "“nine to five” cannot be read."),
    ({"day_1": "22:00-06:00"}, "A night shift is written on both days"),
    ({"day_2": "09:00-12:00, 11:00-13:00"}, "has stretches that overlap."),
    ({"holidays": "1 October"}, "“1 October” cannot be read."),
    ({f"day_{n}": "" for n in range(5)}, "This calendar has no working hour"),
]


@pytest.mark.parametrize(("values", "words"), FAULTS)
def test_what_cannot_be_is_said_and_what_was_typed_stays(desk, values, words) -> None:
    answer = desk.post("/settings/calendars/add/", HOURS | values)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert all(text in page for text in values.values())
    assert not Calendar.objects.exists()


def test_a_lead_promises_something_for_one_of_his_stores(desk, lead, german) -> None:
    hours = calendar(lead)
    terms = promised(hours, store=str(german.pk), resolve="16:00", channel="email")
    assert desk.post("/settings/sla/add/", terms).status_code == 302
    made = Policy.objects.get()
    assert (made.respond_minutes, made.resolve_minutes, made.warn_minutes) == (120, 960, 30)
    page = desk.get("/settings/sla/").content.decode()
    assert "E-mail · Lumo DE" in page
    assert ">2:00<" in page
    shown = desk.get(f"/settings/sla/{made.pk}/").content.decode()
    assert 'value="16:00"' in shown


def test_a_store_he_does_not_see_is_not_offered_nor_taken(desk, lead) -> None:
    foreign = store("FR")
    answer = desk.post(
        "/settings/sla/add/", promised(calendar(lead), store=str(foreign.pk))
    )
    assert answer.status_code == 422
    assert "Lumo FR" not in answer.content.decode()


def test_two_policies_that_collide_are_named_on_the_form(desk, lead) -> None:
    policy(lead, name="Pressing", priority="urgent")
    answer = desk.post("/settings/sla/add/", promised(calendar(lead), priority="urgent"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“Everybody” and “Pressing” are for exactly the same tickets" in page


def test_a_resolution_before_the_reply_is_refused_on_the_form(desk, lead) -> None:
    answer = desk.post("/settings/sla/add/", promised(calendar(lead), resolve="1:00"))
    assert "The resolution would be due before the reply." in answer.content.decode()


def test_a_buyer_is_found_by_his_address(desk, lead, german) -> None:
    arrives(mailbox(german), letter(sender="vip@buyers.example"))
    terms = promised(calendar(lead), buyer="VIP@buyers.example")
    assert desk.post("/settings/sla/add/", terms).status_code == 302
    made = Policy.objects.get()
    assert made.buyer == Buyer.objects.get()
    shown = desk.get(f"/settings/sla/{made.pk}/").content.decode()
    assert f'value="#{made.buyer_id}"' in shown
    again = promised(made.calendar, buyer=f"#{made.buyer_id}", name="The same one")
    assert desk.post(f"/settings/sla/{made.pk}/", again).status_code == 302
    nobody = promised(calendar(lead, name="Other"), buyer="x@y.example", name="Nobody")
    answer = desk.post("/settings/sla/add/", nobody)
    assert "No buyer is known by this address." in answer.content.decode()


def test_a_policy_is_archived_and_taken_back(desk, lead) -> None:
    made = policy(lead)
    desk.post(f"/settings/sla/{made.pk}/archive/")
    assert "Archived" in desk.get("/settings/sla/").content.decode()
    desk.post(f"/settings/sla/{made.pk}/restore/")
    made.refresh_from_db()
    assert made.archived_at is None


def test_without_a_calendar_the_page_says_what_comes_first(desk) -> None:
    assert "Add a calendar first" in desk.get("/settings/sla/add/").content.decode()
    assert "Nothing is promised yet." in desk.get("/settings/sla/").content.decode()
