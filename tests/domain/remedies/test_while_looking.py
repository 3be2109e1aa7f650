"""What happens between two looks: late answers, siblings under way, switches, sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.commands import reconciling, sending, settling
from firsthand.domain.remedies.commands._attempts import lock_of
from firsthand.domain.remedies.commands.health import frozen_by_faults
from firsthand.domain.remedies.models import Attempt, Incident, Remedy, Stop
from firsthand.domain.remedies.ports import (
    Declined,
    Done,
    Instruction,
    Seen,
    Taken,
    Unclear,
    Unreadable,
)
from firsthand.domain.remedies.rules.answers import Pace
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.postgres import locks
from tests.people import NOON
from tests.remedies import (
    ACCOUNT,
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Memory,
    money_of,
    order,
    requested,
    seen,
)


class Interrupted(Memory):
    """A channel whose answer comes back while its record is being read."""

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        remedy = Remedy.objects.get()
        settling.record_answer(
            remedy.pk, fence=1, answer=Declined("no"), at=self.at, pace=Pace(),
            check_after=LAG,
        )  # fmt: skip
        return super().listed(order_number)


def test_an_answer_that_comes_while_we_look_stands(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    desk = Desk(Interrupted())
    assert sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    sending.reap(at=NOON, pace=desk.pace)
    assert desk.works(after=LAG + HOUR) == {"failed": 1}
    assert money_of(placed) == (1000, 0, 0, 0)
    assert not Incident.objects.exists()


def test_an_answer_that_comes_while_we_ask_stands(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    desk.works()

    def decides(handle: str, _told: Instruction) -> Taken:
        settling.record_follow_up(
            remedy.pk, answer=Done("R-9"), at=desk.at, pace=desk.pace, check_after=LAG
        )
        return Taken(handle)

    desk.channel.decides = decides
    assert desk.works(after=2 * MINUTE) == {"succeeded": 1}
    remedy.refresh_from_db()
    assert (remedy.state, remedy.external_id) == (State.SUCCEEDED, "R-9")


def test_an_order_whose_record_cannot_be_read_holds_up_no_other(shop, lin: Person):
    for number in ("302-1", "302-2"):
        requested(order(shop, number), 100, lin)
    desk = Desk(Memory())
    desk.works()

    def listed(order_number: str) -> tuple[Seen, ...]:
        if order_number == "302-1":
            raise Unreadable
        return ()

    desk.channel.listed = listed
    assert desk.works(after=LAG + MINUTE) == {"succeeded": 1}


def test_a_success_is_held_against_the_record_only_when_nothing_is_under_way(
    placed: Order, lin: Person
):
    first = requested(placed, 100, lin)
    desk = Desk(Memory(script=["ok", "nothing"]))
    desk.works()
    requested(placed, 200, lin)
    desk.works()
    due = NOON + LAG + MINUTE
    desk.at = due
    desk.channel.effects.append(seen("R-9", 50, at=NOON))
    assert reconciling.check_next(desk.around()) == State.SUCCEEDED
    first.refresh_from_db()
    assert first.check_at == due + 2 * MINUTE
    assert money_of(placed) == (1000, 200, 100, 0)


def test_a_record_that_cannot_be_read_is_asked_for_again_soon(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    desk.works()
    desk.channel.is_readable = False
    desk.works(after=LAG + MINUTE)
    remedy.refresh_from_db()
    assert remedy.check_at == desk.at + 2 * MINUTE
    desk.channel.is_readable = True
    desk.works(after=2 * MINUTE)
    remedy.refresh_from_db()
    assert remedy.check_at is None


def test_a_record_that_stays_unreadable_is_asked_for_less_and_less_often(
    placed: Order, lin: Person
):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory(script=["nothing"], is_readable=False))
    desk.works()
    desk.at += LAG + HOUR
    for times in (1, 2, 3):
        desk.works()
        remedy.refresh_from_db()
        assert remedy.due_at == desk.at + desk.pace.pause(times)
        desk.at = remedy.due_at


def test_what_a_stop_holds_is_looked_at_again_soon(
    placed: Order, lin: Person, maya: Person
):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory(native_key=True, script=["nothing"]))
    desk.works()
    stopped = commands.stop(scope="all", name="", why="Drill.", by=maya, at=NOON)
    assert desk.works(after=MINUTE) == {"unknown": 1}
    remedy.refresh_from_db()
    assert (remedy.state, remedy.due_at) == (State.UNKNOWN, desk.at + 2 * MINUTE)
    commands.lift(stop_id=stopped.pk, by=maya, at=NOON)
    desk.works(after=2 * MINUTE)
    assert len(desk.channel.effects) == 1


def begun(remedy: Remedy, desk: Desk) -> sending.Begun:
    found = sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    assert found is not None
    return found


def test_a_session_that_does_not_hold_the_order_calls_nobody(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    state = sending.deliver(begun(remedy, desk), desk.channel, around=desk.around())
    assert (state, desk.channel.calls) == (State.APPROVED, [])
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.answer) == ("not_sent", "session_replaced")
    desk.works(after=MINUTE)
    assert len(desk.channel.calls) == 1


def test_an_order_is_let_go_when_its_turn_is_over(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk, held = Desk(Memory()), []

    def answers(_told) -> Unclear:
        held.append(locks.is_held(lock_of(placed.pk)))
        return Unclear("timed out")

    desk.channel.script = [answers]
    desk.works()
    assert (held, locks.is_held(lock_of(placed.pk))) == ([True], False)
    desk.works(after=LAG + HOUR)
    assert not locks.is_held(lock_of(placed.pk))


def test_a_call_that_begins_just_in_time_is_made(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk = Desk(Memory(), pace=replace(Pace(), patience=timedelta(0)))
    assert desk.works() == {"succeeded": 1}


@pytest.mark.parametrize(
    "hindered", ["it has been withdrawn", "it is put off", "everything is stopped"]
)
def test_nothing_begins_that_may_not_be_sent_now(placed: Order, lin: Person, hindered: str):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    if hindered == "it has been withdrawn":
        commands.withdraw(remedy_id=remedy.pk, by=lin, at=NOON)
    elif hindered == "it is put off":
        Remedy.objects.update(due_at=NOON + MINUTE)
    else:
        Stop.objects.create(scope="all", name="", why="w", stopped_at=NOON)
    around = desk.around()
    assert sending.begin(remedy.pk, before=State.APPROVED, around=around) is None
    assert not Attempt.objects.exists()


def test_a_second_remedy_of_an_order_does_not_begin_beside_the_first(
    placed: Order, lin: Person
):
    first, second = requested(placed, 100, lin), requested(placed, 100, lin)
    desk = Desk(Memory())
    begun(first, desk)
    around = desk.around()
    assert sending.begin(second.pk, before=State.APPROVED, around=around) is None


def test_a_database_that_is_gone_is_nobodys_fault(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    gone = OperationalError("the database is restarting")
    with (
        pytest.raises(OperationalError),
        frozen_by_faults(remedy.pk, Desk(Memory()).around()),
    ):
        raise gone
    assert queries.standing_stops() == []
    assert not Incident.objects.exists()


def test_an_id_that_proves_another_remedy_is_no_proof(placed: Order, lin: Person):
    requested(placed, 100, lin)
    second = requested(placed, 200, lin)
    desk = Desk(Memory(script=["ok", lambda _told: Done("R-1")]))
    desk.works()
    desk.works()
    second.refresh_from_db()
    assert (second.state, second.state_why) == (State.NEEDS_HUMAN, "id_proves_nothing")
    incident = Incident.objects.get()
    assert (incident.kind, incident.remedy, incident.facts) == (
        "id_used_twice", second, {"external_id": "R-1"},
    )  # fmt: skip
    assert money_of(placed) == (1000, 200, 100, 0)


def test_pauses_grow_with_each_attempt_that_told_nothing(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    unclear = lambda _told: Unclear("timed out")  # noqa: E731
    desk = Desk(Memory(native_key=True, script=[unclear, unclear]))
    pace = desk.pace
    desk.works()
    remedy.refresh_from_db()
    assert remedy.due_at == NOON + pace.pause(1)
    desk.works(after=pace.pause(1))
    remedy.refresh_from_db()
    assert remedy.due_at == desk.at + pace.pause(2)
    assert pace.pause(1) < pace.pause(2)


def test_the_smallest_success_too_is_compared_after_a_fact_an_hour_later(
    placed: Order, lin: Person
):
    remedy = requested(placed, 1, lin)
    desk = Desk(Memory())
    desk.works()
    desk.works(after=HOUR)
    commands.record_outside(
        store_id=placed.store_id, order_number=placed.number, account=ACCOUNT,
        effects=[seen("X-1", 5)], at=desk.at,
    )  # fmt: skip
    remedy.refresh_from_db()
    assert remedy.check_at == desk.at + HOUR
