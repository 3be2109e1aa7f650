"""The worker keeps the figures in step by itself."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from firsthand.domain.metrics import queries
from firsthand.domain.metrics.models import Issue
from firsthand.domain.metrics.queries import Figure
from firsthand.domain.tickets import commands as tickets
from firsthand.foundation.queue import run_worker
from firsthand.foundation.scoping import Everything
from firsthand.jobs import tasks
from firsthand.settings import environment
from tests.letters import arrives, mailbox, relayed
from tests.people import NOON, lin, store

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def quiet_queue() -> None:
    """Nothing of another test may wait in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def figure(key: str) -> Figure:
    [made] = queries.figures(
        queries.catalogue()[key],
        person=Everything(),
        since=NOON - DAY,
        until=NOON + DAY,
        as_of=NOON + 30 * DAY,
        tz=ZoneInfo("UTC"),
    )
    return made


def test_a_reply_changes_the_figures_without_anybody_asking() -> None:
    box = mailbox(store("DE"))
    taken = arrives(box, relayed())
    run_worker(until_empty=True)
    issues, waits = figure("fcr.issues_7d"), figure("speed.first_reply")
    assert (issues.hits, issues.n) == (0, 1)
    assert (waits.value, waits.n, waits.open) == (None, 0, 1)
    tickets.reply(
        ticket_id=taken.ticket_id,
        body="It comes on Friday.",
        by=lin(box.store),
        at=NOON + 2 * HOUR,
        idempotency_key=uuid4(),
    )
    assert figure("speed.first_reply").n == 0  # The desk does not wait for the figures.
    run_worker(until_empty=True)
    issues, waits = figure("fcr.issues_7d"), figure("speed.first_reply")
    assert (issues.hits, issues.n) == (1, 1)
    assert (waits.value, waits.n, waits.open) == (2 * 3600, 1, 0)


def test_each_reader_is_rung_for_once() -> None:
    box = mailbox(store("DE"))
    arrives(box, relayed())
    arrives(box, relayed())
    rung = ProcrastinateJob.objects.filter(status="todo").values_list(
        "task_name", flat=True
    )
    assert sorted(rung) == [tasks.BUILD_FACTS, tasks.REACT]


def test_the_nightly_check_says_in_the_log_what_it_found(
    caplog: pytest.LogCaptureFixture,
) -> None:
    box = mailbox(store("DE"))
    arrives(box, relayed())
    run_worker(until_empty=True)
    tasks.check_facts()
    assert not caplog.records
    Issue.objects.update(contacts=9)
    with caplog.at_level(logging.ERROR):
        tasks.check_facts()
    assert caplog.messages == ["1 facts are not what the journal says"]


def test_every_night_the_files_are_brought_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path)
    arrives(mailbox(store("DE")), relayed())
    tasks.write_files()
    assert list((tmp_path / "columns" / "facts" / "issue").glob("*.parquet"))
