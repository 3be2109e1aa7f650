"""Who is told that a promise to a buyer is about to be due."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from firsthand.domain.people.models import Person
from firsthand.domain.promises import commands
from firsthand.domain.promises.models import PlannedPromise, Promise
from firsthand.domain.sla.commands import put_on_shift
from firsthand.wiring import promise_notices
from tests.letters import arrives, letter, mailbox
from tests.notices import Heard
from tests.people import NOON, lin, maya, store, wen
from tests.service_levels import calendar

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUE = NOON + timedelta(hours=3)


@pytest.fixture
def promise() -> Promise:
    box = mailbox(store("DE"))
    agent = lin(box.store)
    maya(box.store)
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    assert ticket_id
    return commands.declare(ticket_id=ticket_id, due_at=DUE, by=agent, at=NOON)


def test_its_keeper_is_reminded_by_both_clocks(promise) -> None:
    heard, at = Heard(), DUE - timedelta(minutes=30)
    due = commands.remind_due(at=at)
    assert promise_notices.tell_keepers([Heard(is_broken=True), heard], due) == 1
    [notice] = heard.notices
    assert notice.name == "Lin"
    assert "16:00 (Europe/Berlin)" in notice.body
    assert f"/tickets/{promise.ticket_id}/" in notice.link


def test_leads_are_told_before_it_is_broken(promise) -> None:
    heard = Heard()
    due = commands.escalate_due(at=DUE - timedelta(minutes=5))
    promise_notices.tell_leads([heard], due)
    assert [each.name for each in heard.notices] == ["Maya"]


def test_of_a_keeper_who_left_nobody_is_reminded_where_nobody_has_the_ticket(
    promise,
) -> None:
    Person.objects.filter(pk=promise.keeper_id).update(is_active=False)
    heard = Heard()
    due = commands.remind_due(at=DUE - timedelta(minutes=30))
    assert promise_notices.tell_keepers([heard], due) == 0


def test_of_a_promise_handed_over_both_are_told(promise) -> None:
    before, heard = Person.objects.get(pk=promise.keeper_id), Heard()
    promise.keeper = Person.objects.get(name="Maya")
    handed = [commands.Handed(promise, before)]
    assert promise_notices.tell_handed_over([heard], handed) == 2
    assert [each.name for each in heard.notices] == ["Maya", "Lin"]
    assert all("Maya" in each.body and "Lin" in each.body for each in heard.notices)
    assert promise_notices.tell_handed_over([], handed) == 0


def test_a_round_relieves_whoever_is_off_duty_before_it_reminds_or_tells_the_leads(
    promise,
) -> None:
    agent, lead = promise.keeper, Person.objects.get(name="Maya")
    early = calendar(wen(), zone="UTC", week=[[(0, 780)]] * 7)  # Until 13:00.
    put_on_shift(calendar_id=early.pk, person_ids=[agent.pk], by=None, at=NOON)
    heard = Heard()
    PlannedPromise.objects.create(
        reply_key=UUID(int=1), person=agent, due_at=NOON, made_at=NOON - 40 * DAY
    )
    for minutes in (61, 121, 161, 181):  # Handed over, reminded, escalated, broken.
        promise_notices.watch_promises([heard], at=NOON + timedelta(minutes=minutes))
    assert [each.name for each in heard.notices] == ["Maya", "Lin", "Maya", "Maya"]
    promise.refresh_from_db()
    assert (promise.keeper, promise.broken_at) == (lead, DUE)
    assert not PlannedPromise.objects.exists()
