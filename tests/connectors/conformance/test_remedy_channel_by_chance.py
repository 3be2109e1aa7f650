"""No mixture of faults makes a channel lie: everything at once, by chance, from a seed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from firsthand.connectors.sandbox.marketplace.faults import Fault
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
    AnyStage,
    playing,
    refund,
    two_lines,
)
from tests.servers.sandbox import Stage, in_threads

ORDERS = 120
ANY_CALL = [
    Fault.SLOW, Fault.THROTTLED, Fault.THROTTLED_BARE, Fault.TOKEN_EXPIRED, Fault.FAIL_500,
    Fault.HTML_503, Fault.RESET, Fault.GARBLED, Fault.REFUSED,
]  # fmt: skip
ACTING = [
    *ANY_CALL, Fault.APPLY_THEN_500, Fault.APPLY_THEN_RESET, Fault.APPLY_LATE,
    Fault.APPLY_TWICE, Fault.GARBLED_UNAPPLIED,
]  # fmt: skip
PROCESSING = [
    Fault.FAILED, Fault.STUCK, Fault.STUCK_APPLIED, Fault.FATAL_NONE, Fault.FATAL_HALF,
    Fault.FATAL_ALL, Fault.CANCELLED, Fault.NO_REPORT, Fault.HALF_REFUSED,
]  # fmt: skip
READING = [*ANY_CALL, Fault.PAGE_REPEATS, Fault.PAGE_SKIPS, Fault.STALE]
PLAN = ", ".join(
    f"{operation}={fault}:{seconds}~{share}"
    for operation, faults, share in [
        ("act", ACTING, 0.05),
        ("process", PROCESSING, 0.05),
        ("poll", ANY_CALL, 0.03),
        ("read", READING, 0.03),
        ("prepare", ANY_CALL, 0.02),
        ("token", ANY_CALL, 0.05),
    ]
    for fault in faults
    for seconds in ["0.05"]
)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", list(Marketplace))
def test_whatever_meets_whom_no_answer_is_a_lie(kind: Marketplace, seed: int) -> None:
    with in_threads(faults=PLAN, seed=seed) as whereabouts:
        stage = Stage(kind, whereabouts)
        channel = stage.channel()
        instructions = [
            refund(order_number=f"{kind}-{n}", parts=two_lines()) for n in range(ORDERS)
        ]
        for instruction in instructions:
            stage.sell(instruction.order_number)

        def carry_out(instruction: Instruction) -> Answer:
            return channel.carry_out(instruction, within=timedelta(seconds=10))

        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(carry_out, instructions))
        stage.let_time_pass()
        told = set()
        for instruction, answer in zip(instructions, answers, strict=True):
            told.add(type(answer))
            told.add(type(found_true(stage, channel, instruction, answer)))
        # The seed has brought all there is; else this would prove little.
        assert told >= {Done, Declined, NotSent, Unclear}, f"seed {seed}"


def test_whatever_meets_amazon_no_answer_is_a_lie() -> None:
    # One after the other: of one account one feed is under way at a time.
    with playing(AMAZON, faults=PLAN, seed=1) as stage:
        channel = stage.channel()
        told = set()
        for number in range(ORDERS // 2):
            instruction = refund(order_number=f"amazon-{number}", parts=two_lines())
            stage.sell(instruction.order_number)
            answer = channel.carry_out(instruction, within=timedelta(seconds=10))
            stage.let_time_pass()
            told |= {type(answer), type(found_true(stage, channel, instruction, answer))}
    assert told >= {Done, Declined, NotSent, Unclear}


def found_true(
    stage: AnyStage, channel: Channel, instruction: Instruction, answer: Answer
) -> Answer:
    """Hold an answer, and what is listed, against the truth; return the last answer."""
    for _ in range(5):
        if not isinstance(answer, Taken):
            break
        answer = channel.ask(answer.handle, instruction)
    truth = stage.truth(instruction.order_number)
    paid = sum(effect.minor_units for effect in truth)
    if isinstance(answer, Done):
        assert paid in {700, 1_400}, (answer, truth)
    elif isinstance(answer, Declined | NotSent):
        assert paid == 0, (answer, truth)
    try:
        listed = channel.listed(instruction.order_number)
    except Unreadable:
        return answer
    assert sum(seen.minor_units for seen in listed) <= paid
    assert {seen.minor_units for seen in listed} <= {300, 700}
    return answer
