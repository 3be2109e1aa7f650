from __future__ import annotations

import re
import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connections
from django.test import Client

from firsthand.domain.people.models import Person
from tests.people import lin

PASSWORD = "a long enough pass phrase"


def log_in(client: Client, email: str = "lin@example.com", password: str = PASSWORD):
    return client.post("/log-in/", {"login": email, "password": password})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_codes(client: Client) -> str:
    """Walk through the activation page and return the secret."""
    page = client.get("/settings/codes/activate/").content.decode()
    secret = re.search(r'<dd class="id">(\w+)</dd>', page)
    assert secret, page
    response = client.post("/settings/codes/activate/", {"code": code_for(secret[1])})
    assert response.headers["Location"] == "/settings/codes/recovery/"
    return secret[1]


@pytest.mark.django_db
def test_without_codes_the_password_opens_only_the_page_that_sets_them_up() -> None:
    lin()
    client = Client()
    assert log_in(client).status_code == 302
    for address in (
        "/settings/",
        "/settings/tokens/",
        "/styleguide/",
        "/settings/password/",
    ):
        assert client.get(address).headers["Location"] == "/settings/codes/activate/"


@pytest.mark.django_db
def test_codes_are_set_up_and_then_asked_for() -> None:
    lin()
    first = Client()
    log_in(first)
    secret = set_up_codes(first)
    codes = first.get("/settings/codes/recovery/").content.decode()
    assert len(re.findall(r"<li>\d{8}</li>", codes)) == 10
    assert first.get("/settings/").status_code == 200

    second = Client()
    assert log_in(second).headers["Location"] == "/log-in/code/"
    assert second.get("/settings/").headers["Location"].startswith("/log-in/")
    cache.clear()  # The activation just used this half minute's code.
    second.post("/log-in/code/", {"code": code_for(secret)})
    assert second.get("/settings/").status_code == 200


@pytest.mark.django_db
def test_a_code_works_once() -> None:
    lin()
    client = Client()
    log_in(client)
    code = code_for(set_up_codes(client))
    answers = []
    for _ in range(2):
        other = Client()
        log_in(other)
        answers.append(other.post("/log-in/code/", {"code": code}).status_code)
    assert answers == [302, 200]


@pytest.mark.django_db
def test_recovery_codes_are_shown_once_and_work_once() -> None:
    lin()
    client = Client()
    log_in(client)
    set_up_codes(client)
    shown = re.findall(
        r"<li>(\d{8})</li>", client.get("/settings/codes/recovery/").content.decode()
    )
    assert (
        re.findall(
            r"<li>\d{8}</li>", client.get("/settings/codes/recovery/").content.decode()
        )
        == []
    )
    answers = []
    for _ in range(2):
        other = Client()
        log_in(other)
        answers.append(other.post("/log-in/code/", {"code": shown[0]}).status_code)
    assert answers == [302, 200]


@pytest.mark.django_db
def test_the_database_holds_no_secret_that_can_be_read() -> None:
    lin()
    client = Client()
    log_in(client)
    secret = set_up_codes(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert stored.startswith("gAAAA")


@pytest.mark.django_db
def test_setting_up_codes_ends_the_other_sessions_and_keeps_this_one() -> None:
    person = lin()
    here, elsewhere = Client(), Client()
    log_in(here)
    elsewhere.force_login(person)
    set_up_codes(here)
    assert elsewhere.get("/settings/").headers["Location"].startswith("/log-in/")
    assert here.get("/settings/").status_code == 200


@pytest.mark.django_db
def test_five_wrong_passwords_close_the_account_even_to_the_right_one() -> None:
    lin()
    answers = [log_in(Client(), password=f"wrong {i}") for i in range(5)]
    right = log_in(Client())
    assert all("not right" in answer.content.decode() for answer in answers)
    assert right.status_code == 200
    assert "Wait 15 minutes" in right.content.decode()


@pytest.mark.django_db
def test_the_answer_does_not_say_whether_an_account_exists() -> None:
    lin()
    known = [log_in(Client(), password="wrong").content for _ in range(6)]
    unknown = [log_in(Client(), email="nobody@example.com").content for _ in range(6)]

    def words(page: bytes) -> str:
        hidden = re.sub(r'(value|hx-headers)=["\'][^>]*', "", page.decode())
        return re.sub(r"\S+@example.com", "", hidden)

    assert [words(page) for page in known] == [words(page) for page in unknown]


@pytest.mark.django_db
def test_a_right_password_is_not_counted_and_forgives_nothing() -> None:
    """Otherwise whoever knows one account could reset the count by logging in between."""
    lin()
    for _ in range(4):
        log_in(Client(), password="wrong")
    assert [log_in(Client()).status_code for _ in range(3)] == [302, 302, 302]
    log_in(Client(), password="wrong")
    assert log_in(Client()).status_code == 200


@pytest.mark.django_db
def test_asking_under_another_host_name_does_not_start_a_new_count() -> None:
    lin()
    for _ in range(5):
        log_in(Client(), password="wrong")
    elsewhere = Client(headers={"host": "localhost"})
    assert "Wait 15 minutes" in log_in(elsewhere).content.decode()


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_moment_are_all_counted() -> None:
    lin()
    reached = []

    def attempt() -> None:
        page = log_in(Client(), password="wrong").content.decode()
        reached.append("not right" in page)
        connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.clear()
    assert sum(reached) <= 5


@pytest.mark.django_db
def test_nobody_can_sign_up() -> None:
    for address in ("/signup/", "/accounts/signup/", "/sign-up/"):
        assert Client().get(address).status_code == 404
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_the_log_in_page_leads_nowhere_else() -> None:
    lin()
    response = Client().post(
        "/log-in/?next=https://evil.example/",
        {"login": "lin@example.com", "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert response.headers["Location"] == "/"
