"""Whole tables for programs, in the shapes they can be brought in by."""

from __future__ import annotations

import tempfile
from typing import Literal

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Query, Router, Schema

from firsthand import wiring
from firsthand.api.problems import PROBLEMS
from firsthand.api.schemas import Id
from firsthand.api.tokens import Token, caller
from firsthand.domain.imports import queries
from firsthand.domain.people.commands import require
from firsthand.domain.people.models import ApiToken
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores

router = Router(tags=["exports"])
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"schema": {"type": "string", "format": "binary"}}


class Wanted(Schema):
    """Which file, and of which store: without one, of all the token's person may see."""

    format: Literal["csv", "xlsx"] = "csv"
    store: Id | None = None


@router.get(
    "/{table}",
    response=PROBLEMS,
    auth=Token(ApiToken.Scope.DATA_EXPORT),
    openapi_extra={
        "responses": {
            200: {"description": "The table.", "content": {CSV: _FILE, XLSX: _FILE}}
        }
    },
)
def export_table(
    request: HttpRequest,
    table: Literal["needs", "reasons", "events", "orders"],
    wanted: Query[Wanted],
) -> HttpResponseBase:
    """Give out one table row by row; times are UTC, and no text is taken for a formula."""
    person = caller(request).person
    require(person, Right.EXPORT_DATA)
    visible = stores.stores_of(person)
    if wanted.store is not None:
        visible = visible.filter(pk=wanted.store)
        if not visible:
            raise Http404
    columns, rows = queries.exported(table, store_ids=[store.pk for store in visible])
    if wanted.format == "csv":
        return StreamingHttpResponse(wiring.csv_lines(columns, rows), content_type=CSV)
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    wiring.write_xlsx(file, columns, rows)
    file.seek(0)
    return FileResponse(file, filename=f"{table}.xlsx", content_type=XLSX)
