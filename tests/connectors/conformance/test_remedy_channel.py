"""What every channel promises about its answers, asked of each kind of marketplace.

The one rule behind all of it: an answer is never a lie. `Done` has happened, `Declined` and
`NotSent` have not and will not; whoever cannot know says `Unclear`.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from firsthand.connectors.sandbox.marketplace.terms import Kind as Marketplace
from firsthand.domain.remedies.ports import (
    Answer,
    Channel,
    Declined,
    Done,
    Instruction,
    NotSent,
    Taken,
    Unclear,
    Unreadable,
)
from tests.connectors.conformance.remedies import (
    AMAZON,
    ORDER,
    PLACES,
    WITHIN,
    AnyStage,
    channel,
    in_the_end,
    paid,
    patience_for,
    playing,
    refund,
    stage,
    two_lines,
)
from tests.servers.sandbox import Stage, in_threads

__all__ = ["channel", "stage"]

# What the one call that counts meets: what it has to be answered with in the end, and what
# has really been paid. A channel that says `Unclear` to everything is safe and useless.
MET = [
    ("ok", Done, [700]),
    ("slow:0.2", Done, [700]),
    ("throttled:7", NotSent, []),
    ("throttled_bare", NotSent, []),
    ("token_expired", NotSent, []),
    ("refused", Declined, []),
    ("fail_500", Unclear, []),
    ("html_503", Unclear, []),
    ("reset", Unclear, []),
    ("hang", Unclear, []),
    ("garbled_unapplied", Unclear, []),
    ("garbled", Unclear, [700]),
    ("apply_then_500", Unclear, [700]),
    ("apply_then_reset", Unclear, [700]),
    ("apply_then_hang", Unclear, [700]),
    ("apply_late", Unclear, [700]),
    ("apply_twice", Done, [700, 700]),
]


@pytest.mark.parametrize(("fault", "told", "really"), MET)
def test_what_is_told_of_a_fault_is_true_and_as_much_as_can_be_known(
    stage: AnyStage, channel: Channel, fault: str, told: type, really: list[int]
) -> None:
    stage.go_wrong(f"act={fault}")
    answer = in_the_end(stage, channel, refund(), within=patience_for(fault))
    assert isinstance(answer, told), answer
    assert paid(stage) == really
    assert stage.acts() == 1  # Nothing is ever tried again by itself.


@pytest.mark.parametrize("seed", range(24))
def test_no_garbage_passes_for_an_answer(seed: int) -> None:
    with in_threads(seed=seed) as whereabouts:
        for kind in Marketplace:
            stage = Stage(kind, whereabouts)
            for number, fault in enumerate(["garbled", "garbled_unapplied"] * 2):
                order = f"{kind}-{number}"
                stage.sell(order, account=kind)
                channel = stage.channel(kind)
                stage.go_wrong(f"act={fault}")
                told = channel.carry_out(
                    refund(order_number=order, account=kind), within=WITHIN
                )
                assert isinstance(told, Unclear), told


# What the marketplace does with what it has taken, where it takes things first.
PROCESSED = [
    (Marketplace.ASYNC, "failed", Declined, []),
    (Marketplace.ASYNC, "stuck", Taken, []),
    (Marketplace.ASYNC, "stuck_applied", Taken, [300, 400]),
    (Marketplace.FEED, "failed", Declined, []),
    (Marketplace.FEED, "stuck", Taken, []),
    (Marketplace.FEED, "stuck_applied", Taken, [300, 400]),
    (Marketplace.FEED, "fatal_none", Unclear, []),
    (Marketplace.FEED, "fatal_half", Unclear, [300]),
    (Marketplace.FEED, "fatal_all", Unclear, [300, 400]),
    (Marketplace.FEED, "cancelled", Unclear, []),
    (Marketplace.FEED, "no_report", Unclear, [300, 400]),
    (Marketplace.FEED, "half_refused", Unclear, [300]),
    (AMAZON, "failed", Declined, []),
    (AMAZON, "stuck", Taken, []),
    (AMAZON, "stuck_applied", Taken, [300, 400]),
    (AMAZON, "fatal_none", Unclear, []),
    (AMAZON, "fatal_half", Unclear, [300]),
    (AMAZON, "fatal_all", Unclear, [300, 400]),
    (AMAZON, "cancelled", Unclear, []),
    (AMAZON, "no_report", Unclear, [300, 400]),
    (AMAZON, "half_refused", Unclear, [300]),
]


@pytest.mark.parametrize(("place", "fault", "told", "really"), PROCESSED)
def test_what_becomes_of_something_taken_is_told_truly(
    place: str, fault: str, told: type, really: list[int]
) -> None:
    with playing(place, faults=f"process={fault}") as stage:
        stage.sell(ORDER)
        answer = in_the_end(stage, stage.channel(), refund(parts=two_lines()))
        assert isinstance(answer, told), answer
        assert sum(paid(stage)) == sum(really)


def test_while_something_is_in_progress_it_stays_taken(
    stage: AnyStage, channel: Channel
) -> None:
    instruction = refund()
    answer = channel.carry_out(instruction, within=WITHIN)
    if not stage.takes_first:
        assert isinstance(channel.ask("1", instruction), Unclear)
        return
    assert isinstance(answer, Taken)
    assert channel.ask(answer.handle, instruction) == answer
    for fault in ("fail_500", "html_503", "reset", "throttled", "garbled_unapplied"):
        stage.let_time_pass()
        stage.go_wrong(f"poll={fault}")
        assert channel.ask(answer.handle, instruction) == answer, fault
    assert isinstance(channel.ask(answer.handle, instruction), Done)


@pytest.mark.parametrize(
    "fault", ["fail_500", "html_503", "reset", "hang", "garbled", "throttled", "refused"]
)
@pytest.mark.parametrize("operation", ["token", "prepare"])
def test_what_fails_before_the_call_that_counts_was_not_sent(
    stage: AnyStage, channel: Channel, operation: str, fault: str
) -> None:
    stage.go_wrong(f"{operation}={fault}")
    if operation == "prepare" and not stage.prepares:
        return
    told = channel.carry_out(refund(), within=patience_for(fault))
    assert isinstance(told, NotSent), told
    assert stage.acts() == 0
    assert isinstance(in_the_end(stage, channel, refund()), Done)


def test_where_nobody_listens_nothing_was_sent(stage: AnyStage) -> None:
    nobody = replace(stage.whereabouts, address="http://127.0.0.1:1")
    channel = replace(stage, whereabouts=nobody).channel()
    assert isinstance(channel.carry_out(refund(), within=WITHIN), NotSent)
    with pytest.raises(Unreadable):
        channel.listed(ORDER)


@pytest.mark.parametrize("place", PLACES)
def test_where_nobody_listens_any_more_nothing_was_sent(place: str) -> None:
    with playing(place) as stage:
        stage.sell(ORDER)
        channel = stage.channel()
        assert channel.listed(ORDER) == ()  # It has a token from now on.
    assert isinstance(channel.carry_out(refund(), within=WITHIN), NotSent)


def test_a_pause_asked_for_is_handed_on(stage: AnyStage, channel: Channel) -> None:
    stage.go_wrong("act=throttled:7, act=throttled_bare")
    first = channel.carry_out(refund(), within=WITHIN)
    second = channel.carry_out(refund(), within=WITHIN)
    assert isinstance(first, NotSent)
    assert isinstance(second, NotSent)
    assert (first.again_after, second.again_after) == (timedelta(seconds=7), None)


@pytest.mark.parametrize("operation", ["token", "prepare", "act"])
def test_the_deadline_is_for_everything_together(
    stage: AnyStage, channel: Channel, operation: str
) -> None:
    stage.go_wrong(f"{operation}=hang:5x*, token=slow:0.1, prepare=slow:0.1x*")
    within = timedelta(seconds=0.5)
    began = time.monotonic()
    channel.carry_out(refund(), within=within)
    assert time.monotonic() - began < within.total_seconds()


def test_the_same_key_again_has_one_effect_only_where_that_is_promised(
    stage: AnyStage, channel: Channel
) -> None:
    instruction = refund()
    answers = [in_the_end(stage, channel, instruction) for _ in range(3)]
    assert all(isinstance(answer, Done) for answer in answers)
    if channel.capabilities().native_key:
        assert paid(stage) == [700]
        assert len(set(answers)) == 1
    else:
        assert paid(stage) == [700] * 3


@pytest.mark.parametrize("fault", ["apply_then_500", "apply_late", "fail_500", "garbled"])
def test_with_a_native_key_a_lost_answer_is_made_good_by_asking_again(
    stage: AnyStage, channel: Channel, fault: str
) -> None:
    if not channel.capabilities().native_key:
        return
    instruction = refund()
    stage.go_wrong(f"act={fault}")
    assert isinstance(channel.carry_out(instruction, within=WITHIN), Unclear)
    again = channel.carry_out(instruction, within=WITHIN)
    assert isinstance(again, Unclear if fault == "apply_late" else Done)
    stage.let_time_pass()
    assert isinstance(channel.carry_out(instruction, within=WITHIN), Done)
    assert paid(stage) == [700]


def test_a_key_of_another_amount_is_no_proof_that_nothing_was_paid(
    stage: AnyStage, channel: Channel
) -> None:
    if not channel.capabilities().native_key:
        return
    instruction = refund()
    channel.carry_out(instruction, within=WITHIN)
    other = replace(instruction, minor_units=800, parts=())
    assert isinstance(channel.carry_out(other, within=WITHIN), Unclear)
    assert paid(stage) == [700]


def test_a_key_protects_for_as_long_as_is_said_and_no_longer(
    stage: AnyStage, channel: Channel
) -> None:
    life = channel.capabilities().key_life
    if life is None:
        return
    instruction = refund()
    channel.carry_out(instruction, within=WITHIN)
    stage.let_time_pass(life - timedelta(minutes=10))
    carry_out_with_a_new_token(channel, instruction)
    assert paid(stage) == [700]
    stage.let_time_pass(timedelta(minutes=10))
    carry_out_with_a_new_token(channel, instruction)
    assert paid(stage) == [700, 700]


def carry_out_with_a_new_token(channel: Channel, instruction: Instruction) -> Answer:
    answer = channel.carry_out(instruction, within=WITHIN)
    if isinstance(answer, NotSent):  # The clock has run past the end of the token.
        answer = channel.carry_out(instruction, within=WITHIN)
    return answer


def test_many_threads_with_one_key_have_one_answer(
    stage: AnyStage, channel: Channel
) -> None:
    if not channel.capabilities().native_key:
        return
    instruction = refund()
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda _: channel.carry_out(instruction, within=WITHIN), range(32))
        )
    assert len({answer for answer in answers if isinstance(answer, Done)}) == 1
    assert paid(stage) == [700]


def test_many_threads_on_many_orders_are_never_mixed_up(
    stage: AnyStage, channel: Channel
) -> None:
    instructions = [refund(100 + n, order_number=f"many-{n}") for n in range(24)]
    for instruction in instructions:
        stage.sell(instruction.order_number)

    def carry_out(instruction: Instruction) -> Answer:
        return channel.carry_out(instruction, within=timedelta(seconds=10))

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(carry_out, instructions))
    stage.let_time_pass()
    for instruction, first in zip(instructions, answers, strict=True):
        told = first
        if stage.one_at_a_time and isinstance(told, NotSent):
            told = carry_out(instruction)
            stage.let_time_pass()
        was_taken = isinstance(told, Taken)
        answer = channel.ask(told.handle, instruction) if was_taken else told
        assert isinstance(answer, Done)
        assert paid(stage, instruction.order_number) == [instruction.minor_units]
        [seen] = channel.listed(instruction.order_number)
        assert seen.minor_units == instruction.minor_units
        if channel.capabilities().names_effects:
            assert seen.external_id == answer.external_id


@pytest.mark.parametrize(
    ("currency", "minor_units"),
    [("USD", 1), ("USD", 1_999), ("USD", 99_999_999_999), ("JPY", 1), ("JPY", 1_980),
     ("KWD", 1), ("KWD", 1_234_567), ("EUR", 10)],
)  # fmt: skip
def test_amounts_are_exact_to_the_last_unit(
    stage: AnyStage, channel: Channel, currency: str, minor_units: int
) -> None:
    stage.sell(f"in-{currency}", currency=currency, captured=minor_units)
    instruction = refund(minor_units, currency=currency, order_number=f"in-{currency}")
    assert isinstance(in_the_end(stage, channel, instruction), Done)
    assert paid(stage, f"in-{currency}") == [minor_units]
    [seen] = channel.listed(f"in-{currency}")
    assert (seen.currency, seen.minor_units, seen.line_number) == (currency, minor_units, 1)
