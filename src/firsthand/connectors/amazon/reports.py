"""Reports (version 2021-06-30): asked for, waited for, fetched whole or not at all."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from firsthand.connectors.amazon import documents
from firsthand.connectors.amazon.addressing import Value
from firsthand.connectors.amazon.answers import text_at
from firsthand.connectors.amazon.client import Client
from firsthand.connectors.amazon.orders import stamp
from firsthand.connectors.amazon.troubles import Declined, Told, Trouble

CREATE = "reports_2021-06-30.createReport"
GET = "reports_2021-06-30.getReport"
DOCUMENT = "reports_2021-06-30.getReportDocument"
# A month of a hundred thousand orders has some forty.
LONGEST_TABLE_BYTES = 100_000_000


class Kind(StrEnum):
    """The reports that are read here."""

    RETURNS_FBA = "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA"
    RETURNS_FBM = "GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE"
    FEEDBACK = "GET_SELLER_FEEDBACK_DATA"
    ORDERS = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
    PERFORMANCE = "GET_V2_SELLER_PERFORMANCE_REPORT"

    @property
    def is_of_a_time(self) -> bool:
        """Say whether one asks for what happened in a time, or for what stands now."""
        return self is not Kind.PERFORMANCE


class Course(StrEnum):
    """How far a report is."""

    WAITING = "waiting"
    DONE = "done"
    NOTHING = "nothing"  # Cancelled: what Amazon does where there is nothing to report.
    FAILED = "failed"
    FORGOTTEN = "forgotten"  # Amazon does not know it any more.


@dataclass(frozen=True)
class Asked:
    """What a report is about."""

    kind: Kind
    marketplace_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class State:
    """How far a report is; `document` once it is done."""

    course: Course
    document: str = ""


class ReportFailed(Trouble):
    """Amazon could not make it. It is asked for again; its time stays open."""

    code = "amazon.report_failed"
    may_pass = True


class Unreadable(Trouble):
    """The document is no table of this kind, or not all of one: nothing of it is used."""

    code = "amazon.report_unreadable"
    may_pass = True


def create(client: Client, asked: Asked) -> str:
    """Ask for a report; return its number. Asking twice costs a turn and nothing else.

    Raises:
        Trouble: it was not asked for, as far as anybody knows.
    """
    body: dict[str, Any] = {
        "reportType": str(asked.kind),
        "marketplaceIds": [asked.marketplace_id],
    }
    if asked.kind.is_of_a_time:
        body |= {"dataStartTime": stamp(asked.since), "dataEndTime": stamp(asked.until)}
    number = text_at(client.call(CREATE, body=body).content, "reportId")
    if not number:
        raise failed(asked.kind, "no number")
    return number


def state(client: Client, number: str) -> State:
    """Return how far a report is; a word nobody knows is waiting.

    Raises:
        Trouble: it cannot be said.
    """
    try:
        content = client.call(GET, {"reportId": number}).content
    except Declined as trouble:
        if trouble.told.status == 404:
            return State(Course.FORGOTTEN)
        raise
    said = text_at(content, "processingStatus")
    return State(_COURSES.get(said, Course.WAITING), text_at(content, "reportDocumentId"))


_COURSES = {
    "DONE": Course.DONE,
    "CANCELLED": Course.NOTHING,
    "FATAL": Course.FAILED,
}


class _Kept(io.BytesIO):
    """Bytes in memory, and no more of them than a table of ours can have."""

    def write(self, part: Any) -> int:  # noqa: ANN401 -- as there
        size = super().write(part)
        if self.tell() > LONGEST_TABLE_BYTES:
            raise unreadable("", "it is longer than any that is read here")
        return size


def fetch(client: Client, document: str) -> bytes:
    """Return what is in a document.

    Raises:
        Trouble: it cannot be had, or not whole.
    """
    asked: dict[str, Value] = {"reportDocumentId": document}
    content = client.call(DOCUMENT, asked).content
    into = _Kept()
    documents.download(
        client.line,
        text_at(content, "url"),
        into,
        compression=text_at(content, "compressionAlgorithm"),
    )
    return into.getvalue()


def failed(kind: Kind, status: str) -> ReportFailed:
    """Return the trouble that a report was not made."""
    return ReportFailed(
        _("Amazon could not make the report %(kind)s (%(status)s).")
        % {"kind": kind, "status": status},
        fix=_("It is asked for again."),
        told=Told(f"{kind}: {status}"),
    )


def unreadable(kind: str, why: str) -> Unreadable:
    """Return the trouble that a document cannot be read."""
    return Unreadable(
        _("The report %(kind)s from Amazon cannot be read.") % {"kind": kind},
        fix=_("It is asked for again; nothing of it is used."),
        told=Told(f"{kind}: {why}"),
    )
