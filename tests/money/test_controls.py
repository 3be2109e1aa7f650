"""Without its protections the same engine pays twice: the crash tests can see it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from firsthand.domain.remedies.models import Incident, Remedy
from tests.money import crashing
from tests.money.conftest import TALLY
from tests.money.crashing import DOUBLE, PACE, Cell, Tally
from tests.money.market import ask
from tests.money.seeds import PROTECTED, RUNS_ALL, UNPROTECTED

pytestmark = pytest.mark.django_db(transaction=True)

UNHEARD = ("500_applied", "reset_applied", "garbage_applied", "timeout_applied")
STEPS = ("", "remedies.send.answered", "market.call.written")


def cells(kind: str, seed: int) -> list[Cell]:
    # Who retries naively pays twice each time; `make test-money` tries it at every step.
    steps = STEPS if RUNS_ALL or kind == "definitive" else STEPS[:1]
    return [Cell(kind, step, fault, seed) for step in steps for fault in UNHEARD]


def retries_naively() -> None:
    from firsthand.domain.remedies.rules import answers

    answers.may_send_again = lambda *_args, **_more: True  # type: ignore[assignment]


def looks_too_soon() -> None:
    from firsthand.domain.remedies.rules import answers

    answers.readable_from = lambda _can, tried: tried.first_at  # type: ignore[assignment]


def trusts_a_lease() -> None:
    from firsthand.foundation.postgres import locks

    for name in ("try_hold", "is_held", "is_free"):
        setattr(locks, name, lambda _name: True)
    locks.release = lambda _name: None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("kind", "protection_off"), [("none", retries_naively), ("definitive", looks_too_soon)]
)
def test_without_its_protection_the_same_run_pays_twice(
    market: int, ask_for, kind: str, protection_off: Callable[[], None]
) -> None:
    off, on = Tally(), Tally()
    unprotected = cells(kind, UNPROTECTED)
    crashing.crash(market, unprotected, ask_for, off, patch=protection_off)
    came = f"{off.wrong[DOUBLE]} of {off.cells} paid twice"
    crashing.crash(market, cells(kind, PROTECTED), ask_for, on)
    protected = f"with it {on.wrong[DOUBLE]} of {on.cells}"
    TALLY.controls[protection_off.__name__] = f"{came}, {protected}"
    assert off.wrong[DOUBLE] > 0
    assert len(off.failed) >= off.wrong[DOUBLE]
    assert (on.wrong[DOUBLE], on.failed) == (0, [])


@pytest.mark.parametrize(("protection_off", "paid"), [(None, 1), (trusts_a_lease, 2)])
def test_only_the_sessions_lock_tells_a_paused_sender_from_a_dead_one(
    market: int, ask_for, protection_off: Callable[[], None] | None, paid: int
) -> None:
    cell = Cell("definitive", "remedies.send.checked", "ok", UNPROTECTED + paid)
    ask_for(cell)
    sender = crashing.start(
        market, [cell.account], failpoint="remedies.send.checked=stop", seconds=10
    )
    try:
        wait_until_stopped(sender.pid)
        time.sleep((PACE.patience + PACE.within).total_seconds())
        other = crashing.start(market, [cell.account], patch=protection_off, seconds=2)
        other.join(20)
        os.kill(sender.pid, signal.SIGCONT)
        sender.join(20)
        assert sender.exitcode == 0
    finally:
        sender.kill()
        sender.join()
    rows = ask(market, "GET", f"/truth/{cell.account}")["rows"]
    name = protection_off.__name__ if protection_off else "trusts_the_session"
    TALLY.controls[f"{name}, sender paused"] = f"paid {len(rows)} times"
    assert len(rows) == paid
    assert Remedy.objects.get().state == "succeeded"
    # Even then the books say what has happened.
    assert Incident.objects.filter(kind="twice").exists() == (paid == 2)


def wait_until_stopped(pid: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with open(f"/proc/{pid}/stat") as stat:
            if stat.read().rpartition(")")[2].split()[0] == "T":
                return
        time.sleep(0.02)
    raise AssertionError("it never reached the failpoint")
