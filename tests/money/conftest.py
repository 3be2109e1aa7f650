from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.money.crashing import Cell, Tally
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not (TALLY.passed or TALLY.failed or TALLY.notes):
        return
    lines = [
        f"kills by step: {dict(sorted(TALLY.kills.items()))}",
        f"end states: {dict(sorted(TALLY.states.items()))}",
        *(f"{name}: {said}" for name, said in TALLY.notes.items()),
        *(f"control, {name}: {came}" for name, came in TALLY.controls.items()),
        *(f'failed: make test-money CELL="{line}"' for line in TALLY.failed),
        f"{TALLY.passed} passed, {len(TALLY.failed)} failed",
    ]
    for line in lines:
        terminalreporter.write_line(line)
    report = os.environ.get("MONEY_REPORT")
    if report:
        Path(report).write_text(lines[-1] + "\n", encoding="utf-8")
