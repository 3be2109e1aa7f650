from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from tests.people import lin


@pytest.mark.django_db
def test_before_log_in_the_cookie_decides_the_language() -> None:
    client = Client()
    response = client.post("/language/", {"language": "zh-hans", "next": "/log-in/"})
    assert response.headers["Location"] == "/log-in/"
    page = client.get("/log-in/").content.decode()
    assert '<html lang="zh-Hans"' in page


@pytest.mark.django_db
def test_a_person_keeps_the_chosen_language_on_every_machine() -> None:
    person, here, elsewhere = lin(), Client(), Client()
    here.force_login(person)
    here.post("/language/", {"language": "zh-hans"})
    elsewhere.force_login(person)
    response = elsewhere.get("/nowhere/")
    assert response.headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil"])
def test_the_language_switch_leads_nowhere_else(address: str) -> None:
    response = Client().post("/language/", {"language": "en", "next": address})
    assert response.headers["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_language_is_not_taken() -> None:
    assert Client().post("/language/", {"language": "tlh"}).status_code == 400


@pytest.mark.django_db
def test_every_answer_forbids_foreign_and_inline_code() -> None:
    for address in ("/log-in/", "/nowhere/"):
        policy = Client().get(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.django_db
def test_a_partial_update_after_the_session_ended_asks_for_a_whole_page() -> None:
    response = Client().get("/log-out/", headers={"HX-Request": "true"})
    assert response.headers.get("HX-Refresh") == "true" or response.status_code == 302
    assert settings.LOGIN_URL == "account_login"
