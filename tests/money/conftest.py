from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.money.crashing import WRONGS, Cell, Tally
from tests.money.market import open_market

TALLY = Tally()


@pytest.fixture(scope="session")
def market() -> Iterator[int]:
    with open_market() as port:
        yield port


@pytest.fixture
def ask_for(transactional_db: None) -> Callable[[Cell], None]:
    """Return what asks for a cell's refund, in the name of an agent."""
    from tests import people
    from tests.remedies import order, requested

    shop = people.store()
    agent = people.lin(shop)

    def ask_one(cell: Cell) -> None:
        from firsthand.foundation.postgres import clock

        placed = order(shop, cell.account)
        amount = cell.rng.randint(1, 500)
        requested(placed, amount, agent, account=cell.account, at=clock.now())

    return ask_one


def summary() -> list[str]:
    """Return in lines what a run came to."""
    lines = [f"{name}: {said}" for name, said in TALLY.notes.items()]
    if TALLY.cells:
        faults = ", ".join(f"{TALLY.wrong[each]} {each}" for each in WRONGS)
        lines += [
            f"{TALLY.cells} crashes with {sum(TALLY.kills.values())} real kills: {faults}",
            f"kills by step: {dict(sorted(TALLY.kills.items()))}",
        ]
    return [
        *lines,
        f"end states: {dict(sorted(TALLY.states.items()))}",
        *(f"control, {name}: {came}" for name, came in TALLY.controls.items()),
        *(f'failed: make test-money CELL="{line}"' for line in TALLY.failed),
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not (TALLY.cells or TALLY.notes or TALLY.controls):
        return
    stats = terminalreporter.stats
    passed = TALLY.passed + len(stats.get("passed", ()))
    failed = len(TALLY.failed) + len(stats.get("failed", ())) + len(stats.get("error", ()))
    lines = summary()
    for line in [*lines, f"{passed} passed, {failed} failed"]:
        terminalreporter.write_line(line)
    report = os.environ.get("MONEY_REPORT")
    if report:
        said = {"lines": lines, "passed": passed, "failed": failed}
        Path(report).write_text(json.dumps(said), encoding="utf-8")
