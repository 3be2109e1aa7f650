from __future__ import annotations

import pytest
from django.test import Client

from firsthand.domain.people.models import Person, Skill
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import AssignmentRule
from tests.people import lin, maya, store
from tests.routing import rule
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def german() -> Store:
    there_are_reasons()
    return store("DE")


@pytest.fixture
def lead(german: Store) -> Person:
    return maya(german)


@pytest.fixture
def desk(client: Client, lead: Person) -> Client:
    client.force_login(lead)
    return client


def filled(of: Store, **values: str) -> dict[str, str]:
    return {
        "name": "Desk",
        "place": f"store:{of.pk}",
        "step_1": "language",
        "step_2": "turn",
        "first_reply_takes": "on",
    } | values


def test_a_lead_adds_a_rule_and_it_stands_in_the_list(desk, german) -> None:
    answer = desk.post("/settings/routing/add/", filled(german, cap="12"))
    assert answer.status_code == 302
    made = AssignmentRule.objects.get()
    assert (made.steps, made.cap, made.store) == (["language", "turn"], 12, german)
    page = desk.get("/settings/routing/").content.decode()
    assert "1. Who writes the buyer’s language" in page
    assert "2. Whose turn it is" in page


def test_a_rule_is_shown_as_it_was_filled_in_changed_and_archived(
    desk, german, lead
) -> None:
    made = rule(lead, german, steps=("load", "returning"), must_fit=True)
    address = f"/settings/routing/{made.pk}/"
    page = desk.get(address).content.decode()
    assert '<option value="returning" selected>' in page
    team = lead.teams.get()
    desk.post(address, filled(german, place=f"team:{team.pk}", name="Team"))
    made.refresh_from_db()
    assert (made.team, made.store, made.name, made.must_fit) == (team, None, "Team", False)
    desk.post(f"{address}archive/")
    made.refresh_from_db()
    assert made.archived_at is not None
    assert "Take into use" in desk.get("/settings/routing/").content.decode()


def test_nonsense_is_said_on_the_form(desk, german) -> None:
    answer = desk.post("/settings/routing/add/", filled(german, step_2="language"))
    assert answer.status_code == 422
    assert "each at most once" in answer.content.decode()


def test_what_somebody_is_able_to_do_is_said_with_whether_he_is_there(desk, german) -> None:
    agent = lin(german)
    address = f"/settings/routing/people/{agent.pk}/"
    sent = {"languages": ["de", "ja"], "reasons-INS": ["INS.LOG"], "is_away": "on"}
    assert desk.post(address, sent).status_code == 302
    agent.refresh_from_db()
    assert agent.away_since is not None
    codes = Skill.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["INS.LOG", "de", "ja"]
    page = desk.get("/settings/routing/").content.decode()
    assert "German, Japanese" in page
    assert '<span class="mark watch">Away</span>' in page
    again = desk.get(address).content.decode()
    assert 'value="INS.LOG" id="id_reasons-INS' in again
    assert desk.post(address, {"languages": ["xx"]}).status_code == 422
