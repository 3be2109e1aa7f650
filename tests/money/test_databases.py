"""The database restarts, sessions are cut, many work at once: still at most once each."""

from __future__ import annotations

import random
import time

import pytest
from django.db import OperationalError, connection

from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.queries import books, chain
from tests.money import crashing
from tests.money.conftest import TALLY
from tests.money.crashing import Cell
from tests.money.market import FAULTS, ask
from tests.money.seeds import RUNS_ALL, SEED

pytestmark = pytest.mark.django_db(transaction=True)


# Their workers run by the clock, in tenths of seconds: beside other tests they come too
# late and rightly ask a person, or do not end. `make test-money` has them by themselves.
alone = pytest.mark.skipif(not RUNS_ALL, reason="runs by the clock: make test-money")


def crowd(number: int) -> list[Cell]:
    rng = random.Random(SEED)  # noqa: S311
    return [
        Cell(kind, "", fault, SEED + 1000 * number)
        for kind in crashing.KINDS
        for fault in rng.sample(FAULTS, len(FAULTS) if RUNS_ALL else 4)
    ]


def work_and_disturb(market: int, cells: list[Cell], ask_for, disturb) -> None:
    for cell in cells:
        said = {"fault": cell.fault, "echoes": cell.rng.random() < 0.3}
        ask(market, "POST", f"/fault/{cell.account}", said)
        ask_for(cell)
    accounts = [cell.account for cell in cells]
    workers = [crashing.start(market, accounts, seconds=40) for _number in range(3)]
    disturb()
    for worker in workers:
        worker.join(60)
    # Whoever was cut off in the middle of something leaves it to those who come after.
    last = crashing.start(market, accounts, seconds=90)
    last.join(120)
    failed_before = len(TALLY.failed)
    for cell in cells:
        crashing.judge(market, cell, TALLY)
    assert TALLY.failed[failed_before:] == []
    assert books.books().wrong == ()
    assert chain.checked().breaks == ()


def test_three_workers_at_once_send_each_remedy_once(market: int, ask_for) -> None:
    work_and_disturb(market, crowd(1), ask_for, lambda: None)


@alone
def test_sessions_that_are_cut_again_and_again_send_each_remedy_once(
    market: int, ask_for
) -> None:
    def cut() -> None:
        rng = random.Random(SEED)  # noqa: S311
        for _time in range(40 if RUNS_ALL else 12):
            time.sleep(rng.uniform(0.01, 0.15))
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                    " order by random() limit 1"
                )

    work_and_disturb(market, crowd(2), ask_for, cut)


@alone
def test_a_database_that_is_restarted_at_once_loses_and_doubles_nothing(
    market: int, ask_for
) -> None:
    cluster = pytest.importorskip("tests.conftest")._cluster
    if cluster is None:
        pytest.skip("the database is not ours to restart")

    def restart() -> None:
        rng = random.Random(SEED)  # noqa: S311
        for _time in range(3 if RUNS_ALL else 1):
            time.sleep(rng.uniform(0.1, 0.4))
            connection.close()
            crash_of(cluster)
        for _try in range(50):
            try:
                Remedy.objects.count()
                return
            except OperationalError:
                connection.close()
                time.sleep(0.2)

    work_and_disturb(market, crowd(3), ask_for, restart)


def crash_of(cluster) -> None:
    """End the server without a word to anybody, and start it again."""
    import signal

    process = cluster._server
    process.send_signal(signal.SIGQUIT)  # At once, as after a power cut of the server.
    process.wait(30)
    cluster._server = None
    cluster.start()
