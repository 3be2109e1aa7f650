"""A remedy goes out once; what is not known is looked up, and never sent on a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firsthand.domain.journal.models import Entry
from firsthand.domain.orders.models import Order
from firsthand.domain.people.models import Person
from firsthand.domain.remedies.models import (
    AccountHealth,
    Attempt,
    Incident,
    OutsideRefund,
    Remedy,
)
from firsthand.domain.remedies.ports import Declined, Done, NotSent, Taken, Unclear
from firsthand.domain.remedies.queries.books import books
from tests.people import NOON
from tests.remedies import HOUR, LAG, MINUTE, Desk, Memory, money_of, requested, seen

State = Remedy.State
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _books_are_right(db):
    yield
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    assert books().wrong == ()


def state(remedy: Remedy) -> str:
    remedy.refresh_from_db()
    return remedy.state


def test_a_refund_is_sent_once_and_settled_by_the_channels_id(placed: Order, lin: Person):
    desk = Desk(Memory())
    remedy = requested(placed, 300, lin)
    assert money_of(placed) == (1000, 300, 0, 0)
    desk.works()
    assert state(remedy) == State.SUCCEEDED
    assert remedy.external_id == "R-1"
    assert money_of(placed) == (1000, 0, 300, 0)
    desk.works(after=DAY)
    assert len(desk.channel.calls) == 1
    kinds = Entry.objects.filter(subject_id=remedy.pk, kind__startswith="remedies.")
    assert list(kinds.order_by("pk").values_list("kind", flat=True)) == [
        "remedies.approved",
        "remedies.sending",
        "remedies.succeeded",
    ]


def test_what_the_channel_declines_is_free_again(placed: Order, lin: Person):
    desk = Desk(Memory(script=[lambda _: Declined("not refundable")]))
    remedy = requested(placed, 300, lin)
    desk.works()
    assert (state(remedy), remedy.state_why) == (State.FAILED, "not refundable")
    assert money_of(placed) == (1000, 0, 0, 0)


def test_what_provably_never_left_is_sent_again_after_a_pause(placed: Order, lin: Person):
    desk = Desk(Memory(script=[lambda _: NotSent("refused"), "ok"]))
    remedy = requested(placed, 300, lin)
    desk.works()
    assert state(remedy) == State.APPROVED
    desk.works(after=timedelta(seconds=4))
    assert len(desk.channel.calls) == 1
    desk.works(after=timedelta(seconds=2))
    assert state(remedy) == State.SUCCEEDED


def test_a_pause_a_channel_asks_for_holds_its_whole_account(
    placed: Order, lin: Person, shop
):
    from tests.remedies import order

    pause = lambda _: NotSent("429", again_after=10 * MINUTE)  # noqa: E731
    desk = Desk(Memory(script=[pause]))
    one, two = requested(placed, 300, lin), requested(order(shop, "302-2"), 300, lin)
    desk.works()
    assert {state(one), state(two)} == {State.APPROVED}
    desk.works(after=9 * MINUTE)
    assert len(desk.channel.calls) == 1
    desk.works(after=MINUTE)
    assert (state(one), state(two)) == (State.SUCCEEDED, State.SUCCEEDED)


@pytest.mark.parametrize("step", ["lost", "nothing"])
def test_without_a_key_an_unclear_answer_is_never_sent_again(
    placed: Order, lin: Person, step: str
):
    desk = Desk(Memory(script=[step]))
    remedy = requested(placed, 300, lin)
    desk.works()
    assert state(remedy) == State.UNKNOWN
    assert money_of(placed) == (1000, 300, 0, 0)
    desk.works(after=LAG)  # Sent late, it may not be listed yet.
    assert state(remedy) == State.UNKNOWN
    desk.works(after=MINUTE)
    assert state(remedy) == (State.SUCCEEDED if step == "lost" else State.NEEDS_HUMAN)
    desk.works(after=30 * DAY)
    assert len(desk.channel.calls) == 1


def test_with_a_native_key_it_is_sent_again_under_the_same_key_and_body(
    placed: Order, lin: Person
):
    desk = Desk(Memory(native_key=True, script=["lost", "nothing", "ok"]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=timedelta(seconds=4))
    assert len(desk.channel.calls) == 1
    desk.works(after=timedelta(seconds=1))
    desk.works(after=timedelta(seconds=30))
    assert state(remedy) == State.SUCCEEDED
    assert len(desk.channel.calls) == 3
    assert len(set(map(repr, desk.channel.calls))) == 1
    assert len(desk.channel.effects) == 1


def test_a_key_that_has_run_out_counts_as_none(placed: Order, lin: Person):
    desk = Desk(Memory(native_key=True, key_life=HOUR, script=["nothing"]))
    remedy = requested(placed, 300, lin)
    desk.channel.key_life = MINUTE  # Less than a call may take.
    desk.works()
    assert state(remedy) == State.UNKNOWN
    desk.works(after=2 * HOUR)
    assert state(remedy) == State.NEEDS_HUMAN
    assert len(desk.channel.calls) == 1


def test_declined_after_a_doubtful_attempt_is_no_proof_that_nothing_happened(
    placed: Order, lin: Person
):
    desk = Desk(
        Memory(native_key=True, script=["lost", lambda _: Declined("done already")])
    )
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=MINUTE)
    assert state(remedy) == State.UNKNOWN
    desk.works(after=LAG + 2 * MINUTE)
    assert state(remedy) == State.SUCCEEDED
    assert len(desk.channel.calls) == 2
    assert len(desk.channel.effects) == 1


def test_not_sent_after_a_doubtful_attempt_is_still_unknown(placed: Order, lin: Person):
    desk = Desk(Memory(native_key=True, script=["lost", lambda _: NotSent("refused")]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=MINUTE)
    assert Attempt.objects.get(fence=2).outcome == "not_sent"
    assert state(remedy) == State.UNKNOWN
    desk.works(after=MINUTE)
    assert state(remedy) == State.SUCCEEDED  # The third call, under the same key.
    assert len(desk.channel.effects) == 1


def test_only_a_definitive_record_that_lacks_it_lets_it_be_sent_again(
    placed: Order, lin: Person
):
    desk = Desk(Memory(is_definitive=True, script=["nothing", "ok"]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=LAG)
    assert len(desk.channel.calls) == 1
    desk.works(after=MINUTE)
    assert state(remedy) == State.SUCCEEDED
    assert list(Attempt.objects.order_by("fence").values_list("outcome", flat=True)) == [
        "absent",
        "done",
    ]


def test_two_entries_that_fit_are_for_a_person_to_choose_from(placed: Order, lin: Person):
    desk = Desk(Memory(script=["lost"]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.channel.effects.append(seen("X-1", 300, at=NOON + MINUTE))
    desk.works(after=LAG + MINUTE)
    assert (state(remedy), remedy.state_why) == (State.NEEDS_HUMAN, "several_fit")
    assert OutsideRefund.objects.count() == 0


def test_an_echoed_key_leaves_no_doubt_and_the_other_entry_is_a_fact(
    placed: Order, lin: Person
):
    desk = Desk(Memory(echoes=True, script=["lost"]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.channel.effects.append(seen("X-1", 300, at=NOON + MINUTE))
    desk.works(after=LAG + MINUTE)
    assert (state(remedy), remedy.external_id) == (State.SUCCEEDED, "R-1")
    assert OutsideRefund.objects.get().external_id == "X-1"
    assert money_of(placed) == (1000, 0, 600, 0)


def test_what_a_channel_does_twice_is_found_counted_and_reported(
    placed: Order, lin: Person
):
    channel = Memory(echoes=True)

    def twice(instruction):
        channel.does(instruction)
        return Done(channel.does(instruction))

    channel.script.append(twice)
    desk = Desk(channel)
    remedy = requested(placed, 600, lin)
    desk.works()
    assert money_of(placed) == (1000, 0, 600, 0)
    desk.works(after=HOUR)
    assert state(remedy) == State.SUCCEEDED
    assert money_of(placed) == (1000, 0, 1000, 200)
    assert set(Incident.objects.values_list("kind", flat=True)) == {"twice", "over"}
    desk.works(after=DAY)
    assert OutsideRefund.objects.count() == 1


def test_what_was_taken_is_asked_for_until_it_is_decided(placed: Order, lin: Person):
    channel = Memory(script=[lambda _: Taken("feed-7")])
    desk = Desk(channel)
    remedy = requested(placed, 300, lin)
    desk.works()
    assert (state(remedy), remedy.handle) == (State.TAKEN, "feed-7")
    desk.works(after=HOUR)
    assert state(remedy) == State.TAKEN
    channel.decides = lambda _handle, told: Done(channel.does(told))
    desk.works(after=HOUR)
    assert state(remedy) == State.SUCCEEDED
    assert channel.asked == ["feed-7", "feed-7"]
    assert len(channel.calls) == 1


@pytest.mark.parametrize("does_it", [True, False])
def test_a_feed_that_ended_badly_is_unknown_and_looked_up_after_the_lag(
    placed: Order, lin: Person, does_it: bool
):
    channel = Memory(script=[lambda _: Taken("feed-7")])

    def fatal(_handle, told):
        if does_it:
            channel.does(told)
        return Unclear("FATAL: some, none or all")

    channel.decides = fatal
    desk = Desk(channel)
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=2 * HOUR)
    assert state(remedy) == State.UNKNOWN
    desk.works(after=LAG - MINUTE)  # Counted from when it could last have acted.
    assert state(remedy) == State.UNKNOWN
    desk.works(after=2 * MINUTE)
    assert state(remedy) == (State.SUCCEEDED if does_it else State.NEEDS_HUMAN)


def test_what_is_taken_for_too_long_is_unknown(placed: Order, lin: Person):
    desk = Desk(Memory(script=[lambda _: Taken("feed-7")]))
    remedy = requested(placed, 300, lin)
    desk.works()
    desk.works(after=71 * HOUR)
    assert state(remedy) == State.TAKEN
    desk.works(after=2 * HOUR)
    assert state(remedy) == State.UNKNOWN


def test_of_one_order_only_one_remedy_is_under_way(placed: Order, lin: Person):
    desk = Desk(Memory(script=["nothing"]))
    first, second = requested(placed, 300, lin), requested(placed, 300, lin)
    desk.works()
    assert (state(first), state(second)) == (State.UNKNOWN, State.APPROVED)
    desk.works(after=DAY)
    assert (state(first), state(second)) == (State.NEEDS_HUMAN, State.APPROVED)
    assert len(desk.channel.calls) == 1


def test_a_listing_that_cannot_be_read_says_nothing(placed: Order, lin: Person):
    desk = Desk(Memory(script=["lost"], is_readable=False))
    remedy = requested(placed, 300, lin)
    desk.works()
    for _hour in range(5):
        desk.works(after=HOUR)
        assert state(remedy) == State.UNKNOWN
    desk.channel.is_readable = True
    desk.works(after=HOUR)
    assert state(remedy) == State.SUCCEEDED


def test_an_account_that_keeps_failing_is_left_alone_and_others_go_on(shop, lin: Person):
    from tests.remedies import order

    bad, good = Memory(script=["nothing"] * 20), Memory()
    desk = Desk(bad)
    around = desk.around()
    for number in range(8):
        requested(order(shop, f"302-{number}"), 100, lin, account="bad")
    other = requested(order(shop, "303-1"), 100, lin, account="good")
    from dataclasses import replace

    from firsthand.domain.remedies import commands

    commands.work_due(
        replace(around, channel_of=lambda name: good if name == "good" else bad)
    )
    assert len(bad.calls) == 5
    assert state(other) == State.SUCCEEDED
    assert AccountHealth.objects.get(account="bad").rests_until == NOON + MINUTE


def test_a_faulty_adapter_counts_as_unclear(placed: Order, lin: Person, caplog):
    def breaks(_instruction):
        raise KeyError("surprise")

    desk = Desk(Memory(script=[breaks]))
    remedy = requested(placed, 300, lin)
    desk.works()
    assert (state(remedy), remedy.state_why) == (State.UNKNOWN, "fault_of_ours")
    assert "surprise" in caplog.text


def test_an_id_another_remedy_has_proves_nothing(placed: Order, lin: Person):
    desk = Desk(Memory(script=[lambda _: Done("R-9"), lambda _: Done("R-9")]))
    first, second = requested(placed, 300, lin), requested(placed, 200, lin)
    desk.works()
    assert (state(first), state(second)) == (State.SUCCEEDED, State.NEEDS_HUMAN)
    assert Incident.objects.get().kind == Incident.Kind.ID_USED_TWICE
    assert money_of(placed) == (1000, 200, 300, 0)


def test_the_same_id_at_two_accounts_is_two_effects(shop, lin: Person):
    from tests.remedies import order

    desk = Desk(Memory(script=[lambda _: Done("R-9"), lambda _: Done("R-9")]))
    one = requested(order(shop, "1"), 300, lin, account="a")
    two = requested(order(shop, "2"), 300, lin, account="b")
    desk.works()
    assert (state(one), state(two)) == (State.SUCCEEDED, State.SUCCEEDED)
