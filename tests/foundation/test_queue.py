"""The doorbell: however often it is rung, one job waits; and it never spoils a commit."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from firsthand.domain.stores.models import Store
from firsthand.foundation.queue import ring, seconds_since_heartbeat
from firsthand.jobs import tasks
from tests.people import store


@pytest.fixture(autouse=True)
def quiet_queue() -> None:
    """Nothing of another test may wait in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


def jobs() -> list[tuple[str, str]]:
    found = ProcrastinateJob.objects.order_by("pk")
    return list(found.values_list("queueing_lock", "status"))


def set_status(status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = %s", [status])


@pytest.mark.django_db
def test_ringing_again_before_it_starts_changes_nothing() -> None:
    for _ring in range(3):
        ring(tasks.REACT)
    assert jobs() == [(tasks.REACT, "todo")]


@pytest.mark.django_db
def test_the_same_task_for_something_else_is_another_one() -> None:
    for mailbox_id in (1, 2, 1, 11):
        ring(tasks.FETCH_MAILBOX, mailbox_id=mailbox_id)
    assert [lock for lock, _status in jobs()] == [
        f"{tasks.FETCH_MAILBOX}:{mailbox_id}" for mailbox_id in (1, 2, 11)
    ]
    arguments = ProcrastinateJob.objects.order_by("pk").values_list("args", flat=True)
    assert list(arguments) == [{"mailbox_id": number} for number in (1, 2, 11)]


@pytest.mark.django_db
def test_what_has_begun_may_have_looked_already_so_another_one_waits() -> None:
    ring(tasks.REACT)
    set_status("doing")
    ring(tasks.REACT)
    ring(tasks.REACT)
    assert [status for _lock, status in jobs()] == ["doing", "todo"]


@pytest.mark.django_db
def test_what_is_done_can_be_rung_for_again() -> None:
    ring(tasks.REACT)
    set_status("succeeded")
    ring(tasks.REACT)
    assert [status for _lock, status in jobs()] == ["succeeded", "todo"]


@pytest.mark.django_db(transaction=True)
def test_two_who_ring_at_once_leave_one_job_and_both_commit() -> None:
    """The second waits for the first, is refused its job, and its own work stands."""
    is_written, failed = threading.Event(), []

    def second() -> None:
        try:
            with transaction.atomic():
                store("JP")
                is_written.set()
                ring(tasks.REACT)
        except Exception as problem:  # noqa: BLE001 -- told by the test
            failed.append(problem)
        finally:
            connections.close_all()

    with transaction.atomic():
        store("DE")
        ring(tasks.REACT)
        thread = threading.Thread(target=second)
        thread.start()
        assert is_written.wait(30)
        _wait_until_somebody_waits_for_us()
    thread.join(30)
    assert not failed
    assert [lock for lock, _status in jobs()].count(tasks.REACT) == 1
    assert set(Store.objects.values_list("marketplace", flat=True)) == {"DE", "JP"}


def _wait_until_somebody_waits_for_us() -> None:
    for _look in range(1000):
        with connection.cursor() as cursor:
            cursor.execute(
                # Not pg_stat_activity: a transaction sees that as at its first look.
                "select exists (select from pg_locks where not granted "
                "and pg_backend_pid() = any(pg_blocking_pids(pid))), pg_sleep(0.01)"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited: the two did not meet")


@pytest.mark.django_db
@pytest.mark.parametrize("ages", [(), (5,), (500, 7, 90)])
def test_the_latest_sign_of_life_of_any_worker_counts(ages: tuple[int, ...]) -> None:
    with connection.cursor() as cursor:
        for age in ages:
            cursor.execute(
                "insert into procrastinate_workers (last_heartbeat) "
                "values (now() - make_interval(secs => %s))",
                [age],
            )
    seconds = seconds_since_heartbeat()
    assert seconds == (pytest.approx(min(ages)) if ages else None)
