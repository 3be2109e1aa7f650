"""A promise whose keeper goes home before it is due goes to the next on duty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.people.models import Person, Team
from firsthand.domain.promises import commands
from firsthand.domain.promises.models import Promise
from firsthand.domain.promises.rules.handing import (
    Colleague,
    lets_go,
    next_keeper,
    works_from,
)
from firsthand.domain.sla import commands as sla
from firsthand.domain.sla.models import Shift
from firsthand.foundation.working_time import Stretch, WorkingTime
from tests.letters import arrives, letter, mailbox
from tests.people import NOON, lin, maya, person, store, wen
from tests.service_levels import calendar

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
SIX = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)  # A Monday.
EVERY_DAY = [[(480, 1080)]] * 7  # 8:00 to 18:00.
EVENINGS = [[(1080, 1440)]] * 7


def hours(begins: int, ends: int) -> WorkingTime:
    return WorkingTime("UTC", ((Stretch(begins * 60, ends * 60),),) * 7)


DAYS, NIGHTS, MORNINGS = hours(8, 18), hours(18, 24), hours(6, 12)


def test_somebody_works_before_it_is_due_or_not_at_all() -> None:
    assert works_from(DAYS, SIX - HOUR, SIX) == SIX - HOUR
    assert works_from(DAYS, SIX, SIX + 13 * HOUR) is None
    assert works_from(DAYS, SIX, SIX + 15 * HOUR) == SIX + 14 * HOUR
    never = WorkingTime("UTC", DAYS.week, frozenset())
    assert works_from(never, SIX, SIX) is None


@pytest.mark.parametrize(
    ("keeper", "due", "goes"),
    [
        (Colleague(1, hours=DAYS), 2, True),  # Home at six, due at eight.
        (Colleague(1, hours=DAYS), 15, False),  # Due tomorrow at nine: he is back.
        (Colleague(1, hours=NIGHTS), 2, False),
        (Colleague(1), 2, False),  # Nobody knows when he works.
        (Colleague(1, is_away=True), 2, False),  # He may be back.
        (Colleague(1, is_away=True), 1, True),  # Not in time, as it seems.
    ],
)
def test_a_promise_is_let_go_when_its_keeper_cannot_see_to_it(keeper, due, goes) -> None:
    due_at = SIX + due * HOUR
    asked = lets_go(keeper, at=SIX, due_at=due_at, remind_at=due_at - HOUR)
    assert asked == goes


@pytest.mark.parametrize(
    ("colleagues", "to"),
    [
        ([Colleague(1, hours=NIGHTS), Colleague(2, hours=MORNINGS)], 1),
        # An agent before a lead who is there sooner; whoever is there before who comes.
        ([Colleague(1, hours=NIGHTS, is_lead=True), Colleague(2, hours=MORNINGS)], 2),
        ([Colleague(1, is_here=True), Colleague(2, hours=MORNINGS)], 1),
        # Of two who are there the same team first, then who owes least.
        ([Colleague(1, hours=NIGHTS), Colleague(2, hours=NIGHTS, is_same_team=True)], 2),
        ([Colleague(1, hours=NIGHTS, owed=3), Colleague(2, hours=NIGHTS, owed=2)], 2),
        ([Colleague(1, hours=NIGHTS, is_away=True), Colleague(2, hours=MORNINGS)], 2),
        # Nobody works before it is due: a lead, who can at least decide.
        ([Colleague(1), Colleague(2, is_lead=True)], 2),
        ([Colleague(1), Colleague(2, is_lead=True, is_away=True)], None),
    ],
)
def test_the_next_on_duty_sees_to_it(colleagues, to) -> None:
    found = next_keeper(colleagues, at=SIX, due_at=SIX + 14 * HOUR)
    assert (found and found.id) == to


@pytest.fixture
def box():
    return mailbox(store("DE"))


@pytest.fixture
def agent(box) -> Person:
    return lin(box.store)


def on(who: Person, week, name: str) -> None:
    one = calendar(
        Person.objects.filter(role="owner").first() or wen(),
        name=name, zone="UTC", week=week,
    )  # fmt: skip
    sla.put_on_shift(calendar_id=one.pk, person_ids=[who.pk], by=None, at=NOON)


def promised(box, by: Person, due_at: datetime = SIX + 2 * HOUR) -> Promise:
    ticket_id = arrives(box, letter(sent_at=NOON)).ticket_id
    assert ticket_id
    return commands.declare(ticket_id=ticket_id, due_at=due_at, by=by, at=NOON)


@pytest.mark.django_db
def test_at_the_end_of_a_shift_a_promise_goes_to_the_next_and_both_are_known(
    box, agent
) -> None:
    bo = person("Bo", "agent", box.store)
    maya(box.store)
    on(agent, EVERY_DAY, "Days")
    on(bo, EVENINGS, "Evenings")
    promise = promised(box, agent)
    assert commands.hand_over_at_shift_end(at=SIX - MINUTE) == []
    [handed] = commands.hand_over_at_shift_end(at=SIX)
    assert (handed.promise, handed.promise.keeper, handed.before) == (promise, bo, agent)
    assert commands.hand_over_at_shift_end(at=SIX + MINUTE) == []
    entry = Entry.objects.get(kind="promises.handed_over")
    assert (entry.actor_id, entry.ticket_id, entry.facts) == (
        None, promise.ticket_id, {"keeper": agent.pk, "to": bo.pk, "why": "shift"},
    )  # fmt: skip
    # Whoever sees to it now is reminded, and leads are told before it breaks.
    [reminded] = commands.remind_due(at=SIX + HOUR)
    assert reminded.keeper == bo
    assert commands.escalate_due(at=SIX + 100 * MINUTE) == [promise]
    assert commands.note_broken(at=SIX + 2 * HOUR) == 0


@pytest.mark.django_db
def test_what_is_due_after_he_is_back_stays_his(box, agent) -> None:
    person("Bo", "agent", box.store)
    on(agent, EVERY_DAY, "Days")
    promised(box, agent, SIX + 15 * HOUR)
    assert commands.hand_over_at_shift_end(at=SIX) == []


@pytest.mark.django_db
def test_on_a_team_where_nobody_works_it_goes_to_the_lead_or_stays(box, agent) -> None:
    other = store("US")
    stranger = person("Sam", "agent", other)
    on(stranger, EVENINGS, "Evenings")
    on(agent, EVERY_DAY, "Days")
    promised(box, agent)
    assert commands.hand_over_at_shift_end(at=SIX) == []
    lead = maya(box.store)
    [handed] = commands.hand_over_at_shift_end(at=SIX)
    assert handed.promise.keeper == lead


@pytest.mark.django_db
def test_several_are_shared_out_and_what_is_kept_stays(box, agent) -> None:
    first, second = (person(name, "agent", box.store) for name in ("Bo", "Cy"))
    on(agent, EVERY_DAY, "Days")
    on(first, EVENINGS, "Evenings")
    Shift.objects.create(person=second, calendar=Shift.objects.get(person=first).calendar)
    Team.objects.get(people=second).people.add(agent)
    promises = [promised(box, agent, SIX + (n + 2) * HOUR) for n in range(3)]
    commands.mark_kept(promise_id=promises[0].pk, by=agent, at=NOON + HOUR)
    handed = commands.hand_over_at_shift_end(at=SIX)
    # The one of the same team first, also when he owes more.
    assert [each.promise for each in handed] == promises[1:]
    assert {each.promise.keeper for each in handed} == {second}


@pytest.mark.django_db
def test_of_somebody_who_left_or_is_away_it_is_handed_over_too(box, agent) -> None:
    bo = person("Bo", "agent", box.store)
    on(bo, EVENINGS, "Evenings")
    promise = promised(box, agent)
    Person.objects.filter(pk=agent.pk).update(away_since=NOON)
    assert commands.hand_over_at_shift_end(at=SIX + 59 * MINUTE) == []
    [handed] = commands.hand_over_at_shift_end(at=SIX + HOUR)  # When he is reminded.
    assert handed.promise.keeper == bo
    Promise.objects.filter(pk=promise.pk).update(keeper=agent)
    Person.objects.filter(pk=agent.pk).update(away_since=None, is_active=False)
    [handed] = commands.hand_over_at_shift_end(at=SIX)
    assert handed.promise.keeper == bo
