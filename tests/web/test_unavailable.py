from __future__ import annotations

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.test import Client

from firsthand.web.unavailable import is_database_away


def caused(problem: Exception, cause: Exception) -> Exception:
    problem.__cause__ = cause
    return problem


PROBLEMS = [
    # problem, whether the database is away
    (OperationalError("connection failed"), True),
    (InterfaceError("connection already closed"), True),
    (caused(OperationalError(), psycopg.errors.AdminShutdown()), True),
    (caused(OperationalError(), psycopg.errors.DiskFull()), True),
    (caused(OperationalError(), psycopg.errors.DeadlockDetected()), False),
    (caused(OperationalError(), psycopg.errors.QueryCanceled()), False),
    (IntegrityError(), False),
    (ValueError(), False),
    (None, False),
]


@pytest.mark.parametrize(("problem", "away"), PROBLEMS)
def test_only_a_database_that_cannot_be_used_counts_as_away(
    problem: Exception | None, away: bool
) -> None:
    assert is_database_away(problem) is away


@pytest.mark.django_db
def test_without_the_database_a_page_says_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/healthz").status_code == 200

    def refuse(*args: object) -> None:
        raise OperationalError("the server is gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"Nothing is lost" in response.content


@pytest.mark.django_db
def test_health_says_that_no_worker_is_alive() -> None:
    assert Client().get("/healthz").json() == {"database": "ok", "worker": "absent"}
