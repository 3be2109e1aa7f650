"""Filters and saved views for programs."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.utils import timezone

from firsthand.domain.people.models import Team
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import SavedView
from tests.api.test_tickets import Program
from tests.desk import HOUR, ticket
from tests.people import lin, maya, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    return store("DE")


@pytest.fixture
def program(german: Store) -> Program:
    return Program(lin(german))


def body(*rows: str, **more: object) -> dict[str, object]:
    names = ("field", "comparison", "value")
    where = [dict(zip(names, row.split(" ", 2), strict=True)) for row in rows]
    return {"name": "My view", "where": where} | more


def walked(program: Program, path: str, **asked: object) -> list[int]:
    """Return the numbers on all pages of a list."""
    found: list[int] = []
    cursor = None
    for _page in range(20):
        more = {"cursor": cursor} if cursor else {}
        answer = program.call("GET", f"{path}?{urlencode(asked | more, doseq=True)}")
        assert answer.status_code == 200, answer.content
        found += [each["id"] for each in answer.json()["items"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found
    raise AssertionError("the pages never end")


def test_a_filter_lists_page_by_page_in_its_order(program: Program, german: Store) -> None:
    at = timezone.now()
    due = [ticket(german, at=at, due_in=n * HOUR, language="de").pk for n in (1, 2, 3)]
    done = ticket(german, at=at, solved_at=at, language="de").pk
    ticket(german, at=at, due_in=HOUR, language="en")
    where = ["language.is=de", f"store.is={german.pk}"]
    assert walked(program, "filter/tickets", where=where, limit=1) == [*due, done]
    narrowed = [*where, "due.within=2h"]
    assert walked(program, "filter/tickets", where=narrowed) == due[:2]


def test_a_filter_shows_no_foreign_ticket(program: Program) -> None:
    japan = store("JP")
    ticket(japan, language="ja")
    assert walked(program, "filter/tickets", where="language.is=ja") == []
    refused = program.call("GET", f"filter/tickets?where=store.is%3D{japan.pk}")
    assert (refused.status_code, refused.json()["code"]) == (422, "tickets.view_unfit")


@pytest.mark.parametrize(
    "query",
    [
        "", "where=", "where=open", "where=mood.is%3Dbad", "where=store.is%3D999999",
        "where=due.within%3D4w", "where=state.is%3Dopen&order=up",
        "where=state.is%3Dopen&cursor=1", "where=state.is%3Dopen&limit=0",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_and_lists_nothing(
    program: Program, german: Store, query: str
) -> None:
    ticket(german)
    answer = program.call("GET", f"filter/tickets?{query}")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_view_is_saved_read_changed_listed_and_deleted(
    program: Program, german: Store
) -> None:
    wanted = ticket(german, due_in=HOUR, language="de").pk
    ticket(german, due_in=HOUR)
    made = program.call("POST", "views", body("language is de", pinned=True))
    assert made.status_code == 201
    view = made.json()
    assert (view["name"], view["pinned"], view["team"]) == ("My view", True, None)
    path = f"views/{view['id']}"
    assert program.call("GET", path).json() == view
    assert program.call("GET", "views").json() == [view]
    assert walked(program, f"{path}/tickets") == [wanted]
    changed = program.call("PUT", path, body("language is fr", order="latest"))
    assert (changed.json()["order"], changed.json()["pinned"]) == ("latest", False)
    assert walked(program, f"{path}/tickets") == []
    assert program.call("DELETE", path).status_code == 204
    assert program.call("GET", path).status_code == 404


def test_a_view_of_a_team_is_saved_by_its_lead_only(german: Store) -> None:
    lead, agent = maya(german), lin(german)
    team = Team.objects.get(people=lead)
    team.people.add(agent)
    asked = body("state is open", team=team.pk)
    assert Program(agent).call("POST", "views", asked).status_code == 403
    made = Program(lead).call("POST", "views", asked)
    assert made.json()["team"] == team.pk
    path = f"views/{made.json()['id']}"
    assert Program(agent).call("GET", path).status_code == 200
    assert Program(agent).call("DELETE", path).status_code == 403


def test_another_persons_view_is_not_there(program: Program, german: Store) -> None:
    made = Program(maya(german)).call("POST", "views", body("state is open")).json()
    path = f"views/{made['id']}"
    for method, sent in (("GET", None), ("PUT", body("state is open")), ("DELETE", None)):
        assert program.call(method, path, sent).status_code == 404
    assert program.call("GET", f"{path}/tickets").status_code == 404
    assert SavedView.objects.count() == 1


def test_a_view_that_names_what_is_gone_lists_nothing_and_says_what(
    program: Program, german: Store
) -> None:
    ticket(german)
    made = program.call("POST", "views", body("state is open")).json()
    SavedView.objects.update(conditions=[["mood", "is", "bad"]])
    answer = program.call("GET", f"views/{made['id']}/tickets")
    assert answer.status_code == 422
    assert answer.json()["message"] == "There is no field “mood” any more."
    assert program.call("GET", "views").json()[0]["where"][0]["field"] == "mood"


@pytest.mark.parametrize(
    "sent",
    [
        {}, body(), body("state is open", name=""), body("state is open", name="a\0"),
        body("state is open", team=999_999), body("mood is bad"), body("state is \ud800"),
    ],
)  # fmt: skip
def test_a_view_that_cannot_be_kept_is_refused(program: Program, sent: object) -> None:
    assert program.call("POST", "views", sent).status_code in {403, 422}
    assert not SavedView.objects.exists()
