"""Kill workers at every step while the marketplace misbehaves, and judge the end."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkProcess

from firsthand.domain.remedies.models import Ledger, Remedy
from firsthand.domain.remedies.rules.answers import Pace
from tests.money.market import FAULTS, WITHIN, Account, ask

SENDING = (
    "remedies.send.chosen", "remedies.send.in_t1", "remedies.send.intent_committed",
    "remedies.send.checked", "market.call.written", "remedies.send.answered",
    "remedies.send.in_t2", "remedies.send.outcome_committed",
)  # fmt: skip
# Reached by who comes after somebody who died, or after an answer that never came.
AFTER = (
    "remedies.reap.in_transaction", "remedies.reap.committed", "remedies.follow.asked",
    "remedies.follow.in_transaction", "remedies.reconcile.read",
    "remedies.reconcile.in_transaction", "remedies.reconcile.committed",
    "remedies.check.read",
)  # fmt: skip
FAILPOINTS = ("", *SENDING, *AFTER)
KINDS = ("key", "none", "definitive", "feed")
PACE = Pace(
    within=WITHIN,
    patience=timedelta(seconds=0.3),
    grace=timedelta(seconds=0.6),
    follow_every=timedelta(seconds=0.05),
    taken_at_most=timedelta(seconds=5),
    check_after=timedelta(),
    pauses=(timedelta(seconds=0.05),),
)
AT_ONCE = 12
# What a wrong end is: paid twice by us, paid and not known or not ended, anything else.
NOT_ENDED, NOT_FOUND = "not ended", "could be known, and a person is asked"
PAID_AND_ASKED = "paid, and a person is asked"
_LOST = {NOT_ENDED, NOT_FOUND, PAID_AND_ASKED}
WRONGS = DOUBLE, LOST, OTHER = "double", "lost", "wrong end states"
_OPEN = ("approved", "sending", "unknown", "taken")
_inherited: list[object] = []  # Kept, so that a child never closes the test's session.
Patch = Callable[[], None]


@dataclass(frozen=True)
class Cell:
    """One crash at one step, met by one fault, at one kind of account."""

    kind: str
    failpoint: str
    fault: str
    seed: int

    @property
    def account(self) -> str:
        place = FAILPOINTS.index(self.failpoint), FAULTS.index(self.fault)
        return f"{self.kind}-{place[0]}-{place[1]}-{self.seed}"

    @property
    def rng(self) -> random.Random:
        return random.Random(f"{self.seed}/{self.account}")  # noqa: S311

    @property
    def first_death(self) -> str:
        """Return where somebody died before, so that there is something to clear up."""
        if "reap" in self.failpoint:
            return self.rng.choice(SENDING[2:7])
        if self.fault in {"ok", "timeout_applied"}:
            return "remedies.send.chosen"  # Harmless: it goes on as if nothing had been.
        return self.rng.choice(SENDING)

    def __str__(self) -> str:
        return f"{self.kind}:{self.failpoint or '-'}:{self.fault} SEED={self.seed}"


@dataclass
class Tally:
    """What a run came to."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    controls: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        return self.passed + len(self.failed)


def all_cells(seeds: Iterable[int]) -> list[Cell]:
    return [
        Cell(kind, failpoint, fault, seed)
        for seed in seeds
        for kind in KINDS
        for failpoint in FAILPOINTS
        for fault in FAULTS
    ]


def some_cells(seed: int, *, each: int = 3) -> list[Cell]:
    """Return few cells in which every step, fault and kind occurs."""
    rng = random.Random(seed)  # noqa: S311
    faults = list(FAULTS)
    rng.shuffle(faults)
    cells = [sure_cell(failpoint, seed) for failpoint in FAILPOINTS]
    for number, failpoint in enumerate(FAILPOINTS * (each - 1)):
        kind, fault = KINDS[number % len(KINDS)], faults[number % len(faults)]
        cells.append(Cell(kind, failpoint, fault, seed))
    return list(dict.fromkeys(cells))


def sure_cell(failpoint: str, seed: int) -> Cell:
    """Return a cell of a kind and a fault with which this step is reached."""
    if "follow" in failpoint:
        return Cell("feed", failpoint, "ok", seed)
    fault = "timeout_applied" if "reconcile" in failpoint else "ok"
    return Cell("none", failpoint, fault, seed)


def start(
    port: int,
    accounts: Iterable[str],
    *,
    failpoint: str = "",
    patch: Patch | None = None,
    seconds: float = 6,
) -> ForkProcess:
    """Start a worker for these accounts; it ends when nothing is left to do for them."""
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(port, frozenset(accounts), failpoint, patch, seconds)
    )
    process.start()
    return process


def _work(
    port: int,
    accounts: frozenset[str],
    failpoint: str,
    patch: Patch | None,
    seconds: float,
) -> None:
    from django.db import OperationalError, connections

    from firsthand.domain.remedies.commands import working
    from firsthand.foundation import failpoints

    working.MOST_AT_ONCE = 20  # So that it looks at the clock, however slow it all is.
    _inherited.append(connections["default"].connection)
    connections["default"].connection = None
    failpoints.arm(failpoint)
    if patch is not None:
        patch()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if not _turn(port, accounts):
                break
        except OperationalError:
            connections["default"].close()
            time.sleep(0.1)
    connections.close_all()
    os._exit(0)


