from __future__ import annotations

import re

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.templatetags.static import static
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
@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    ("problem", "status"), [(ValueError("a fault"), 500), (OperationalError("gone"), 503)]
)
def test_the_page_for_an_error_needs_no_file_of_ours(
    tmp_path, settings, monkeypatch: pytest.MonkeyPatch, problem, status, language
) -> None:
    settings.STATIC_ROOT = tmp_path  # Nothing was collected there: no manifest.
    settings.STORAGES = {
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        }
    }
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with pytest.raises(ValueError, match="manifest"):
        static("css/tokens.css")

    def fail(*args: object) -> None:
        raise problem

    monkeypatch.setattr(connection, "cursor", fail)
    response = client.get("/healthz")
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in page
    assert "首解</b>" in page
    assert "</html>" in page
    assert not re.search(r"\b(?:src|href)=(?!\"/\")", page)
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_that_fails_for_a_missing_file_still_ends_in_words(
    tmp_path, settings
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        }
    }
    for address in ("/log-in/", "/nowhere/"):
        response = Client(raise_request_exception=False).get(address)
        assert response.status_code in {404, 500}
        assert "This page could not be made" in response.content.decode()


@pytest.mark.django_db
def test_health_says_that_no_worker_is_alive() -> None:
    assert Client().get("/healthz").json() == {
        "database": "ok", "worker": "absent", "money": "ok",
    }  # fmt: skip
