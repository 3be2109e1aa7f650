"""The reports about authority: a list of them, each as a page, each as a file."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from firsthand import wiring
from firsthand.domain.metrics.queries import FactsOutdated
from firsthand.domain.people.queries import Right
from firsthand.domain.reports import queries
from firsthand.domain.reports.queries import REPORTS, Asked, Kept, Report
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused
from firsthand.web.reports import words
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

DAYS = (7, 30, 56, 90, 180, 365)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@needs(Right.READ_FIGURES)
def index(request: HttpRequest) -> HttpResponse:
    """List the reports somebody may read."""
    person = person_of(request)
    shown = [kept for kept in REPORTS.values() if queries.may_read(person, kept, {})]
    return render(request, "reports/index.html", {"reports": shown})


@require_safe
@needs(Right.READ_FIGURES)
def show(request: HttpRequest, report: str) -> HttpResponse:
    """Show one report, limited as its address says."""
    person, kept = person_of(request), _kept(request, report)
    asked = _asked(request, kept)
    context = {"kept": kept, "asked": asked, **_filters(person, kept, asked)}
    try:
        made = _made(person, kept, asked)
    except (FactsOutdated, queries.NoSuchChoice, queries.NotAPage) as refusal:
        context["refusal"] = refusal
        return render(request, "reports/report.html", context)
    context |= {
        "report": made,
        "heads": words.heads_of(made),
        "rows": words.rows_of(made),
        "picture": words.picture_of(made, kept),
        "query": _query(asked),
        "next": _query(asked, after=made.next) if made.next else "",
        "may_export": person.may(Right.EXPORT_DATA),
    }
    return render(request, "reports/report.html", context)


@require_safe
@needs(Right.EXPORT_DATA)
def download(request: HttpRequest, report: str, form: str) -> HttpResponseBase:
    """Give one report out whole, as a table."""
    person, kept = person_of(request), _kept(request, report)
    if form not in {"csv", "xlsx"}:
        raise Http404
    try:
        made = _made(person, kept, _asked(request, kept), size=None)
    except Refused as refusal:
        raise Http404 from refusal
    columns, rows = queries.given_out(made)
    called = f"{kept.name}.{form}"
    if form == "csv":
        lines = wiring.csv_lines(columns, rows)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        header = content_disposition_header(True, called)
        answer.headers["Content-Disposition"] = header or ""
        return answer
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    wiring.write_xlsx(file, columns, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=called, content_type=XLSX)


def _kept(request: HttpRequest, name: str) -> Kept:
    kept = REPORTS.get(name)
    if kept is None:
        raise Http404
    if not queries.may_read(person_of(request), kept, request.GET.dict()):
        raise PermissionDenied
    return kept


def _asked(request: HttpRequest, kept: Kept) -> Asked:
    typed = request.GET
    store, days = typed.get("store", ""), typed.get("days", "")
    if (store and not store.isdecimal()) or (days and not days.isdecimal()):
        raise Http404
    try:
        last = date.fromisoformat(typed["to"]) if typed.get("to") else None
    except ValueError as wrong:
        raise Http404 from wrong
    return Asked(
        store_id=int(store) if store else None,
        channel=typed.get("channel", ""),
        days=int(days) if days else None,
        last=last,
        options={
            choice.name: typed[choice.name]
            for choice in kept.choices
            if typed.get(choice.name)
        },
        after=typed.get("after", ""),
    )


def _made(person: Person, kept: Kept, asked: Asked, *, size: int | None = 50) -> Report:
    try:
        wanted = queries.wanted(
            kept,
            asked,
            person,
            at=timezone.now(),
            tz=ZoneInfo(timezone.get_current_timezone_name()),
            size=size,
        )
    except queries.NoSuchStore as refusal:
        raise Http404 from refusal
    return kept.make(wanted)


def _filters(person: Person, kept: Kept, asked: Asked) -> dict[str, object]:
    """Return what the form above a report offers, and what is chosen."""
    return {
        "stores": stores.stores_of(person),
        "channels": queries.channels_of(person),
        "days": sorted({*DAYS, kept.days}),
        "chosen_days": asked.days or kept.days,
        "choices": [
            (
                choice,
                [
                    (value, title)
                    for value, title in choice.values(person)
                    if queries.may_read(person, kept, {choice.name: value})
                ]
                if choice.values
                else [],
                asked.options.get(choice.name, ""),
                choice.values is None,
            )
            for choice in kept.choices
        ],
    }


def _query(asked: Asked, *, after: str = "") -> str:
    known: dict[str, object] = {
        "store": asked.store_id,
        "channel": asked.channel,
        "days": asked.days,
        "to": asked.last,
        **asked.options,
        "after": after,
    }
    said = {name: value for name, value in known.items() if value}
    return f"?{urlencode(said)}" if said else ""
