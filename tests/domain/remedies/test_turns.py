"""A turn of the machine says what it did, and writes down with whom it stands."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from django.db import connection

from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import commands
from firsthand.domain.remedies.commands import sending
from firsthand.domain.remedies.commands._attempts import lock_of
from firsthand.domain.remedies.models import Attempt, Remedy
from firsthand.domain.remedies.ports import Declined, Done, NotSent, Taken, Unreadable
from firsthand.domain.remedies.rules.states import State
from firsthand.foundation.postgres import locks
from tests.people import NOON
from tests.remedies import (
    HOUR,
    LAG,
    MINUTE,
    Desk,
    Judge,
    Memory,
    money_of,
    order,
    requested,
    seen,
)


def test_what_is_sent_and_held_against_the_record_is_counted(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk = Desk(Memory())
    assert desk.works() == {"succeeded": 1}
    assert desk.works() == {}
    assert Remedy.objects.get().check_at == NOON + LAG + MINUTE
    assert desk.works(after=LAG + MINUTE) == {"succeeded": 1}
    assert Remedy.objects.get().check_at is None
    assert desk.works(after=HOUR) == {}


def test_what_was_taken_is_asked_about_until_the_channel_has_decided(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    assert desk.works() == {"taken": 1}
    remedy = Remedy.objects.get()
    assert (remedy.due_at, remedy.handle) == (NOON + 2 * MINUTE, "H-1")
    assert desk.works() == {}
    assert desk.works(after=2 * MINUTE) == {"taken": 1}
    remedy.refresh_from_db()
    assert (remedy.due_at, remedy.tries) == (NOON + 4 * MINUTE, 1)
    desk.channel.decides = lambda handle, _told: Done(f"{handle} done")
    assert desk.works(after=2 * MINUTE) == {"succeeded": 1}
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.external_id, attempt.answer) == (
        "done", "H-1 done", "",
    )  # fmt: skip
    assert attempt.ended_at == desk.at
    remedy.refresh_from_db()
    assert (remedy.external_id, remedy.check_at) == ("H-1 done", desk.at + LAG + MINUTE)


def test_what_was_taken_and_is_declined_has_failed_with_the_channels_words(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    desk.channel.decides = lambda _handle, _told: Declined("no such order")
    desk.works()
    assert desk.works(after=2 * MINUTE) == {"failed": 1}
    remedy, attempt = Remedy.objects.get(), Attempt.objects.get()
    assert remedy.state_why == attempt.answer == "no such order"
    assert (attempt.outcome, attempt.external_id) == ("declined", "")
    assert attempt.ended_at == desk.at


def test_what_is_never_decided_counts_as_unknown_after_three_days(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    desk.works()
    last = timedelta(hours=72) - desk.pace.follow_every
    assert desk.works(after=last) == {"taken": 1}
    assert desk.works(after=desk.pace.follow_every)["unknown"] >= 1
    assert Attempt.objects.get().outcome == "unclear"


def test_what_is_unknown_is_put_off_until_looking_can_tell(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["nothing"]))
    assert desk.works() == {"unknown": 1}
    assert desk.works(after=MINUTE) == {"unknown": 1}
    # The call may have begun as late as patience allowed, and taken as long as it may.
    assert Remedy.objects.get().due_at == NOON + MINUTE + LAG
    assert desk.works() == {}
    assert desk.works(after=LAG) == {"needs_human": 1}


def test_what_is_sent_again_counts_as_what_became_of_it(placed: Order, lin: Person):
    requested(placed, 100, lin)
    desk = Desk(Memory(native_key=True, script=["lost", "ok"]))
    assert desk.works() == {"unknown": 1}
    assert desk.works(after=desk.pace.pause(1)) == {"succeeded": 1}


def test_what_is_found_in_the_record_is_held_against_it_once_more(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=["lost"]))
    desk.works()
    desk.channel.effects.append(seen("X-1", 20))
    assert desk.works(after=HOUR) == {"succeeded": 1}
    assert money_of(placed) == (1000, 0, 120, 0)  # The other one is counted at once.
    assert Remedy.objects.get().check_at == desk.at + LAG + MINUTE


def test_what_was_taken_by_a_channel_that_cannot_be_asked_now_is_asked_about_soon(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    desk = Desk(Memory(script=[lambda _told: Taken("H-1")]))
    desk.works()

    def unreadable(_handle, _told):
        raise Unreadable

    desk.channel.decides = unreadable
    assert desk.works(after=HOUR) == {"taken": 1}
    assert Remedy.objects.get().due_at == desk.at + 2 * MINUTE


def test_a_sender_that_died_is_noticed_and_the_remedy_put_off_in_one_turn(
    placed: Order, lin: Person
):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    assert desk.works() == {"unknown": 2}
    assert Remedy.objects.get().due_at == NOON + MINUTE + LAG


def test_what_provably_never_left_waits_as_long_as_the_channel_asked(
    placed: Order, lin: Person
):
    requested(placed, 100, lin)
    pause = NotSent("429", again_after=7 * MINUTE)
    Desk(Memory(script=[lambda _told: pause])).works()
    remedy = Remedy.objects.get()
    assert (remedy.state, remedy.due_at) == ("approved", NOON + 7 * MINUTE)


def test_what_became_of_each_that_was_looked_up_is_counted(shop, lin: Person):
    for number in range(3):
        requested(order(shop, f"302-{number}"), 100 + number, lin)
    desk = Desk(Memory(script=["lost", "nothing", "lost"]))
    assert desk.works() == {"unknown": 3}
    listed = [[effect] for effect in desk.channel.effects]
    by_order = dict(zip(("302-0", "302-2"), listed, strict=True))
    desk.channel.listed = lambda number: tuple(by_order.get(number, ()))
    assert desk.works(after=HOUR) == {"succeeded": 2, "needs_human": 1}


def test_who_died_while_sending_leaves_a_lost_attempt(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    begun = sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    assert begun is not None
    assert (begun.remedy_id, begun.order_id, begun.fence) == (remedy.pk, placed.pk, 1)
    assert begun.at == NOON
    assert sending.reap(at=NOON, pace=desk.pace) == 1
    remedy.refresh_from_db()
    assert (remedy.state, remedy.state_why) == ("unknown", "sender_gone")
    assert Attempt.objects.get().outcome == "lost"
    assert sending.reap(at=NOON, pace=desk.pace) == 0


def test_just_after_the_database_came_up_a_sender_may_still_live(
    placed: Order, lin: Person
):
    remedy = requested(placed, 100, lin)
    desk = Desk(Memory())
    sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    Attempt.objects.update(written_at=NOON - timedelta(days=9_999))
    for grace, lost in ((timedelta(days=999), 0), (timedelta(0), 1)):
        assert sending.reap(at=NOON, pace=replace(desk.pace, grace=grace)) == lost


@contextmanager
def worked_on_elsewhere(placed: Order) -> Iterator[None]:
    """Have another session of the database hold an order: each thread has its own."""

    def lets_go() -> None:
        locks.release(lock_of(placed.pk))
        connection.close()

    with ThreadPoolExecutor(1) as another:
        assert another.submit(locks.try_hold, lock_of(placed.pk)).result()
        try:
            yield
        finally:
            another.submit(lets_go).result()


def test_an_order_another_session_works_on_is_left_to_it_and_holds_up_no_other(
    shop, lin: Person
):
    one, two = order(shop, "302-1"), order(shop, "302-2")
    remedies = [requested(each, 100, lin) for each in (one, two)]
    desk = Desk(Memory())
    with worked_on_elsewhere(one):
        assert desk.works() == {"succeeded": 1}
    assert [call.order_number for call in desk.channel.calls] == ["302-2"]
    assert Attempt.objects.get().remedy == remedies[1]
    assert desk.works() == {"succeeded": 1}


def test_what_another_session_is_sending_is_its_own(shop, lin: Person):
    one, two = order(shop, "302-1"), order(shop, "302-2")
    desk = Desk(Memory())
    for each in (one, two):
        remedy = requested(each, 100, lin)
        sending.begin(remedy.pk, before=State.APPROVED, around=desk.around())
    with worked_on_elsewhere(one):
        assert sending.reap(at=NOON, pace=desk.pace) == 1
    assert Remedy.objects.get(state="sending").ledger_id == one.pk


def test_what_runs_out_is_counted(placed: Order, lin: Person):
    remedy = requested(placed, 100, lin, judge=Judge(limit=0))
    life = timedelta(hours=72)
    assert (remedy.expires_at, remedy.asks_next_at) == (NOON + life, NOON + life / 2)
    desk = Desk(Memory())
    assert desk.works(after=life - MINUTE) == {}
    assert desk.works(after=MINUTE) == {"expired": 1}
    assert commands.expire_due(at=desk.at) == 0