def _turn(port: int, accounts: frozenset[str]) -> bool:
    """Do what is due; say whether more is to come."""
    from firsthand.domain.remedies import commands
    from firsthand.domain.remedies.ports import ChannelMissing
    from firsthand.foundation.postgres import clock

    def channel_of(name: str) -> Account:
        if name not in accounts:
            raise ChannelMissing(name)
        return Account(name, port)

    around = commands.Surroundings(channel_of=channel_of, now=clock.now, pace=PACE)
    commands.work_due(around)
    ours = Remedy.objects.filter(account__in=accounts)
    if ours.filter(state__in=_OPEN).exists() or ours.exclude(check_at=None).exists():
        time.sleep(0.08)  # Who waits is not to take the others' time.
        return True
    return False


def crash(
    port: int,
    cells: Sequence[Cell],
    ask_for: Callable[[Cell], None],
    tally: Tally,
    *,
    patch: Patch | None = None,
) -> None:
    """Run these cells side by side, each with its crash, then let others clear up."""
    for cell in cells:
        said = {"fault": cell.fault, "echoes": cell.rng.random() < 0.3}
        ask(port, "POST", f"/fault/{cell.account}", said)
        ask_for(cell)
    before = [(cell, cell.first_death) for cell in cells if cell.failpoint in AFTER]
    _in_turns(port, before, tally, patch)
    _in_turns(port, [(cell, cell.failpoint) for cell in cells], tally, patch)
    accounts = [cell.account for cell in cells]
    # However busy the machine is: they end when nothing is left to do.
    after = [start(port, accounts, patch=patch, seconds=120) for _worker in range(2)]
    for process in after:
        process.join(150)
        assert process.exitcode == 0, process.exitcode
    for cell in cells:
        judge(port, cell, tally)


def _in_turns(
    port: int, steps: Sequence[tuple[Cell, str]], tally: Tally, patch: Patch | None
) -> None:
    running: list[tuple[str, ForkProcess]] = []
    for cell, failpoint in steps:
        plan = f"{failpoint}=kill" if failpoint else ""
        process = start(port, [cell.account], failpoint=plan, patch=patch, seconds=3)
        running.append((failpoint, process))
        while len(running) >= AT_ONCE:
            running = [each for each in running if not _ended(each, tally)]
            time.sleep(0.005)
    for each in running:
        each[1].join(60)
        assert _ended(each, tally), each


def _ended(running: tuple[str, ForkProcess], tally: Tally) -> bool:
    failpoint, process = running
    if process.exitcode is None:
        return False
    assert process.exitcode in (0, -signal.SIGKILL), (failpoint, process.exitcode)
    if process.exitcode:
        tally.kills[failpoint] += 1
    return True


def judge(port: int, cell: Cell, tally: Tally) -> None:
    """Hold what we say against what the marketplace knows."""
    truth = ask(port, "GET", f"/truth/{cell.account}")
    remedy = Remedy.objects.get(account=cell.account)
    wrong = verdict(cell, remedy, truth["rows"])
    tally.states[remedy.state] += 1
    is_their_doing = cell.fault == "twice" and truth["calls"] == 1
    is_double = len(truth["rows"]) > 1 and not is_their_doing
    tally.wrong[DOUBLE] += is_double
    if wrong is None:
        tally.passed += 1
    else:
        if not is_double:
            tally.wrong[LOST if wrong in _LOST else OTHER] += 1
        tally.failed.append(f"{cell} {wrong} ({remedy.state}, {truth})")


def verdict(cell: Cell, remedy: Remedy, rows: list[dict[str, object]]) -> str | None:
    """Return what is wrong with how a cell ended; None: the state is true."""
    ledger = Ledger.objects.get(pk=remedy.ledger_id)
    amount, paid = remedy.minor_units, len(rows)
    books = (ledger.reserved, ledger.settled)
    most = 2 if cell.fault == "twice" and cell.kind != "key" else 1
    if paid > most:
        return "paid twice"
    if remedy.state == "succeeded":
        ids = [row["external_id"] for row in rows]
        if remedy.external_id not in ids:
            return "success without an effect"
        return None if books == (0, amount * paid) else f"books {books}"
    if remedy.state == "failed":
        is_right = paid == 0 and cell.fault == "400" and books == (0, 0)
        return None if is_right else "called failed"
    if remedy.state == "needs_human":
        return _for_a_person(cell, remedy, paid, books)
    return NOT_ENDED


def _for_a_person(
    cell: Cell, remedy: Remedy, paid: int, books: tuple[int, int]
) -> str | None:
    """A person is needed where nothing shows, or two entries could be it; not otherwise."""
    if books != (remedy.minor_units, 0):
        return f"books {books}"
    if paid == 1:
        return PAID_AND_ASKED
    died = remedy.attempts.filter(outcome="lost").count()
    # Declined, and somebody before died over it: that proves nothing of the one before.
    is_doubtful = cell.fault == "400" and died > 0
    knows = cell.kind in ("key", "definitive") and not is_doubtful
    can_know = knows and died < 2 and paid == 0
    return NOT_FOUND if can_know else None
