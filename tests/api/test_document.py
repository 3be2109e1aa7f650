"""Calls the API with everything its document allows, and with much that it does not."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firsthand.api import tokens
from firsthand.api.v1 import api
from firsthand.domain.people import commands as people
from firsthand.domain.people.models import ApiToken
from firsthand.domain.tickets.models import Ticket
from firsthand.wsgi import application
from tests.chance import examples
from tests.letters import arrives, letter, mailbox
from tests.people import maya, store

MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]


def operations() -> list[Any]:
    config = schemathesis.config.SchemathesisConfig()
    document = deepcopy(api.get_openapi_schema())  # The API keeps its own.
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = application
    return [result.ok() for result in schema.get_all_operations()]


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
@pytest.mark.parametrize("operation", operations(), ids=lambda one: one.label)
def test_every_answer_is_one_the_document_names(
    operation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
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

    @settings(
        max_examples=examples(6),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(data=st.data())
    def every_answer_is_named(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(MODES))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        # Mostly a ticket that is there, so that more than 404 is seen.
        if "ticket_id" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["ticket_id"] = data.draw(st.sampled_from(ids))
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(
            response,
            checks=[
                schemathesis.checks.not_a_server_error,
                schemathesis.checks.CHECKS.get_one("status_code_conformance"),
                schemathesis.checks.CHECKS.get_one("response_schema_conformance"),
            ],
        )

    every_answer_is_named()


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
