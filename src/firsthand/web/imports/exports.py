"""Give tables out row by row, so that a large one needs no more memory than a small."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from firsthand import wiring
from firsthand.domain.imports import queries
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.web.shared.rights import needs, person_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Right.EXPORT_DATA)
def choose(request: HttpRequest) -> HttpResponse:
    """Show which tables can be taken out."""
    shown = {"stores": stores.stores_of(person_of(request)), "tables": queries.TABLES}
    return render(request, "imports/exports.html", shown)


@require_safe
@needs(Right.EXPORT_DATA)
def download(request: HttpRequest, table: str, form: str) -> HttpResponseBase:
    """Give out one table of one store, or of all that the person may see."""
    if table not in queries.TABLES or form not in {"csv", "xlsx"}:
        raise Http404
    visible = stores.stores_of(person_of(request))
    if request.GET.get("store"):
        visible = visible.filter(pk=_number(request.GET["store"]))
        if not visible:
            raise Http404
    columns, rows = queries.exported(table, store_ids=[store.pk for store in visible])
    name = f"{table}.{form}"
    if form == "csv":
        lines = wiring.csv_lines(columns, rows)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
        return answer
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    wiring.write_xlsx(file, columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Http404
    return int(text)


@require_safe
@needs(Right.IMPORT_DATA)
def rejected(request: HttpRequest, run_id: int) -> HttpResponseBase:
    """Give out the rejected rows of an import, with line and reason."""
    run = get_object_or_404(queries.runs(person_of(request)), pk=run_id)
    heading = (_("Line"), _("Column"), _("Value"), _("Reason"))

    def rows() -> Iterator[tuple[int, str, str, str]]:
        for one in queries.rejections(run):
            yield one.line, one.column, one.value, one.reason

    lines = wiring.csv_lines(heading, rows())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"import-{run.pk}-rejected.csv"
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer
