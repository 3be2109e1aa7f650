"""A spreadsheet is uploaded, looked at, brought in, and taken out again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from firsthand.domain.imports.models import Rejection, Run
from firsthand.domain.stores.models import Store
from firsthand.domain.tickets.models import Ticket
from firsthand.jobs import tasks
from tests.domain.imports.test_kinds import NEEDS, table
from tests.people import maya, store

pytestmark = pytest.mark.django_db(transaction=True)  # The task opens it anew.


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.IMPORTS_FOLDER = tmp_path / "uploads"
    return settings.IMPORTS_FOLDER


@pytest.fixture
def one() -> Store:
    return store()


@pytest.fixture
def lead(one: Store) -> Client:
    client = Client()
    client.force_login(maya(one))
    return client


def upload(
    lead: Client, one: Store, content: bytes, *, kind: str = "needs", **more: str
) -> object:
    file = SimpleUploadedFile("needs.csv", content)
    form = {"kind": kind, "store": one.pk, "file": file, **more}
    return lead.post("/settings/imports/", form)


def content_of(tmp_path: Path, rows: list[list[str]] = NEEDS) -> bytes:
    return table(tmp_path / "t.csv", rows).read_bytes()


def test_a_spreadsheet_is_looked_at_before_anything_is_brought_in(
    lead, one, folder, tmp_path
) -> None:
    wrong = ["4", "gestern", *NEEDS[1][2:]]
    answer = upload(lead, one, content_of(tmp_path, [*NEEDS, wrong]))
    run = Run.objects.get()
    assert answer.headers["Location"] == f"/settings/imports/{run.pk}/"
    page = lead.get(answer.headers["Location"]).content.decode()
    assert "包裹还没有到" in page
    assert "gestern" in page
    assert "售后 › 物流 › 未收到货" in page
    assert '<span class="soft">Solved</span> yes' in page
    assert "<td>Reason, level 1</td>" in page
    assert "True" not in page
    assert not Ticket.objects.exists()
    assert run.state == "waiting"

    assert lead.post(f"/settings/imports/{run.pk}/start/").status_code == 302
    tasks.go_on_with_imports()
    run.refresh_from_db()
    assert (run.state, run.added, run.rejected) == ("done", 3, 1)
    assert Ticket.objects.count() == 3
    assert list(folder.iterdir()) == []
    page = lead.get(f"/settings/imports/{run.pk}/").content.decode()
    assert "gestern" in page
    assert "begun" not in page
    listed = lead.get("/settings/imports/").content.decode()
    assert "needs.csv" in listed


def test_an_order_is_shown_in_words_and_in_money(lead, one) -> None:
    content = (
        b"order_number,placed_at,state,currency,sku,quantity,price\n"
        b"306-1111111-1111111,2026-01-05,Shipped,EUR,SKU-1,2,19.90\n"
    )
    upload(lead, one, content, kind="orders")
    page = lead.get(f"/settings/imports/{Run.objects.get().pk}/").content.decode()
    assert '<span class="soft">Price</span> 19.90' in page
    assert '<span class="soft">Quantity</span> 2' in page


def test_a_file_with_wrong_columns_is_refused_on_the_form_and_not_kept(
    lead, one, folder
) -> None:
    answer = upload(lead, one, b"a,b\n1,2\n")
    assert answer.status_code == 422
    assert "These columns are missing" in answer.content.decode()
    assert list(folder.iterdir()) == []
    assert not Run.objects.exists()


def test_a_mapping_that_is_no_yaml_is_said_on_the_form(lead, one) -> None:
    answer = upload(lead, one, b"a,b\n1,2\n", kind="events", mapping="a: [")
    assert answer.status_code == 422
    assert "YAML" in answer.content.decode()


def test_a_store_one_does_not_look_after_cannot_be_chosen(lead, tmp_path) -> None:
    foreign = store("JP")
    assert upload(lead, foreign, content_of(tmp_path)).status_code == 422
    assert not Run.objects.exists()


def test_what_was_looked_at_can_be_dropped(lead, one, folder, tmp_path) -> None:
    upload(lead, one, content_of(tmp_path))
    run = Run.objects.get()
    lead.post(f"/settings/imports/{run.pk}/drop/")
    run.refresh_from_db()
    assert run.state == "dropped"
    assert list(folder.iterdir()) == []
    lead.post(f"/settings/imports/{run.pk}/start/")
    tasks.go_on_with_imports()
    assert not Ticket.objects.exists()


def test_a_finished_import_can_be_taken_back_from_its_page(lead, one, tmp_path) -> None:
    upload(lead, one, content_of(tmp_path))
    run = Run.objects.get()
    lead.post(f"/settings/imports/{run.pk}/start/")
    tasks.go_on_with_imports()
    assert "Take it back" in lead.get(f"/settings/imports/{run.pk}/").content.decode()
    lead.post(f"/settings/imports/{run.pk}/undo/")
    assert not Ticket.objects.exists()


def test_a_file_that_turns_out_damaged_says_so_on_its_page(lead, one, tmp_path) -> None:
    # The beginning is whole: what is wrong comes to light row by row.
    content = content_of(tmp_path)
    upload(lead, one, content + b'5,"2026')
    run = Run.objects.get()
    assert "cut off" in lead.get(f"/settings/imports/{run.pk}/").content.decode()
    lead.post(f"/settings/imports/{run.pk}/start/")
    tasks.go_on_with_imports()
    run.refresh_from_db()
    assert run.state == "refused"
    assert "cut off" in lead.get(f"/settings/imports/{run.pk}/").content.decode()
    assert not Ticket.objects.exists()


def test_while_it_is_under_way_only_its_part_of_the_page_is_asked_for(
    lead, one, tmp_path
) -> None:
    upload(lead, one, content_of(tmp_path))
    Run.objects.update(state="applying")
    address = f"/settings/imports/{Run.objects.get().pk}/"
    assert "every 2s" in lead.get(address).content.decode()
    part = lead.get(address, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<div")
    assert "<html" not in part


def test_rejected_rows_are_downloaded_with_line_and_reason(lead, one, tmp_path) -> None:
    upload(lead, one, content_of(tmp_path))
    run = Run.objects.get()
    Rejection.objects.create(
        run=run, line=7, code="not_a_time", column="at", value="=1+1", known="2026-03-05"
    )
    answer = lead.get(f"/settings/imports/{run.pk}/rejected.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("7,at,'=1+1,")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_tables_are_taken_out_as_csv_and_xlsx(lead, one, tmp_path) -> None:
    rows = [NEEDS[0], [*NEEDS[1][:6], "=cmd()", *NEEDS[1][7:]]]
    upload(lead, one, content_of(tmp_path, rows))
    lead.post(f"/settings/imports/{Run.objects.get().pk}/start/")
    tasks.go_on_with_imports()
    assert "xlsx" in lead.get("/settings/exports/").content.decode()
    answer = lead.get(f"/settings/exports/needs.csv?store={one.pk}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=cmd()" in text
    assert text.splitlines()[0].split(",") == [
        "No.", "Inquiry time", "Order number", "Shipped on", "Carrier", "Product code",
        "Need", "Solved", "Reason level 1", "Reason level 2", "Reason level 3",
    ]  # fmt: skip
    answer = lead.get("/settings/exports/needs.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cell = sheet["G2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")
    for table_name in ("reasons", "events", "orders"):
        assert lead.get(f"/settings/exports/{table_name}.csv").status_code == 200


def test_nothing_of_a_foreign_store_is_given_out(lead) -> None:
    foreign = store("JP")
    assert lead.get(f"/settings/exports/needs.csv?store={foreign.pk}").status_code == 404
    assert lead.get("/settings/exports/needs.csv?store=x").status_code == 404
