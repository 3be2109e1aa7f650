"""Calls the API with everything its document allows, and with much that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from firsthand.api import tokens
from firsthand.api.v1 import api
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import ApiToken
from firsthand.domain.tickets.models import Ticket
from tests.letters import arrives, letter, mailbox
from tests.people import maya, store

METHODS = ("get", "post", "put", "patch", "delete")
OPERATIONS = [
    f"{method.upper()} {path}"
    for path, there in api.get_openapi_schema()["paths"].items()
    for method in there
    if method in METHODS
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep the test's connection, and with it its transaction, over whole requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_connection")
# Files are closed with their answer, which whoever calls here never closes.
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_answer_is_one_the_document_names(
    operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.api.calling import every_answer_is_named

    monkeypatch.setattr(tokens, "limit", tokens.RateLimit(10**9))
    box = mailbox(store("DE"))
    for number in range(3):
        arrives(box, letter(f"Question {number}", sender=f"b{number}@buyers.example"))
    ids = list(Ticket.objects.values_list("pk", flat=True))
    now = timezone.now()
    _token, secret = people.create_token(
        name="all",
        scopes=list(ApiToken.Scope),
        expires_at=now + timedelta(days=1),
        by=maya(box.store),
        at=now,
    )
    every_answer_is_named(operation, ticket_ids=ids, secret=secret)


def test_the_document_and_its_page_need_no_log_in_and_no_foreign_host() -> None:
    document = Client().get("/api/v1/openapi.json")
    assert document.status_code == 200
    assert set(document.json()["paths"]) >= {"/api/v1/tickets", "/api/v1/me"}
    page = Client().get("/api/v1/docs")
    assert page.status_code == 200
    assert "https://" not in page.content.decode()


def test_the_document_is_written_once() -> None:
    assert api.get_openapi_schema() is api.get_openapi_schema()
    elsewhere = api.get_openapi_schema(path_prefix="/desk/")
    assert set(elsewhere["paths"]) != set(api.get_openapi_schema()["paths"])
