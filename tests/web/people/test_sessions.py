from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from firsthand.domain.people import commands, queries
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role
from firsthand.web.people.sessions import SessionStore
from tests.people import lin, wen

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def demo(settings: object) -> None:
    """Sessions are looked at here; codes have tests of their own."""
    settings.SECOND_FACTOR_REQUIRED = False


def logged_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get("/settings/").status_code == 200
    return client


def is_out(client: Client) -> bool:
    response = client.get("/settings/")
    return response.status_code == 302 and response.headers["Location"].startswith(
        "/log-in/"
    )


DEEDS: dict[str, Callable[[Person, Person], object]] = {
    "a new role": lambda lin, wen: commands.change_role(
        person_id=lin.pk, role=Role.LEAD, by=wen, at=NOW
    ),
    "deactivation": lambda lin, wen: commands.deactivate(person_id=lin.pk, by=wen, at=NOW),
    "codes reset by an owner": lambda lin, wen: commands.reset_second_factor(
        person_id=lin.pk, by=wen, at=NOW
    ),
    "codes changed": lambda lin, wen: commands.second_factor_changed(by=lin, at=NOW),
    "a password changed": lambda lin, wen: commands.password_changed(by=lin, at=NOW),
    "a password set by link": lambda lin, wen: commands.accept_invitation(
        token=commands.new_link(person_id=lin.pk, by=wen, at=NOW),
        password="tea under the plum tree",
        at=NOW,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_every_session_ends_with(deed: str) -> None:
    person, owner = lin(), wen()
    sessions, owners = [logged_in(person), logged_in(person)], logged_in(owner)
    DEEDS[deed](person, owner)
    assert [is_out(session) for session in sessions] == [True, True]
    assert not is_out(owners)


@pytest.mark.django_db
def test_changing_the_password_on_its_page_ends_this_session_too() -> None:
    person = lin()
    here, elsewhere = logged_in(person), logged_in(person)
    response = here.post(
        "/settings/password/",
        {
            "oldpassword": "a long enough pass phrase",
            "password1": "tea under the plum tree",
            "password2": "tea under the plum tree",
        },
    )
    assert response.headers["Location"] == "/log-in/"
    assert is_out(here)
    assert is_out(elsewhere)


def set_back(client: Client, **seconds: int) -> None:
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


@pytest.mark.django_db
def test_a_session_ends_after_twelve_hours_however_busy() -> None:
    client = logged_in(lin())
    set_back(client, started_at=settings.SESSION_COOKIE_AGE - 60)
    assert not is_out(client)
    set_back(client, started_at=61)
    assert is_out(client)


@pytest.mark.django_db
def test_a_session_ends_after_half_an_hour_without_a_person() -> None:
    client = logged_in(lin())
    set_back(client, seen_at=settings.SESSION_IDLE_SECONDS - 60)
    assert not is_out(client)
    set_back(client, seen_at=settings.SESSION_IDLE_SECONDS)
    assert is_out(client)


@pytest.mark.django_db
def test_updates_a_page_asks_for_by_itself_do_not_keep_a_session_alive() -> None:
    client = logged_in(lin())
    set_back(client, seen_at=600)
    before = client.session["seen_at"]
    client.get("/settings/", headers={"Firsthand-Background": "1"})
    assert client.session["seen_at"] == before
    client.get("/settings/")
    assert client.session["seen_at"] > before


@pytest.mark.django_db
def test_a_partial_update_after_the_session_ended_asks_for_a_whole_page() -> None:
    response = Client().get("/settings/", headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert response.content == b""


@pytest.mark.django_db
def test_the_session_cookie_is_out_of_reach_of_scripts() -> None:
    client = Client()
    client.force_login(lin())
    client.get("/settings/")
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    # The cookie holds a key alone: what a session knows lies in the database.
    assert Session.objects.get().pk == client.cookies["sessionid"].value


@pytest.mark.django_db
def test_who_asks_is_found_in_two_queries_as_the_account_stands_now() -> None:
    person = lin()
    client = logged_in(person)
    with CaptureQueriesContext(connection) as asked:
        client.get("/settings/")
    assert "django_session" in asked[0]["sql"]
    assert "people_person" in asked[1]["sql"]
    assert not [each for each in asked[2:] if "FROM people_person WHERE" in each["sql"]]
    Person.objects.update(theme="dark")
    assert 'data-theme="dark"' in client.get("/settings/").content.decode()
    assert queries.account(person.pk) == person
    assert queries.account(person.pk).created_at == person.created_at
    assert queries.account(0) is None


@pytest.mark.django_db
def test_a_session_that_is_over_or_made_up_is_nobodys_and_gets_another_key() -> None:
    client = logged_in(lin())
    Session.objects.update(expire_date=datetime.now(UTC))
    assert is_out(client)
    store = SessionStore("x" * 32)
    assert store.load() == {}
    assert store.session_key is None


@pytest.mark.django_db
def test_an_account_that_was_switched_off_is_logged_in_nowhere() -> None:
    client = logged_in(lin())
    Person.objects.update(is_active=False)
    assert is_out(client)
