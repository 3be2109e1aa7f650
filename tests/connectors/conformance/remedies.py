"""What the tests of remedy channels share: where they are tried on, and with what.

Another marketplace is one more place: something with the methods of
`tests.servers.sandbox.Stage`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest

from firsthand.connectors.sandbox.marketplace.terms import Kind as Marketplace
from firsthand.domain.remedies.ports import (
    Answer,
    Channel,
    Component,
    Instruction,
    Kind,
    Part,
    Taken,
)
from tests.servers.amazon import AmazonStage, amazon
from tests.servers.sandbox import Stage, in_threads

WITHIN = timedelta(seconds=10)  # Long: a busy machine is no fault of the channel's.
ORDER = "114-1"


AMAZON = "amazon"
PLACES = [*Marketplace, AMAZON]
AnyStage = Stage | AmazonStage


@contextmanager
def playing(place: str, *, faults: str = "", seed: int = 0) -> Iterator[AnyStage]:
    """Have a place, with nothing sold yet."""
    if place == AMAZON:
        with amazon(faults=faults, seed=seed) as stage:
            yield stage
        return
    with in_threads(faults=faults, seed=seed) as whereabouts:
        yield Stage(Marketplace(place), whereabouts)


@pytest.fixture(params=PLACES)
def stage(request) -> Iterator[AnyStage]:
    with playing(request.param) as stage:
        stage.sell(ORDER)
        yield stage


@pytest.fixture
def channel(stage: AnyStage) -> Channel:
    return stage.channel()


def refund(minor_units: int = 700, *, currency: str = "USD", **changed) -> Instruction:
    given = {
        "remedy_id": uuid4(),
        "key": uuid4().hex,
        "kind": Kind.REFUND,
        "account": "one",
        "order_number": ORDER,
        "currency": currency,
        "minor_units": minor_units,
        "parts": (Part(1, "LUMO-ARC", Component.PRICE, minor_units, 1),),
        "reason": "CustomerReturn",
    }
    return Instruction(**(given | changed))


def cancel() -> Instruction:
    return refund(0, kind=Kind.CANCEL, parts=())


def patience_for(fault: str) -> timedelta:
    """Return how long to wait; where nobody will answer, not long."""
    return timedelta(seconds=0.6) if "hang" in fault else WITHIN


def in_the_end(
    stage: AnyStage,
    channel: Channel,
    instruction: Instruction,
    *,
    within: timedelta = WITHIN,
) -> Answer:
    """Carry out, and ask after what was only taken once it has had all its time."""
    answer = channel.carry_out(instruction, within=within)
    stage.go_wrong("")
    stage.let_time_pass()
    if isinstance(answer, Taken):
        return channel.ask(answer.handle, instruction)
    return answer


def paid(stage: AnyStage, order: str = ORDER, account: str = "one") -> list[int]:
    return [effect.minor_units for effect in stage.truth(order, account)]


def two_lines() -> tuple[Part, ...]:
    """Return 3.00 of the first line and 4.00 of the second."""
    return (
        Part(1, "LUMO-ARC", Component.PRICE, 300, 1),
        Part(2, "LUMO-DOT", Component.PRICE, 400, 1),
    )
