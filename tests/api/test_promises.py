"""Programs keep calendars and policies, and read the clocks of a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import ApiToken, Person
from firsthand.domain.sla.models import Calendar, Policy, Recount
from firsthand.domain.tickets import commands
from firsthand.domain.tickets.models import Ticket
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import lin, maya, store
from tests.service_levels import calendar, policy
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
WEEK = ["09:00-12:00, 13:00-18:00"] * 5 + ["", ""]
HOURS = {"name": "Shenzhen", "time_zone": "Asia/Shanghai", "week": WEEK}


@pytest.fixture
def box() -> Mailbox:
    return mailbox(store("DE"))


@pytest.fixture
def lead(box: Mailbox) -> Person:
    return maya(box.store)


@pytest.fixture
def program(lead: Person) -> Program:
    return Program(lead)


def promised(hours: Calendar, **values: Any) -> dict[str, Any]:
    return {"name": "Everybody", "calendar": hours.pk, "respond_minutes": 120} | values


def asked(box: Mailbox) -> Ticket:
    received = arrives(box, letter(sent_at=timezone.now() - HOUR / 2))
    return Ticket.objects.get(pk=received.ticket_id)


def test_a_calendar_goes_in_and_comes_out_as_it_is_written(program) -> None:
    days = {"2026-10-02": "", "2026-10-01": " 国庆节 "}
    made = program.call("POST", "calendars", HOURS | {"holidays": days})
    assert made.status_code == 201, made.content
    shown = made.json()
    assert shown["week"] == WEEK
    assert shown["holidays"] == {"2026-10-01": "国庆节", "2026-10-02": ""}
    assert program.call("GET", "calendars").json() == [shown]
    path = f"calendars/{shown['id']}"
    given = {key: shown[key] for key in ("name", "time_zone", "week", "holidays")}
    assert program.call("PUT", path, given).json() == shown
    changed = program.call("PUT", path, given | {"week": [*WEEK[:6], "10:00-11:00"]})
    assert changed.json()["week"][6] == "10:00-11:00"
    assert Recount.objects.filter(done_at=None).exists()


UNFIT = [
    ({"week": ["nine to five"] * 7}, "“nine to five” cannot be read."),
    ({"week": ["22:00-06:00"] * 7}, "A night shift is written on both days"),
    ({"week": ["09:00-12:00, 11:00-13:00"] * 7}, "has stretches that overlap."),
    ({"week": [""] * 7}, "This calendar has no working hour"),
    ({"time_zone": "EST5EDT"}, "no such time zone: EST5EDT"),
    ({"time_zone": "../../etc/passwd"}, "no such time zone"),
    ({"holidays": {"2026-02-30": ""}}, "cannot be reckoned with"),
]


@pytest.mark.parametrize(("values", "words"), UNFIT)
def test_a_calendar_that_cannot_be_is_refused_as_on_its_page(program, values, words):
    answer = program.call("POST", "calendars", HOURS | values)
    assert (answer.status_code, answer.json()["code"]) == (422, "sla.calendar_unfit")
    assert words in answer.json()["message"]
    assert answer.json()["fix"]
    assert not Calendar.objects.exists()


def test_a_calendar_is_archived_once_and_not_while_a_policy_goes_by_it(program, lead):
    made = policy(lead)
    path = f"calendars/{made.calendar_id}/archive"
    refused = program.call("POST", path)
    assert (refused.status_code, refused.json()["code"]) == (422, "sla.calendar_in_use")
    assert program.call("POST", f"policies/{made.pk}/archive").json()["archived_at"]
    assert program.call("POST", path).json()["archived_at"]
    again = program.call("POST", path)
    assert (again.status_code, again.json()["code"]) == (409, "sla.not_in_use")


def test_a_policy_is_kept_by_the_codes_and_numbers_tickets_have(program, lead, box) -> None:
    there_are_reasons()
    ticket = asked(box)
    terms = promised(
        calendar(lead),
        resolve_minutes=960,
        store=box.store_id,
        reason="INS.LOG.LOST",
        priority="urgent",
        channel="email",
        buyer=ticket.buyer_id,
        escalate_to="lead",
    )
    made = program.call("POST", "policies", terms)
    assert made.status_code == 201, made.content
    shown = made.json()
    kept = {
        "resolve_minutes": 960,
        "next_reply_minutes": None,
        "reason": "INS.LOG.LOST",
        "priority": "urgent",
        "channel": "email",
        "store_id": box.store_id,
        "buyer_id": ticket.buyer_id,
        "escalate_to": "lead",
        "warn_minutes": 30,
    }
    assert shown == shown | kept
    assert program.call("GET", "policies").json() == [shown]


def test_a_change_replaces_all_that_a_policy_is(program, lead) -> None:
    made = policy(lead, priority="urgent", next_reply_minutes=60)
    path = f"policies/{made.pk}"
    changed = program.call("PUT", path, promised(made.calendar)).json()
    assert (changed["respond_minutes"], changed["priority"]) == (120, "")
    assert changed["next_reply_minutes"] is None
    assert program.call("POST", f"{path}/archive").json()["archived_at"]
    again = program.call("POST", f"{path}/archive")
    assert (again.status_code, again.json()["code"]) == (409, "sla.not_in_use")
    assert program.call("POST", f"{path}/restore").json()["archived_at"] is None


REFUSED = [
    ({"resolve_minutes": 60}, "sla.policy_contradicts"),
    ({"priority": "urgent"}, "sla.policies_collide"),
    ({"name": "PRESSING"}, "sla.name_taken"),
    ({"respond_minutes": None}, "sla.policy_unfit"),
    ({"reason": "NO.SUCH"}, "sla.policy_unfit"),
    ({"buyer": 999_999}, "sla.policy_unfit"),
    ({"store": 999_999}, "sla.policy_unfit"),
    ({"calendar": 999_999}, "sla.policy_unfit"),
    ({"channel": "pigeon"}, "api.invalid"),
    ({"respond_minutes": 0}, "api.invalid"),
]


@pytest.mark.parametrize(("values", "code"), REFUSED)
def test_a_policy_that_contradicts_is_refused_as_on_its_page(
    program, lead, values, code
) -> None:
    policy(lead, name="Pressing", priority="urgent")
    answer = program.call("POST", "policies", promised(calendar(lead)) | values)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert Policy.objects.count() == 1


def test_a_store_he_does_not_look_after_is_refused(program, lead) -> None:
    foreign = promised(calendar(lead), store=store("JP").pk)
    answer = program.call("POST", "policies", foreign)
    assert (answer.status_code, answer.json()["code"]) == (422, "sla.policy_unfit")


def test_a_token_that_only_reads_promises_nothing(lead) -> None:
    program = Program(lead, [ApiToken.Scope.TICKETS_READ])
    assert program.call("GET", "policies").status_code == 200
    assert program.call("POST", "calendars", HOURS).status_code == 403


def test_whoever_may_not_is_told_so_before_his_hours_are_read(box) -> None:
    wrong = HOURS | {"week": ["nine to five"] * 7}
    assert Program(lin(box.store)).call("POST", "calendars", wrong).status_code == 403


def test_a_ticket_shows_both_clocks_with_what_started_them(program, box, lead) -> None:
    made = policy(lead, name="Europe", respond_minutes=120)
    ticket = asked(box)
    marketplace, team = program.call("GET", f"tickets/{ticket.pk}/clocks").json()
    message = ticket.messages.get()
    assert (marketplace["kind"], marketplace["name"]) == ("marketplace", "email")
    assert (team["kind"], team["name"]) == ("team", "respond")
    for clock, hours in ((marketplace, 24), (team, 2)):
        assert clock["message_id"] == message.pk
        assert 0 < hours * 3600 - 1800 - clock["left_seconds"] < 60
        assert (clock["is_paused"], clock["why_paused"]) == (False, "")
    assert (marketplace["policy"], marketplace["calendar"]) == (None, None)
    assert (team["policy_id"], team["policy"]) == (made.pk, "Europe")
    assert (team["calendar_id"], team["calendar"]) == (made.calendar_id, "Always")
    assert datetime.fromisoformat(team["due_at"]) == _to_milliseconds(ticket.team_due_at)


def _to_milliseconds(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def test_a_clock_that_stands_still_says_why_and_what_is_left(program, box, lead) -> None:
    policy(lead, respond_minutes=60, resolve_minutes=600)
    ticket = asked(box)
    commands.reply(
        ticket_id=ticket.pk,
        body="Which lamp?",
        by=lin(box.store),
        at=timezone.now() - HOUR / 4,
        idempotency_key=uuid4(),
        kind="info_request",
    )
    (clock,) = program.call("GET", f"tickets/{ticket.pk}/clocks").json()
    assert (clock["name"], clock["due_at"]) == ("resolve", None)
    assert (clock["is_paused"], clock["why_paused"]) == (True, "buyer")
    assert 0 <= 600 * 60 - 900 - clock["left_seconds"] < 60


def test_a_clock_that_is_late_has_less_than_nothing_left(program, box, lead) -> None:
    policy(lead, respond_minutes=10)
    _marketplace, team = program.call("GET", f"tickets/{asked(box).pk}/clocks").json()
    assert -1260 < team["left_seconds"] <= -1200
