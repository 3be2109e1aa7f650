"""The reports about authority and remedies, for programs."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from firsthand import wiring
from firsthand.api.exports import CSV, XLSX
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tokens import Token, caller
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.reports import queries
from firsthand.domain.reports.queries import REPORTS, Asked, Kept
from firsthand.foundation.money import Money

router = Router(tags=["reports"])
READ = Token(ApiToken.Scope.METRICS_READ)
_FILE = {"schema": {"type": "string", "format": "binary"}}
Name = Annotated[
    Literal[
        "audit", "near-limit", "refunds", "escalation-cost", "missed", "performance",
        "defence", "before-after",
    ],
    Path(),
]  # fmt: skip


class Wanted(Schema):
    """Which part of a report. `only`: "option:value" of the report, such as "by:product".

    `days` up to `to`, in UTC days; `after` is the `next` of the page before.
    """

    store: Id | None = None
    channel: Annotated[str, Field(max_length=20)] = ""
    days: Annotated[int, Field(ge=1, le=queries.LONGEST_DAYS)] | None = None
    to: date | None = None
    only: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=5)] = []
    after: Annotated[str, Field(max_length=100)] = ""


class FileWanted(Wanted):
    """The same as a file, whole."""

    format: Literal["csv", "xlsx"] = "csv"


class ColumnOut(Schema):
    """One column. Shares are 0 to 1, "time" is seconds, "points" a difference of shares."""

    key: str
    title: str
    kind: str


class ReportOut(Schema):
    """A report: rows by the keys of the columns; null where nothing was counted."""

    columns: list[ColumnOut]
    rows: list[dict[str, Any]]
    finding: str
    notes: list[str]
    next: str


@router.get("/{name}", response={200: ReportOut, **PROBLEMS}, auth=READ)
def get_report(
    request: HttpRequest, name: Name, wanted: Annotated[Wanted, Query()]
) -> dict[str, Any]:
    """Return one report, over the stores the token's person may see; a page at a time."""
    person = caller(request).person
    report = _kept(person, name, wanted).make(_about(person, name, wanted))
    return {
        "columns": [vars(column) for column in report.columns],
        "rows": [
            {column.key: _value(row.get(column.key)) for column in report.columns}
            for row in report.rows
        ],
        "finding": report.finding,
        "notes": list(report.notes),
        "next": report.next,
    }


@router.get(
    "/{name}/file",
    response=PROBLEMS,
    auth=Token(ApiToken.Scope.DATA_EXPORT),
    openapi_extra={
        "responses": {
            200: {"description": "The table.", "content": {CSV: _FILE, XLSX: _FILE}}
        }
    },
)
def export_report(
    request: HttpRequest, name: Name, wanted: Annotated[FileWanted, Query()]
) -> HttpResponseBase:
    """Give out one report whole; times are UTC, and no text is taken for a formula."""
    person = caller(request).person
    require(person, Right.EXPORT_DATA)
    kept = _kept(person, name, wanted)
    report = kept.make(_about(person, name, wanted, size=None))
    columns, rows = queries.given_out(report)
    if wanted.format == "csv":
        return StreamingHttpResponse(wiring.csv_lines(columns, rows), content_type=CSV)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    wiring.write_xlsx(file, columns, rows)
    file.seek(0)
    return FileResponse(file, filename=f"{name}.xlsx", content_type=XLSX)


def _kept(person: Person, name: str, wanted: Wanted) -> Kept:
    kept = REPORTS[name]
    for right in sorted(queries.needed(kept, _options(wanted))):
        require(person, right)
    return kept


def _options(wanted: Wanted) -> dict[str, str]:
    pairs = (typed.partition(":") for typed in wanted.only)
    return {option: value for option, _colon, value in pairs}


def _about(
    person: Person, name: str, wanted: Wanted, *, size: int | None = 50
) -> queries.Wanted:
    asked = Asked(
        store_id=wanted.store,
        channel=wanted.channel,
        days=wanted.days,
        last=wanted.to,
        options=_options(wanted),
        after=wanted.after,
    )
    try:
        return queries.wanted(
            REPORTS[name], asked, person, at=timezone.now(), tz=ZoneInfo("UTC"), size=size
        )
    except queries.NoSuchStore as refusal:
        raise Http404 from refusal


def _value(cell: queries.Cell) -> object:
    if isinstance(cell, Money):
        return {"minor_units": cell.minor_units, "currency": cell.currency}
    if isinstance(cell, tuple):
        return [_value(each) for each in cell]
    return cell
