"""Calls of the API as its document allows them, and as it does not.

Apart from the tests, for it takes seconds to load: every process of a run reads the tests,
and one of them calls.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firsthand.api.v1 import api
from firsthand.wsgi import application
from tests.chance import examples

MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
CHECKS = [
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.CHECKS.get_one("status_code_conformance"),
    schemathesis.checks.CHECKS.get_one("response_schema_conformance"),
]


@cache
def _operations() -> dict[str, Any]:
    config = schemathesis.config.SchemathesisConfig()
    document = deepcopy(api.get_openapi_schema())  # The API keeps its own.
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = application
    return {result.ok().label: result.ok() for result in schema.get_all_operations()}


def every_answer_is_named(label: str, *, ticket_ids: list[int], secret: str) -> None:
    """Call an operation, such as "GET /api/v1/me", with several inputs; check each answer.

    Args:
        label: its method and path.
        ticket_ids: of tickets that are there.
        secret: of a token with every scope.
    """
    operation = _operations()[label]

    @settings(
        max_examples=examples(6),
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(data=st.data())
    def call(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(MODES))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        # Mostly a ticket that is there, so that more than 404 is seen.
        if "ticket_id" in (case.path_parameters or {}) and data.draw(st.booleans()):
            case.path_parameters["ticket_id"] = data.draw(st.sampled_from(ticket_ids))
        response = case.call(headers={"Authorization": f"Bearer {secret}"})
        case.validate_response(response, checks=CHECKS)

    call()
