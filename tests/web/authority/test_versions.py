from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from firsthand.domain.authority import commands, queries, rules
from firsthand.domain.authority.commands import Asking
from firsthand.domain.authority.models import ExchangeRate, PolicyVersion
from firsthand.domain.authority.rules import DEFAULT, Budget, Restriction
from firsthand.domain.people.models import Person
from firsthand.domain.stores.models import Store
from firsthand.foundation.money import Money
from tests.people import NOON, lin, person, store, wen
from tests.sheets import there_are_reasons

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place() -> Store:
    return store("US")


@pytest.fixture
def owner() -> Person:
    return wen()


@pytest.fixture
def desk(client: Client, owner: Person) -> Client:
    client.force_login(owner)
    return client


class Filled(HTMLParser):
    """What a browser would send of a page's fields if nobody touched them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in self.values:
                self.values[self._select] = given.get("value", "")
        elif tag == "input" and "name" in given and _is_sent(given):
            default = "on" if given.get("type") == "checkbox" else ""
            self.values[given["name"]] = given.get("value", default)


def _is_sent(given: dict[str, str]) -> bool:
    return given.get("type") != "checkbox" or "checked" in given


def filled(desk: Client, address: str) -> dict[str, str]:
    answer = desk.get(address)
    assert answer.status_code == 200
    return Filled(answer.content.decode()).values


def text_of(answer) -> str:
    return answer.content.decode()


def draft(by: Person, terms: rules.Terms = DEFAULT, **values) -> PolicyVersion:
    return commands.draft(name="x", terms=rules.plain(terms), by=by, at=NOON, **values)


ADD = "/settings/authority/add/"


def test_a_new_version_begins_with_what_holds_now(desk) -> None:
    answer = desk.post(ADD, filled(desk, ADD) | {"name": "As it was"})
    assert answer.status_code == 302
    made = PolicyVersion.objects.get()
    assert (made.name, made.store) == ("As it was", None)
    assert made.read_terms() == DEFAULT


def test_every_kind_of_row_is_shown_as_it_was_written(desk, owner, place) -> None:
    there_are_reasons()
    agent = lin(place)
    rows = (
        *DEFAULT.restrictions,
        Restriction(
            kind="refund", reason="INS.LOG", risk="high", channel="ebay",
            marketplace="US", fulfilment="FBM", flag="high_value", mastery_below=2,
            most_minor_units=5_050, most_share=Decimal("0.255"),
        ),
    )  # fmt: skip
    own = Budget(of="agent", period="day", number=agent.pk, most_minor_units=10_000)
    terms = replace(DEFAULT, restrictions=rows, budgets=(*DEFAULT.budgets, own))
    made = draft(owner, terms)
    address = f"/settings/authority/{made.pk}/"
    values = filled(desk, address)
    assert values["restrictions-3-most"] == "50.50"
    assert desk.post(address, values).status_code == 302
    made.refresh_from_db()
    assert made.read_terms() == terms


def test_a_row_is_changed_added_and_taken_away(desk) -> None:
    values = filled(desk, ADD) | {"name": "x"}
    values |= {"grants-0-alone": "80.5", "windows-0-DELETE": "on"}
    values |= {"budgets-4-holder": "team", "budgets-4-period": "", "budgets-4-most": ""}
    values |= {"restrictions-3-kind": "resend", "restrictions-3-always_asks": "on"}
    answer = desk.post(ADD, values)
    assert answer.status_code == 422, "a budget that is half filled in"
    assert not PolicyVersion.objects.exists()
    values |= {"budgets-4-holder": ""}
    assert desk.post(ADD, values).status_code == 302
    terms = PolicyVersion.objects.get().read_terms()
    assert terms.grants[0].alone_minor_units == 8_050
    assert [each.of for each in terms.windows] == ["buyer"]
    assert terms.restrictions[-1] == Restriction(kind="resend", always_asks=True)


FAULTS = [
    ({"grants-0-alone": "1.001"}, "USD has 2 decimals."),
    ({"grants-0-alone": "-1"}, "greater than or equal to 0"),
    ({"grants-0-alone": "much"}, "Enter a number."),
    ({"currency": "dollar"}, "Enter a valid value."),
    ({"currency": "JPY"}, "JPY has 0 decimals."),
    ({"restrictions-0-flag": "ugly"}, "Select a valid choice."),
    ({"restrictions-0-percent": "101"}, "less than or equal to 100"),
    ({"windows-0-hours": "0"}, "greater than or equal to 1"),
    ({"store": "999999"}, "Select a valid choice."),
    ({"name": ""}, "This field is required."),
]


@pytest.mark.parametrize(("values", "words"), FAULTS)
def test_what_cannot_be_is_said_beside_its_field(desk, values, words) -> None:
    plain = {"name": "x", "value": "1000.50"}
    answer = desk.post(ADD, filled(desk, ADD) | plain | values)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not PolicyVersion.objects.exists()


def test_a_page_sent_without_its_rows_is_refused_and_nothing_written(desk) -> None:
    assert desk.post(ADD, {"name": "x"}).status_code == 422
    assert not PolicyVersion.objects.exists()


def test_a_draft_is_published_and_holds_and_cannot_be_edited_any_more(desk, owner) -> None:
    made = draft(owner)
    address = f"/settings/authority/{made.pk}/"
    answer = desk.post(address + "publish/", {"valid_from": ""}, follow=True)
    assert "Published. It is not changed any more." in text_of(answer)
    page = text_of(desk.get(address))
    assert "Published by Wen" in page
    assert "Save the draft" not in page
    assert "In force" in text_of(desk.get("/settings/authority/"))
    answer = desk.post(address, filled(desk, ADD) | {"name": "y"})
    assert answer.status_code == 422
    assert "a published version is never changed" in text_of(answer)


def test_a_version_may_begin_later_by_the_publishers_clock(desk, owner) -> None:
    made = draft(owner)
    later = (timezone.now() + timedelta(days=3)).replace(second=0, microsecond=0)
    owner.time_zone = "Asia/Shanghai"
    owner.save()
    typed = (later + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    desk.post(f"/settings/authority/{made.pk}/publish/", {"valid_from": typed})
    made.refresh_from_db()
    assert made.valid_from == later
    assert "To come" in text_of(desk.get("/settings/authority/"))
    bad = draft(owner)
    answer = desk.post(f"/settings/authority/{bad.pk}/publish/", {"valid_from": "soon"})
    assert answer.status_code == 422


def test_a_contradiction_is_shown_in_place_of_the_button(desk, owner) -> None:
    made = draft(owner, replace(DEFAULT, restrictions=()))
    page = text_of(desk.get(f"/settings/authority/{made.pk}/"))
    assert "Nothing is restricted for repeat claimants" in page
    assert f"/settings/authority/{made.pk}/publish/" not in page
    answer = desk.post(f"/settings/authority/{made.pk}/publish/", {}, follow=True)
    assert "Change the draft, then publish it." in text_of(answer)


def test_a_draft_is_thrown_away(desk, owner) -> None:
    made = draft(owner)
    desk.post(f"/settings/authority/{made.pk}/discard/")
    assert not PolicyVersion.objects.exists()


def test_trying_out_tells_what_would_have_been_different(
    desk, owner, place, monkeypatch
) -> None:
    agent = lin(place)
    for amount in (2_000, 6_000):
        what = Asking(
            store_id=place.pk, order_number="1", buyer_id=None, kind="refund",
            amount=Money("USD", amount), fulfilment="FBM", has_note=True,
        )  # fmt: skip
        with transaction.atomic():
            commands.ask(key=uuid4(), asking=what, by=agent, at=timezone.now())
    stricter = replace(DEFAULT.grants[0], alone_minor_units=5_000)
    made = draft(owner, replace(DEFAULT, grants=(stricter, *DEFAULT.grants[1:])))
    page = text_of(desk.get(f"/settings/authority/{made.pk}/trial/"))
    assert "What it would have said to 2 uses" in page
    assert "your limit is USD 50.00." in page
    assert "$60.00" in page
    assert "$20.00" not in page
    assert "There were more" not in page
    monkeypatch.setattr(queries, "MOST_USES", 2)
    page = text_of(desk.get(f"/settings/authority/{made.pk}/trial/"))
    assert "only the newest 2 were looked at" in page


def test_rates_are_noted_and_what_is_none_is_said(desk) -> None:
    day = timezone.now().date().isoformat()
    address = "/settings/authority/rates/"
    answer = desk.post(address, {"on": day, "lines": "eur 1.0823\nJPY = 0.0067\n"})
    assert answer.status_code == 302
    assert ExchangeRate.objects.get(currency="EUR").worth == Decimal("1.0823")
    assert "0.0067" in text_of(desk.get("/settings/authority/"))
    for lines in ("EUR", "EUR one", "EUR 1\nEUR 2", "EURO 1", "EUR 0"):
        answer = desk.post(address, {"on": day, "lines": lines})
        assert answer.status_code == 422, lines
    assert ExchangeRate.objects.count() == 2


def test_compliance_sees_its_stores_versions_and_no_others(client, owner, place) -> None:
    foreign = store("JP")
    client.force_login(person("Chen", "compliance", place))
    own, other = draft(owner, store_id=place.pk), draft(owner, store_id=foreign.pk)
    page = text_of(client.get("/settings/authority/"))
    assert f"/settings/authority/{own.pk}/" in page
    assert f"/settings/authority/{other.pk}/" not in page
    assert "Lumo JP" not in text_of(client.get(ADD))


def test_the_pages_speak_chinese(desk, owner) -> None:
    owner.language = "zh-hans"
    owner.save()
    made = draft(owner)
    for address in ("", "add/", f"{made.pk}/", f"{made.pk}/trial/"):
        page = text_of(desk.get(f"/settings/authority/{address}"))
        assert "权限" in page, address
