"""Whatever dies and whatever the marketplace does, a buyer is paid at most once.

`make test-money` runs all cells with three seeds; `make test` a few, always the same. The
seed is in the tests' names; `make test-money SEED=7` runs it again, and with
`CELL=kind:step:fault` one cell of it.
"""

from __future__ import annotations

import pytest

from firsthand.domain.remedies.queries import books, chain
from tests.money import crashing
from tests.money.conftest import TALLY
from tests.money.seeds import ALONE, ONE, RUNS_ALL, SEED

pytestmark = pytest.mark.django_db(transaction=True)


def cells() -> list[crashing.Cell]:
    if ONE:
        kind, failpoint, fault = ONE.split(":")
        return [crashing.Cell(kind, failpoint.replace("-", ""), fault, SEED)]
    if RUNS_ALL:
        return crashing.all_cells(range(SEED, SEED + 3))
    return crashing.some_cells(SEED, each=2)


def batches() -> list[list[crashing.Cell]]:
    listed = cells()
    return [listed[at : at + 60] for at in range(0, len(listed), 60)]


@pytest.mark.parametrize(
    "batch", batches(), ids=lambda batch: f"seed{SEED}-{batch[0].account}"
)
def test_a_crash_never_pays_twice_and_never_loses_a_payment(
    market: int, ask_for, batch: list[crashing.Cell]
) -> None:
    failed_before = len(TALLY.failed)
    crashing.crash(market, batch, ask_for, TALLY)
    assert TALLY.failed[failed_before:] == []
    assert books.books().wrong == ()
    assert chain.checked().breaks == ()


@pytest.mark.skipif(bool(ONE), reason="one cell reaches one step")
def test_a_worker_was_killed_at_every_step_there_is(market: int, ask_for) -> None:
    # Side by side somebody else may clear up first; alone nobody does. Another seed, for
    # the marketplace remembers the accounts of this one.
    for failpoint in sorted(set(crashing.FAILPOINTS) - {""} - set(TALLY.kills)):
        alone = crashing.sure_cell(failpoint, ALONE)
        crashing.crash(market, [alone], ask_for, TALLY)
    assert TALLY.failed == []
    assert set(TALLY.kills) == set(crashing.FAILPOINTS) - {""}
