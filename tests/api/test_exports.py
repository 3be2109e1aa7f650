"""Tables are given out to programs as to people: within right, scope and stores."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.utils import timezone

from firsthand.domain.people.models import ApiToken
from firsthand.domain.stores.models import Store
from tests.api.test_tickets import Program
from tests.letters import arrives, letter, mailbox
from tests.people import maya, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def german() -> Store:
    """A store that was asked in signs a spreadsheet would reckon with; so was another."""
    own = store("DE")
    for place, text in ((own, "=1+1"), (store("JP"), "elsewhere")):
        sender = f"buyer{place.pk}@buyers.example"
        arrives(mailbox(place), letter(text, sender=sender), at=timezone.now())
    return own


def rows(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_table_holds_the_persons_own_stores_and_no_formulas(german: Store) -> None:
    program = Program(maya(german))
    heading, *found = rows(program.call("GET", "exports/needs"))
    assert [dict(zip(heading, row, strict=True))["Need"] for row in found] == ["'=1+1"]
    assert rows(program.call("GET", f"exports/needs?store={german.pk}"))[1:] == found


def test_a_workbook_holds_the_same_as_text(german: Store) -> None:
    response = Program(maya(german)).call("GET", "exports/needs?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_without_its_scope_of_other_stores_and_of_no_table_nothing_is_given_out(
    german: Store,
) -> None:
    other = Store.objects.exclude(pk=german.pk).get()
    lead = maya(german)
    reader = Program(lead, [ApiToken.Scope.TICKETS_READ])
    assert reader.call("GET", "exports/needs").json()["code"] == "api.scope"
    program = Program(lead)
    assert program.call("GET", f"exports/needs?store={other.pk}").status_code == 404
    assert program.call("GET", "exports/passwords").status_code == 422
