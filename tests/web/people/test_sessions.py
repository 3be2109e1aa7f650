from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client

from firsthand.domain.people import commands
from firsthand.domain.people.models import Person
from firsthand.domain.people.rules import Role
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
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
