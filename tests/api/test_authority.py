from __future__ import annotations

from dataclasses import replace

import pytest

from firsthand.domain.authority.models import ExchangeRate, PolicyVersion
from firsthand.domain.authority.rules import DEFAULT, plain
from tests.api.test_tickets import Program
from tests.people import lin, store, wen

pytestmark = pytest.mark.django_db

VERSIONS = "authority/versions"


@pytest.fixture
def owner() -> Program:
    return Program(wen())


def test_an_agent_learns_what_holds_for_his_store_and_not_for_others() -> None:
    own, foreign = store("DE"), store("JP")
    agent = Program(lin(own))
    answer = agent.call("GET", f"authority?store={own.pk}")
    assert answer.status_code == 200
    assert answer.json()["version_id"] is None
    assert answer.json()["terms"] == plain(DEFAULT)
    assert agent.call("GET", f"authority?store={foreign.pk}").status_code == 404


def test_a_program_writes_changes_tries_and_publishes_a_version(owner) -> None:
    place = store("DE")
    body = {"name": "New", "terms": plain(DEFAULT), "store": place.pk}
    made = owner.call("POST", VERSIONS, body)
    assert made.status_code == 201
    one = f"{VERSIONS}/{made.json()['id']}"
    terms = plain(replace(DEFAULT, rates_valid_days=3))
    changed = owner.call("PUT", one, {"name": "Newer", "terms": terms})
    assert (changed.status_code, changed.json()["name"]) == (200, "Newer")
    tried = owner.call("GET", f"{one}/trial").json()
    assert (tried["n"], tried["days"], tried["asked_now"]) == (0, 90, [])
    published = owner.call("POST", f"{one}/publish", {})
    assert published.status_code == 200
    assert published.json()["valid_from"] is not None
    found = owner.call("GET", f"authority?store={place.pk}").json()
    assert (found["name"], found["terms"]["rates_valid_days"]) == ("Newer", 3)
    assert [each["id"] for each in owner.call("GET", VERSIONS).json()] == [
        found["version_id"]
    ]
    assert owner.call("DELETE", one).status_code == 422


def test_a_draft_is_thrown_away(owner) -> None:
    made = owner.call("POST", VERSIONS, {"name": "New", "terms": plain(DEFAULT)}).json()
    assert owner.call("DELETE", f"{VERSIONS}/{made['id']}").status_code == 204
    assert not PolicyVersion.objects.exists()


BAD = [
    {"grants": [{"role": "agent"}]},
    {"grants": [], "limit": 3},
    {"grants": [], "currency": "U\0D"},
    {"grants": [], "\ud800": 1},
    {"grants": [], "rates_valid_days": 10**30},
]


@pytest.mark.parametrize("terms", BAD)
def test_what_is_no_version_is_refused(owner, terms) -> None:
    answer = owner.call("POST", VERSIONS, {"name": "New", "terms": terms})
    assert answer.status_code == 422
    assert not PolicyVersion.objects.exists()


def test_rates_are_noted(owner) -> None:
    body = {"reference": "USD", "on": "2026-03-02", "worth": {"EUR": "1.1", "USD": "1"}}
    assert owner.call("PUT", "authority/rates", body).json() == {"noted": 1}
    assert ExchangeRate.objects.get().currency == "EUR"
    for wrong in ({"worth": {}}, {"worth": {"EUR": 0}}, {"on": "2200-01-01"}):
        answer = owner.call("PUT", "authority/rates", body | wrong)
        assert answer.status_code == 422
