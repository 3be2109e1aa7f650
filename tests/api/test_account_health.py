from __future__ import annotations

import pytest
from django.utils import timezone

from tests.api.test_tickets import Program
from tests.health import taken_in
from tests.people import lin, store, wen
from tests.reports_of_amazon import late, odr, report

pytestmark = pytest.mark.django_db


def test_accounts_measures_and_what_feeds_them_are_told_to_programs() -> None:
    place, now = store("DE"), timezone.now()
    document = report(orderDefectRate={"mfn": odr(7, 1000)}, lateShipmentRate=late(1, 100))
    taken_in(document, reported_at=now, at=now)
    program = Program(wen())
    [listed] = program.call("GET", "account-health").json()
    assert (listed["store_id"], listed["status"]) == (place.pk, "NORMAL")
    account = program.call("GET", f"account-health/{place.pk}").json()
    first = account["measures"][0]
    assert (first["measure"], first["metric"]) == ("odr_fbm", "health.odr")
    assert (first["reported"], first["room"]) == ({"hits": 7, "n": 1000}, 2)
    assert (first["target"], first["is_reported_target"]) == (0.01, True)
    fed = program.call("GET", f"account-health/{place.pk}/odr_fbm?days=60").json()
    assert fed["parts"][0] == {
        "name": "claims", "reported": 1, "ours": {"hits": 0, "n": 0},
    }  # fmt: skip
    assert (fed["agents"], fed["tickets"]) == ([], [])
    bare = program.call("GET", f"account-health/{place.pk}/invoice_defects").json()
    assert (bare["bad"], bare["agents"]) == (None, None)
    assert program.call("GET", f"account-health/{place.pk}/moon").status_code == 404


def test_a_program_sees_the_accounts_its_person_does() -> None:
    place, foreign = store("DE"), store("JP")
    program = Program(lin(place))
    assert len(program.call("GET", "account-health").json()) == 1
    assert program.call("GET", f"account-health/{foreign.pk}").status_code == 404
    fed = program.call("GET", f"account-health/{place.pk}/odr_fbm").json()
    assert fed["agents"] is None, "figures of people are not for an agent"
