"""Several workers and one flow: each with a database session of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from firsthand.domain.accounts import commands
from firsthand.domain.accounts.commands import Done
from tests.accounts import account, flow
from tests.people import NOON

pytestmark = pytest.mark.django_db(transaction=True)


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
    run = commands.begin_flow(flow_id=one.pk, at=NOON)
    assert run is not None
    assert (run.was_cut_off, run.number) == (True, 2)
    commands.finish_flow(run, Done({}), at=NOON)
