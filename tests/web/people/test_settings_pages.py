from __future__ import annotations

import re

import pytest
from django.test import Client

from firsthand.domain.mail.models import Mailbox
from firsthand.domain.people.models import ApiToken, Person, Team
from firsthand.domain.stores.models import Store
from tests.people import lin, store, wen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings: object) -> None:
    """The pages are looked at here; codes have tests of their own."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def owner() -> Client:
    client = Client()
    client.force_login(wen())
    return client


def test_an_invitation_leads_from_the_owner_to_a_log_in(owner: Client) -> None:
    page = owner.post(
        "/settings/people/invite/",
        {
            "email": "petra@example.com",
            "name": "Petra",
            "role": "lead",
            "language": "zh-hans",
        },
    ).content.decode()
    link = re.search(r"http://testserver(/welcome/[\w-]+/)", page)
    assert link
    new = Client()
    assert "Petra" in new.get(link[1]).content.decode()
    assert new.post(link[1], {"password": "short"}).status_code == 422
    assert new.post(link[1], {"password": "tea under the plum tree"}).status_code == 302
    assert new.post(link[1], {"password": "tea under the plum tree"}).status_code == 404
    answer = new.post(
        "/log-in/", {"login": "petra@example.com", "password": "tea under the plum tree"}
    )
    assert answer.headers["Location"] == "/"
    assert new.get("/settings/").headers["Content-Language"] == "zh-hans"


def test_a_refused_invitation_says_why_on_the_form(owner: Client) -> None:
    lin()
    response = owner.post(
        "/settings/people/invite/",
        {"email": "lin@example.com", "name": "Lin", "role": "agent", "language": "en"},
    )
    assert response.status_code == 422
    assert "has an account already" in response.content.decode()


def test_role_and_teams_are_changed_on_one_page(owner: Client) -> None:
    somebody, team = lin(), Team.objects.create(name="Nord")
    owner.post(f"/settings/people/{somebody.pk}/", {"role": "lead", "teams": [team.pk]})
    somebody.refresh_from_db()
    assert somebody.role == "lead"
    assert list(somebody.teams.all()) == [team]


def test_the_last_owner_cannot_be_lost_by_a_click(owner: Client) -> None:
    only = Person.objects.get(role="owner")
    response = owner.post(f"/settings/people/{only.pk}/deactivate/", follow=True)
    only.refresh_from_db()
    assert only.is_active
    assert "Ask another owner" in response.content.decode()


def test_currency_zone_and_language_of_a_store_follow_its_marketplace(
    owner: Client,
) -> None:
    owner.post("/settings/stores/", {"name": "Lumo", "marketplace": "JP"})
    opened = Store.objects.get()
    assert (opened.currency, opened.time_zone, opened.language) == (
        "JPY",
        "Asia/Tokyo",
        "ja",
    )


def test_the_password_of_a_mailbox_is_never_shown_again(owner: Client) -> None:
    one = store()
    given = {
        "address": "a@example.com", "imap_host": "imap.example.com", "imap_port": "993",
        "imap_security": "tls", "imap_folder": "INBOX", "smtp_host": "", "smtp_port": "465",
        "smtp_security": "tls", "user_name": "a", "password": "s3cret", "is_active": "on",
    }  # fmt: skip
    assert owner.post(f"/settings/stores/{one.pk}/", given).status_code == 302
    mailbox = Mailbox.objects.get()
    page = owner.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert "s3cret" not in page
    assert mailbox.password_encrypted not in page


def test_a_token_is_shown_once(owner: Client) -> None:
    made = owner.post(
        "/settings/tokens/", {"name": "sheet", "scopes": ["tickets:read"], "days": "30"}
    ).content.decode()
    secret = re.search(r"fh_[\w-]{40,}", made)
    assert secret
    assert secret[0] not in owner.get("/settings/tokens/").content.decode()
    owner.post(f"/settings/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert ApiToken.objects.get().revoked_at is not None


def test_ones_own_settings_take_effect_on_the_next_page(owner: Client) -> None:
    owner.post(
        "/settings/",
        {"name": "Wen", "language": "en", "time_zone": "Europe/Berlin", "theme": "dark",
         "density": "roomy", "undo_seconds": "30"},
    )  # fmt: skip
    page = owner.get("/settings/").content.decode()
    assert 'data-theme="dark" data-density="roomy"' in page
    assert '<option value="30" selected>' in page


def test_wrong_settings_change_nothing_and_show_the_old_name_in_the_rail(
    owner: Client,
) -> None:
    response = owner.post("/settings/", {"name": "", "language": "xx", "time_zone": "Mars"})
    assert response.status_code == 422
    assert "Wen · Owner" in response.content.decode()


def test_pages_with_secrets_are_kept_by_no_cache(owner: Client) -> None:
    for address in ("/settings/tokens/", "/settings/people/invite/", "/log-in/"):
        client = Client() if address == "/log-in/" else owner
        assert "no-store" in client.get(address).headers["Cache-Control"]
