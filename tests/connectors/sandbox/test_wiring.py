"""Where a store is connected to: in the demonstration to the sandbox, else to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from firsthand import wiring
from firsthand.cli import doctor, serve
from firsthand.connectors.sandbox.marketplace.running import Sandbox, Whereabouts
from firsthand.connectors.sandbox.steering import Steering
from firsthand.domain.remedies.ports import Done, Instruction, Kind, Taken
from firsthand.domain.stores.models import Store
from firsthand.settings import environment
from firsthand.wiring import NoChannel


@pytest.fixture
def demonstration(monkeypatch, tmp_path: Path) -> Path:
    """This installation is a demonstration; return where its sandbox keeps its books."""
    monkeypatch.setattr(environment, "DEMO", True)
    monkeypatch.setattr(environment, "SANDBOX_STATE", tmp_path / "sandbox.jsonl")
    return tmp_path / "sandbox.jsonl"


@pytest.fixture
def sandbox(demonstration: Path) -> Iterator[Whereabouts]:
    running = Sandbox(state=demonstration, is_open_to_any=True)
    running.start()
    yield running.whereabouts
    running.stop()


def store(channel: str, number: int = 1) -> Store:
    return Store(pk=number, name=f"Lumo {number}", channel=channel, currency="USD")


def refund(account: str) -> Instruction:
    key = uuid4().hex
    return Instruction(uuid4(), key, Kind.REFUND, account, "114-1", "USD", 700)


@pytest.mark.parametrize("channel", ["amazon", "ebay", "walmart", "shopify", "shop"])
def test_in_the_demonstration_a_store_of_any_channel_is_at_the_sandbox(
    sandbox: Whereabouts, channel: str
) -> None:
    ours, other = (wiring.channel_of(store(channel, number)) for number in (1, 2))
    answer = ours.carry_out(refund("1"), within=timedelta(seconds=5))
    assert isinstance(answer, Done | Taken)
    steering = Steering(sandbox)
    steering.forward(timedelta(minutes=1))
    assert [effect.minor_units for effect in steering.truth("1", "114-1")] == [700]
    # The same order number in another store is another order.
    assert [seen.minor_units for seen in ours.listed("114-1")] == [700]
    assert other.listed("114-1") == ()


def test_a_store_that_was_imported_has_no_marketplace(sandbox: Whereabouts) -> None:
    with pytest.raises(NoChannel, match="Lumo 1 is not connected") as refused:
        wiring.channel_of(store("import"))
    assert refused.value.fix


def test_in_real_work_no_store_is_ever_at_the_sandbox(
    sandbox: Whereabouts, monkeypatch, db: None
) -> None:
    monkeypatch.setattr(environment, "DEMO", False)
    for channel in ("amazon", "shop"):
        with pytest.raises(NoChannel, match="not connected"):
            wiring.channel_of(store(channel))


def test_before_its_first_start_the_sandbox_is_missed_by_name(demonstration: Path) -> None:
    with pytest.raises(NoChannel, match="not been started") as refused:
        wiring.channel_of(store("amazon"))
    assert "firsthand serve" in refused.value.fix


def test_a_demonstration_brings_its_marketplace_along_and_real_work_does_not(
    monkeypatch,
) -> None:
    assert [child.name for child in serve.children()] == ["web", "worker"]
    monkeypatch.setattr(environment, "DEMO", True)
    assert [child.name for child in serve.children()] == ["web", "worker", "sandbox"]


def test_the_doctor_says_whether_the_marketplace_answers(demonstration: Path) -> None:
    assert "not been started" in doctor.of_sandbox().what
    running = Sandbox(state=demonstration)
    running.start()
    assert doctor.of_sandbox().advice == ""
    running.stop()
    gone = doctor.of_sandbox()
    assert "does not answer" in gone.what
    assert gone.advice == "Start it: firsthand serve."
