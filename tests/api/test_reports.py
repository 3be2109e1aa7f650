from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from firsthand.domain.reports.queries import REPORTS
from tests.api.test_tickets import Program
from tests.people import lin, maya, store, wen
from tests.reports import ordered, wants

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_can_be_read_and_taken_out(name: str) -> None:
    program = Program(wen())
    found = program.call("GET", f"reports/{name}")
    assert found.status_code == 200
    assert found.json()["columns"]
    assert program.call("GET", f"reports/{name}/file").status_code == 200


def test_amounts_are_minor_units_and_pages_follow_each_other() -> None:
    place = store("US")
    agent = lin(place)
    for number in range(51):
        at = timezone.now() - timedelta(days=1 + number)
        wants(ordered(place, f"111-{number}"), 2_000, agent, at=at)
    program = Program(maya(place))
    first = program.call("GET", "reports/audit?days=90").json()
    assert len(first["rows"]) == 50
    assert first["rows"][0]["amount"] == {"minor_units": 2_000, "currency": "USD"}
    assert first["rows"][0]["approver"] == ""
    after = first["next"].replace("+", "%2B")
    second = program.call("GET", f"reports/audit?days=90&after={after}").json()
    assert [row["order"] for row in second["rows"]] == ["111-50"]
    assert second["next"] == ""
    text = program.call("GET", "reports/audit/file?days=90").getvalue().decode()
    assert text.count("USD 20.00") == 51


def test_a_program_gets_what_its_person_may_read() -> None:
    place, foreign = store("DE"), store("JP")
    agent = Program(lin(place))
    assert agent.call("GET", "reports/refunds?only=by:product").status_code == 200
    assert agent.call("GET", "reports/refunds?only=by:agent").status_code == 403
    assert agent.call("GET", "reports/near-limit").status_code == 403
    assert agent.call("GET", f"reports/refunds?store={foreign.pk}").status_code == 404
    assert agent.call("GET", "reports/refunds?only=colour:red").status_code == 422
    assert agent.call("GET", "reports/refunds/file").status_code == 403
