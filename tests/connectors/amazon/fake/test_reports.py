"""Reports and uploads at the fake, as a client sees them."""

from __future__ import annotations

import hashlib
import io
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.documents import NoDocument, download, upload
from firsthand.connectors.amazon.troubles import Declined
from tests.connectors.amazon.playing import GERMANY, client_at, playing

RETURNS = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
CONTENT = "Order ID\tReturn Reason\n305-0000001-0000001\tZu groß\n".encode("cp1252")


def asked_for(client: Client, kind: str = RETURNS) -> str:
    body = {"reportType": kind, "marketplaceIds": [GERMANY], "dataStartTime": "2026-11-01"}
    return client.call("createReport", body=body).content["reportId"]


def told(client: Client, report: str) -> dict[str, Any]:
    return client.call("getReport", {"reportId": report}).content


def read(client: Client, report: dict[str, Any]) -> bytes:
    number = report["reportDocumentId"]
    found = client.call("getReportDocument", {"reportDocumentId": number}).content
    into = io.BytesIO()
    download(client.line, found["url"], into, compression=found["compressionAlgorithm"])
    return into.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / f"{RETURNS}.tsv").write_bytes(CONTENT)
    return tmp_path


def test_a_report_is_worked_on_and_then_read_byte_for_byte(folder: Path) -> None:
    with playing(reports=folder) as fake:
        client = client_at(fake.address)
        report = asked_for(client)
        assert told(client, report)["processingStatus"] == "IN_PROGRESS"
        fake.time.forward(10)
        found = told(client, report)
        assert found["processingStatus"] == "DONE"
        assert read(client, found) == CONTENT
        [listed] = client.call("getReports", {"reportTypes": [RETURNS]}).content["reports"]
    assert listed == found
    assert found["dataStartTime"] == "2026-11-01"


def test_a_report_of_nothing_is_cancelled_as_amazon_does(folder: Path) -> None:
    with playing(reports=folder) as fake:
        client = client_at(fake.address)
        report = asked_for(client, "GET_SELLER_FEEDBACK_DATA")
        fake.time.forward(10)
        assert told(client, report)["processingStatus"] == "CANCELLED"


ENDS = [("fatal_none", "FATAL"), ("cancelled", "CANCELLED"), ("stuck", "IN_PROGRESS")]


@pytest.mark.parametrize(("fault", "ended"), ENDS)
def test_a_report_ends_as_planned(fault: str, ended: str, folder: Path) -> None:
    with playing(f"process={fault}", reports=folder) as fake:
        client = client_at(fake.address)
        report = asked_for(client)
        fake.time.forward(3600)
        assert told(client, report)["processingStatus"] == ended


def test_a_document_that_is_cut_off_is_not_taken_for_whole(folder: Path) -> None:
    with playing("download=cut_off", reports=folder) as fake:
        client = client_at(fake.address)
        report = asked_for(client)
        fake.time.forward(10)
        with pytest.raises(NoDocument):
            read(client, told(client, report))
        assert read(client, told(client, report)) == CONTENT


def test_a_report_can_be_cancelled_only_before_its_end() -> None:
    with playing() as fake:
        client = client_at(fake.address)
        report = asked_for(client)
        client.call("cancelReport", {"reportId": report})
        assert told(client, report)["processingStatus"] == "CANCELLED"
        for number in (report, "none"):
            with pytest.raises(Declined):
                client.call("cancelReport", {"reportId": number})


def test_what_is_to_be_attached_goes_to_an_address_made_for_exactly_it() -> None:
    digest = hashlib.md5(b"%PDF", usedforsecurity=False)
    in_letters = digest.hexdigest()  # As Amazon's own example has it: its storage objects.
    with playing() as fake:
        client = client_at(fake.address)

        def put(md5: str, content: bytes = b"%PDF", **more: str) -> None:
            where = {
                "resource": "messaging/v1/orders/305-0000001-0000001/messages/invoice",
                "marketplaceIds": [GERMANY],
                "contentMD5": md5,
                "contentType": "application/pdf",
            }
            answer = client.call("createUploadDestinationForResource", where)
            place = answer.content["payload"]
            headers = {**place["headers"], **more}
            upload(client.line, place["url"], content, "application/pdf", headers=headers)

        right = b64encode(digest.digest()).decode()
        put(right)
        for wrong in ((in_letters, b"%PDF"), (right, b"%PDF-1.7")):
            with pytest.raises(NoDocument):
                put(*wrong)
        with pytest.raises(NoDocument):
            put(right, **{"Content-MD5": "other"})
