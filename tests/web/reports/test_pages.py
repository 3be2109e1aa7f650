from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from firsthand.domain.people.models import Person
from firsthand.domain.reports.queries import REPORTS
from firsthand.domain.stores.models import Store
from tests.people import lin, maya, person, store, wen
from tests.reports import ordered, wants
from tests.standing_data import Once

pytestmark = pytest.mark.django_db
AT = "/reports/authority/"


@pytest.fixture(autouse=True)
def _log_in_takes_one_step(settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def place() -> Store:
    return store("US")


def shown_to(somebody: Person, address: str, *, status: int = 200) -> str:
    client = Client()
    client.force_login(somebody)
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def given(place: Store, n: int = 1, *, by: Person | None = None) -> None:
    agent = by or lin(place)
    for number in range(n):
        at = timezone.now() - timedelta(days=1 + number)
        wants(ordered(place, f"111-{number}"), 2_000, agent, at=at)


@Once
def _fifty_one() -> None:
    given(store("US"), 51)


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_so_where_nothing_was_counted(name: str, place: Store) -> None:
    owner = wen()
    page = shown_to(owner, f"{AT}{name}/")
    assert str(REPORTS[name].title) in page
    Person.objects.update(language="zh-hans")
    assert "显示" in shown_to(Person.objects.get(pk=owner.pk), f"{AT}{name}/")


def test_the_audit_shows_order_note_amount_and_who(place: Store) -> None:
    given(place)
    owner = wen()
    page = shown_to(owner, f"{AT}audit/")
    for words in ("111-0", "Broken in transit", "$20.00", "Lin", "complete"):
        assert words in page
    assert "111-0" not in shown_to(owner, f"{AT}audit/?search=999")
    assert "111-0" not in shown_to(owner, f"{AT}audit/?channel=shopify")


def test_further_pages_keep_what_was_asked_for() -> None:
    _fifty_one()
    owner = wen()
    page = shown_to(owner, f"{AT}audit/?days=180&order=sample&search=Broken")
    further = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert "days=180" in further
    last = shown_to(owner, f"{AT}audit/{further.replace('&amp;', '&')}")
    assert last.count("<tr>") == 3, "the head, the one that is left, and its note"
    assert 'rel="next"' not in last


def test_files_hold_all_of_it_and_no_formula() -> None:
    _fifty_one()
    client = Client()
    client.force_login(wen())
    answer = client.get(f"{AT}audit.csv?days=90")
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 51
    assert (rows[0]["amount"], rows[0]["approver"]) == ("USD 20.00", "")
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get(f"{AT}audit.xlsx?days=90"))), read_only=True
    ).active
    assert sum(1 for _row in sheet.iter_rows()) == 52


def test_people_are_named_only_to_who_may_know(place: Store) -> None:
    given(place)
    agent, lead = Person.objects.get(role="agent"), maya(place)
    index = shown_to(agent, AT)
    assert "What agents gave" not in index
    assert "Money given back" in index
    for name in ("audit", "near-limit", "missed"):
        shown_to(agent, f"{AT}{name}/", status=403)
        shown_to(lead, f"{AT}{name}/")
    shown_to(agent, f"{AT}refunds/?by=product")
    shown_to(agent, f"{AT}refunds/?by=agent", status=403)
    assert 'value="agent"' not in shown_to(agent, f"{AT}refunds/")
    assert 'value="agent"' in shown_to(lead, f"{AT}refunds/")
    compliance = person("Ines", "compliance", place)
    shown_to(compliance, f"{AT}audit/")
    shown_to(compliance, f"{AT}audit.csv", status=403)


def test_what_an_address_cannot_mean_is_not_there_or_said(place: Store) -> None:
    owner, foreign = maya(place), store("JP")
    for query in ("store=x", f"store={foreign.pk}", "to=soon", "days=many"):
        shown_to(owner, f"{AT}audit/?{query}", status=404)
    assert "A report is of 1 to 400 days." in shown_to(owner, f"{AT}audit/?days=4000")
    assert "cannot be" in shown_to(owner, f"{AT}refunds/?by=moon")
    assert "There is no such page." in shown_to(owner, f"{AT}audit/?after=x")
