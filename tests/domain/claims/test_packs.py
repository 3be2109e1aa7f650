"""The evidence pack: everything of an order that may leave, and a note of what may not."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist

from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.models import PackExport
from firsthand.domain.claims.queries import Choice
from firsthand.domain.journal.models import Entry
from firsthand.domain.mail.models import Blob
from firsthand.domain.mail.ports import ParsedAttachment
from firsthand.domain.orders.models import Order, OrderReturn, Parcel
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.remedies import commands as remedies
from firsthand.domain.remedies.models import AuditRow
from firsthand.domain.tickets import commands as tickets
from tests import people
from tests.claims import PHOTO, claimed, finds, told
from tests.people import NOON
from tests.remedies import Desk, Memory, requested, seen
from tests.sheets import sheet

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PROGRAM = ParsedAttachment("reader.exe", "application/octet-stream", b"MZ\x90\x00")
GONE = ParsedAttachment("gone.jpg", "image/jpeg", b"\xff\xd8 to be forgotten")
ALTERED = ParsedAttachment("altered.jpg", "image/jpeg", b"\xff\xd8 as it came")


@pytest.fixture
def place():
    return people.store()


@pytest.fixture
def lin(place):
    return people.lin(place)


@pytest.fixture
def chen(place):
    return people.person("Chen", "compliance", place)


@pytest.fixture
def placed(place, lin) -> Order:
    """Return an order with everything that can be told of one."""
    ticket = told(
        place, "The lamp is <b>broken</b>.", "Well?",
        files=(PHOTO, PROGRAM, GONE, ALTERED),
    )  # fmt: skip
    placed = ticket.order
    common: dict[str, Any] = {"ticket_id": ticket.pk, "by": lin, "at": NOON + 2 * HOUR}
    tickets.reply(**common, body="Sorry. Lin", idempotency_key=uuid4(), close_with=sheet())
    tickets.add_note(**common, body="Smells of fraud.", idempotency_key=uuid4())
    Parcel.objects.create(
        order=placed, carrier="DHL", tracking_number="JJD1", delivered_at=NOON,
        scans=[{"at": "2026-03-01T09:00:00+00:00", "what": "At the depot"}],
    )  # fmt: skip
    OrderReturn.objects.create(order=placed, reason_text="broken", requested_at=NOON)
    claimed(placed)
    requested(placed, 300, lin)
    Desk(Memory()).works()
    remedies.record_outside(
        store_id=place.pk, order_number=placed.number, account="bank",
        effects=[seen("OUT-1", 50)], at=NOON,
    )  # fmt: skip
    ticket.refresh_from_db()
    finds(ticket, lin, note="The photo shows another lamp.")
    Blob.objects.filter(attachments__name="gone.jpg").update(content=None)
    Blob.objects.filter(attachments__name="altered.jpg").update(content=b"\xff\xd8 other")
    return placed


def packed(placed: Order, by, **choice: bool) -> zipfile.ZipFile:
    file = io.BytesIO()
    commands.export_pack(
        file, order_id=placed.pk, choice=Choice(**choice), by=by, at=NOON + 3 * HOUR
    )
    return zipfile.ZipFile(file)


def told_by(archive: zipfile.ZipFile) -> dict[str, Any]:
    return json.loads(archive.read("pack.json"))


def test_everything_of_the_order_is_in_it(placed, chen) -> None:
    archive = packed(placed, chen)
    told = told_by(archive)
    assert archive.testzip() is None
    assert told["order"]["number"] == placed.number
    assert [line["price_minor_units"] for line in told["order"]["lines"]] == [700, 200]
    (parcel,) = told["order"]["parcels"]
    assert (parcel["tracking_number"], len(parcel["scans"])) == ("JJD1", 1)
    assert [each["buyer_says"] for each in told["order"]["returns"]] == ["broken"]
    assert [each["kind"] for each in told["claims"]] == ["claim"]
    (remedy,) = told["money"]["remedies"]
    assert (remedy["state"], remedy["proof"]) == ("succeeded", "R-1")
    assert [each["proof"] for each in told["money"]["outside"]] == ["OUT-1"]
    assert told["money"]["ledger"]["settled"] == 350
    (finding,) = told["findings"]
    assert (finding["truth"], finding["rests_on"][0]["kind"]) == ("not_true", "warehouse")
    assert [(each["direction"], each["text"]) for each in told["messages"]] == [
        ("inbound", "The lamp is <b>broken</b>."), ("inbound", "Well?"),
        ("outbound", "Sorry. Lin"),
    ]  # fmt: skip


def test_files_are_as_they_came_and_what_is_left_out_says_why(placed, chen) -> None:
    archive = packed(placed, chen)
    files = {each["name"]: each for each in told_by(archive)["files"]}
    photo = files["lamp.jpg"]
    assert archive.read(photo["path"]) == PHOTO.content
    assert photo["sha256"] == hashlib.sha256(PHOTO.content).hexdigest()
    why = {name: each["left_out"] for name, each in files.items() if not each["path"]}
    assert why == {
        "reader.exe": "dangerous", "gone.jpg": "gone", "altered.jpg": "damaged",
    }  # fmt: skip
    assert sum(name.startswith("files/") for name in archive.namelist()) == 1
    page = archive.read("index.html").decode()
    assert all(name in page for name in files)
    assert "3 files are left out" in page


def test_every_entry_can_be_checked_against_its_sum(placed, chen) -> None:
    archive = packed(placed, chen)
    sums = dict(
        reversed(line.split("  ", 1))
        for line in archive.read("SHA256SUMS").decode().splitlines()
    )
    assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
    for name, expected in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == expected


def test_notes_and_names_stay_out_unless_they_are_chosen(placed, chen) -> None:
    archive = packed(placed, chen)
    texts = "".join(
        archive.read(name).decode() for name in archive.namelist() if "files/" not in name
    )
    assert "Smells of fraud" not in texts
    assert "pieces" not in json.dumps(told_by(archive)["money"]), "a remedy's own note"
    assert "1 internal note is not included" in texts
    assert {each["by"] for each in told_by(archive)["messages"]} == {None, "Agent"}
    assert told_by(archive)["findings"][0]["by"] == "Agent"
    chosen = told_by(packed(placed, chen, with_notes=True, with_names=True))
    assert chosen["messages"][-1]["text"] == "Smells of fraud."
    assert chosen["findings"][0]["by"] == "Lin"
    assert "pieces" in chosen["money"]["remedies"][0]["note"]


def test_the_pages_are_in_both_languages_escaped_and_by_two_clocks(placed, chen) -> None:
    archive = packed(placed, chen)
    english, chinese = (
        archive.read(name).decode() for name in ("index.html", "index.zh.html")
    )
    assert '<html lang="en">' in english
    assert '<html lang="zh-Hans">' in chinese
    assert "The lamp is &lt;b&gt;broken&lt;/b&gt;." in english
    assert "2026-03-02 12:00:00Z (2026-03-02 13:00 CET)" in english
    assert "<script" not in english
    assert "证据" in chinese


def test_who_took_it_is_in_the_journal_and_the_audit_log(placed, chen) -> None:
    file = io.BytesIO()
    export = commands.export_pack(
        file, order_id=placed.pk, choice=Choice(), by=chen, at=NOON
    )
    assert export.sha256 == hashlib.sha256(file.getvalue()).hexdigest()
    assert (export.files, export.left_out, export.messages) == (1, 3, 3)
    row = AuditRow.objects.get(what="claims.pack_exported")
    assert (row.actor_id, row.subject) == (chen.pk, f"order {placed.pk}")
    assert json.loads(row.facts)["sha256"] == export.sha256
    assert Entry.objects.get(kind="claims.pack_exported").facts == json.loads(row.facts)
    (setback,) = placed.setbacks.all()
    assert queries.claim_for(chen, setback.pk, at=NOON).pack == export


def test_neither_another_store_nor_another_role_takes_it(placed, lin) -> None:
    stranger = people.person("Stranger", "compliance", people.store("JP"))
    for by, refusal in ((lin, NotAllowed), (stranger, ObjectDoesNotExist)):
        with pytest.raises(refusal):
            packed(placed, by)
    assert not PackExport.objects.exists()


def test_a_target_without_room_leaves_no_note_that_it_was_taken(placed, chen) -> None:
    class Full(io.BytesIO):
        def write(self, data) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        commands.export_pack(Full(), order_id=placed.pk, choice=Choice(), by=chen, at=NOON)
    assert not PackExport.objects.exists()


def test_an_order_without_anything_says_so(place, chen) -> None:
    from tests.remedies import order

    archive = packed(order(place, "bare"), chen)
    assert archive.read("index.html").decode().count("Nothing is known of this.") >= 5
    assert told_by(archive)["messages"] == told_by(archive)["files"] == []


def test_a_large_file_is_never_in_memory_as_a_whole(place, chen, tmp_path) -> None:
    large = ParsedAttachment("film.bin", "video/mp4", bytes(range(256)) * 80_000)  # 20 MB
    ticket = told(place, files=(large,))
    with (tmp_path / "pack.zip").open("w+b") as file:
        tracemalloc.start()
        commands.export_pack(
            file, order_id=ticket.order_id, choice=Choice(), by=chen, at=NOON
        )
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8_000_000
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.getinfo("files/001-film.bin").file_size == len(large.content)
