"""The sandbox as a process of its own: quick to start, and as forgetful as a bank."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from firsthand.connectors.sandbox.marketplace.running import Whereabouts
from firsthand.connectors.sandbox.marketplace.terms import Kind as Marketplace
from firsthand.connectors.sandbox.marketplace.terms import at_pace
from firsthand.connectors.sandbox.steering import NotSteered, Steering
from firsthand.domain.remedies.ports import Done, Instruction, Kind, NotSent, Taken
from tests.servers.sandbox import PACE, Process, Stage, in_a_process, in_threads

MODULE = "firsthand.connectors.sandbox.marketplace"


def refund(key: str | None = None, *, account: str = "one") -> Instruction:
    return Instruction(
        uuid4(), key or uuid4().hex, Kind.REFUND, account, "114-1", "USD", 700
    )


def stage_of(kind: Marketplace, whereabouts: Whereabouts) -> Stage:
    stage = Stage(kind, whereabouts, at_pace(PACE))
    stage.sell("114-1")
    return stage


def test_killed_and_started_again_it_is_where_it_was_and_knows_what_it_did(
    tmp_path: Path,
) -> None:
    with in_a_process(tmp_path / "sandbox.jsonl") as process:
        before = Whereabouts.of(process.state)
        assert before is not None
        stage = stage_of(Marketplace.SHOP, before)
        channel = stage.channel()
        instruction = refund()
        answer = channel.carry_out(instruction, within=timedelta(seconds=5))
        assert isinstance(answer, Done)
        process.kill()
        gone = channel.carry_out(refund(), within=timedelta(seconds=5))
        assert isinstance(gone, NotSent)
        assert process.start() == before
        # The same channel, the same token, the same key: the same refund.
        assert channel.carry_out(instruction, within=timedelta(seconds=5)) == answer
        [effect] = stage.truth("114-1")
        assert effect.minor_units == 700


def test_what_was_taken_before_a_kill_is_done_after_it(tmp_path: Path) -> None:
    with in_a_process(tmp_path / "sandbox.jsonl") as process:
        whereabouts = Whereabouts.of(process.state)
        assert whereabouts is not None
        stage = stage_of(Marketplace.FEED, whereabouts)
        channel, instruction = stage.channel(), refund()
        taken = channel.carry_out(instruction, within=timedelta(seconds=5))
        assert isinstance(taken, Taken)
        process.kill()
        process.start()
        stage.let_time_pass()
        assert isinstance(channel.ask(taken.handle, instruction), Done)


def test_it_is_there_in_a_blink(tmp_path: Path) -> None:
    times = []
    for number in range(3):
        began = time.monotonic()
        with in_threads():
            times.append(time.monotonic() - began)
        process = Process(tmp_path / str(number))
        process.start()
        assert process.stop() == 0
    assert min(times) < 0.3


def test_a_port_in_use_and_a_wrong_plan_are_explained(tmp_path: Path) -> None:
    state = f"--state={tmp_path / 'state'}"
    with in_threads() as other:
        port = other.address.rpartition(":")[2]
        taken = run("serve", state, f"--port={port}")
    wrong = run("serve", state, "--faults=act=explode")
    assert taken.returncode == wrong.returncode == 3
    assert "in use" in taken.stderr
    assert "explode" in wrong.stderr


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", MODULE, *arguments],
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_faults_are_set_and_shown_and_the_truth_is_told_at_run_time(tmp_path: Path) -> None:
    with in_a_process(tmp_path / "sandbox.jsonl") as process:
        state = f"--state={process.state}"
        whereabouts = Whereabouts.of(process.state)
        assert whereabouts is not None
        assert run("faults", state).stdout == "Nothing goes wrong.\n"
        assert run("faults", state, "act=apply_then_500").stdout == (
            "act=apply_then_500:0x1\n"
        )
        wrong = run("faults", state, "act=explode")
        assert (wrong.returncode, "explode" in wrong.stderr) == (3, True)
        stage = stage_of(Marketplace.MARKET, whereabouts)
        stage.channel().carry_out(refund(), within=timedelta(seconds=5))
        told = run("truth", state, "one", "114-1").stdout
        assert "refund 700 USD (call)" in told
        assert run("truth", state, "one", "other").stdout == "Nothing has happened on it.\n"
    assert "does not answer" in run("faults", state).stderr
    nowhere = run("faults", f"--state={tmp_path / 'nowhere'}")
    assert (nowhere.returncode, "No sandbox is running" in nowhere.stderr) == (3, True)


def test_only_who_knows_the_secret_steers(tmp_path: Path) -> None:
    with in_threads() as whereabouts:
        stranger = Whereabouts(whereabouts.address, whereabouts.steering, "guess")
        with pytest.raises(NotSteered, match="secret"):
            Steering(stranger).set_faults("act=reset")
        with pytest.raises(NotSteered):
            Steering(
                Whereabouts(whereabouts.steering, whereabouts.address, "guess")
            ).health()
        assert Steering(whereabouts).faults_left() == ""
    with in_a_process(tmp_path / "state") as process:
        beside = process.state.with_suffix(".address")
        assert [file.stat().st_mode & 0o777 for file in (beside, process.state)] == [
            0o600, 0o600,
        ]  # fmt: skip


def test_it_stops_though_somebody_waits_for_an_answer(tmp_path: Path) -> None:
    with in_a_process(tmp_path / "state", "--faults=act=hang:60x*") as process:
        whereabouts = Whereabouts.of(process.state)
        assert whereabouts is not None
        channel = stage_of(Marketplace.MARKET, whereabouts).channel()
        channel.carry_out(refund(), within=timedelta(seconds=0.3))
        began = time.monotonic()
        assert process.stop() == 0
        assert time.monotonic() - began < 5


def test_the_command_becomes_the_sandbox(tmp_path: Path) -> None:
    environment = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PATH": os.environ["PATH"],
        "FIRSTHAND_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "firsthand.cli", "sandbox"]
    served = subprocess.Popen(
        [*command, "serve", "--open"], env=environment, stdout=subprocess.PIPE
    )
    with served:
        assert served.stdout is not None
        assert b"answers at http://127.0.0.1:" in served.stdout.readline()
        shown = subprocess.run(
            [*command, "faults"], env=environment, capture_output=True, check=True
        )
        assert shown.stdout == b"Nothing goes wrong.\n"
        served.send_signal(signal.SIGINT)
        assert served.wait(10) == 0
