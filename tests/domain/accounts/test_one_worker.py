"""Several workers and one flow: each with a database session of its own."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Done, Run
from firsthand.domain.accounts.models import Flow
from tests.accounts import account, flow
from tests.people import NOON

PATIENCE_SECONDS = 10.0
pytestmark = pytest.mark.django_db(transaction=True)


def taken_soon(one: Flow) -> Run:
    """Return a run as soon as the database has noticed that the session is gone."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        run = commands.begin_flow(flow_id=one.pk, at=NOON)
        if run is not None:
            return run
        time.sleep(0.01)
    raise AssertionError("nobody could take it")


def test_only_one_of_many_workers_gets_a_flow_and_a_dead_one_gives_it_back() -> None:
    one = flow(account())
    together, over = Barrier(4), Barrier(4)

    def work(number: int) -> bool:
        together.wait(10)
        run = commands.begin_flow(flow_id=one.pk, at=NOON)
        over.wait(10)
        connection.close()  # As when the worker dies: it has ended nothing.
        return run is not None

    with ThreadPoolExecutor(4) as workers:
        took = list(workers.map(work, range(4)))
    assert took.count(True) == 1
    run = taken_soon(one)
    assert (run.was_cut_off, run.number) == (True, 2)
    commands.finish_flow(run, Done({}), at=NOON)
