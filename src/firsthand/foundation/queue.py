"""The doorbell: ask for a task to run soon; the worker that hears it; is one alive?"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.psycopg_connector import PsycopgConnector

from firsthand.foundation.postgres.standing import standing_cursor

WORKER_SILENCE_SECONDS = 30  # A worker without a heartbeat for so long is dead.


def ring(task: str, *, at: datetime | None = None, **arguments: int) -> None:
    """Ask for `task` to run once, soon; asking again before it starts changes nothing.

    Args:
        task: its full name, such as "firsthand.jobs.tasks.react".
        at: when it is to run at the earliest (UTC); a second later at most. Without
            `arguments`, what is asked for until then is done with it.
        arguments: what it is given; the same task for something else is another one.
    """
    lock = ":".join([task, *map(str, arguments.values())])
    if _is_waiting(lock):
        return  # It has not started, so it will see what the caller has committed.
    try:
        # A savepoint: inside somebody's transaction the refusal must not spoil the rest.
        with transaction.atomic():
            configured = app.configure_task(task, queueing_lock=lock, schedule_at=at)
            configured.defer(**arguments)
    except AlreadyEnqueued:
        return


def _is_waiting(lock: str) -> bool:
    with standing_cursor() as cursor:
        cursor.execute(
            "select exists (select from procrastinate_jobs where status = 'todo'"
            " and queueing_lock = %(lock)s::text)",
            {"lock": lock},
        )
        return bool(cursor.fetchone()[0])


def run_worker(*, until_empty: bool = False) -> None:
    """Run jobs until SIGTERM, or with `until_empty` until there is none left.

    Then it does not wait for more of what only waits to be done together; what is put
    off for something's time stays put off.

    Tasks are plain functions in threads, several at once.

    # TRICKY: inside the worker a task is deferred over the worker's own connections, not
    # in the transaction at hand. Ring with `transaction.on_commit`, as everywhere else.
    """
    # Five seconds without a database and it ends, to be started again: the library's own
    # half a minute would be added to every restart of the database.
    connector = PsycopgConnector(kwargs=connector_params(), timeout=5)
    with app.replace_connector(connector) as worker:
        is_more = True
        while is_more:
            if until_empty:
                _bring_forward()
            worker.run_worker(
                name="firsthand",
                wait=not until_empty,
                install_signal_handlers=not until_empty,
                listen_notify=not until_empty,
            )
            is_more = until_empty and _bring_forward()


def _bring_forward() -> bool:
    """Let start at once what waits for more of the same; return whether anything did."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_jobs set scheduled_at = null"
            " where status = 'todo' and scheduled_at > now() and queueing_lock = task_name"
        )
        return bool(cursor.rowcount)


def seconds_since_heartbeat() -> float | None:
    """Return how long ago the latest sign of life of any worker was; None if never."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select extract(epoch from now() - max(last_heartbeat))::float8 "
            "from procrastinate_workers"
        )
        (seconds,) = cursor.fetchone()
    return float(seconds) if seconds is not None else None
