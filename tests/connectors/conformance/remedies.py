"""What the tests of remedy channels share: where they are tried on, and with what.

Another marketplace is one more parameter of `stage`: something with the methods of
`tests.servers.sandbox.Stage`.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from tests.servers.sandbox import Stage, in_threads

WITHIN = timedelta(seconds=10)  # Long: a busy machine is no fault of the channel's.
ORDER = "114-1"


@pytest.fixture(params=list(Marketplace))
def stage(request) -> Iterator[Stage]:
    with in_threads() as whereabouts:
        stage = Stage(request.param, whereabouts)
        stage.sell(ORDER)
        yield stage


@pytest.fixture
def channel(stage: Stage) -> Channel:
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


def patience_for(fault: str) -> timedelta:
    """Return how long to wait; where nobody will answer, not long."""
    return timedelta(seconds=0.6) if "hang" in fault else WITHIN


def in_the_end(
    stage: Stage, channel: Channel, instruction: Instruction, *, within: timedelta = WITHIN
) -> Answer:
    """Carry out, and ask after what was only taken once it has had all its time."""
    answer = channel.carry_out(instruction, within=within)
    stage.go_wrong("")
    stage.let_time_pass()
    if isinstance(answer, Taken):
        return channel.ask(answer.handle, instruction)
    return answer


def paid(stage: Stage, order: str = ORDER, account: str = "one") -> list[int]:
    return [effect.minor_units for effect in stage.truth(order, account)]


def two_lines() -> tuple[Part, ...]:
    """Return 3.00 of the first line and 4.00 of the second."""
    return (
        Part(1, "LUMO-ARC", Component.PRICE, 300, 1),
        Part(2, "LUMO-DOT", Component.PRICE, 400, 1),
    )
