"""The audit log: look something up, have it checked, take it out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from firsthand import wiring
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.queries import chain, log_words
from firsthand.domain.remedies.queries import log as audit_log
from firsthand.web.money.forms import LogForm
from firsthand.web.money.overview import health
from firsthand.web.shared.rights import needs, person_of

PAGE = 100
_JSON_LINES = "application/x-ndjson; charset=utf-8"


@require_safe
@needs(Right.READ_AUDIT)
def log(request: HttpRequest) -> HttpResponse:
    """Show the rows that fit, the newest first, each in words."""
    form = LogForm(request.GET)
    found = audit_log.rows(form.wanted())
    before = request.GET.get("before", "")
    page = found.filter(seq__lt=int(before)) if _is_number(before) else found
    rows = list(page[: PAGE + 1])
    asked = request.GET.copy()
    asked.pop("before", None)
    context = {
        "form": form,
        "n": found.count(),
        "lines": log_words.lines(rows[:PAGE]),
        "older": rows[PAGE - 1].seq if len(rows) > PAGE else None,
        "asked": asked.urlencode(),
        **health(timezone.now()),
        **_checked(),
    }
    return render(request, "money/audit.html", context)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _checked() -> dict[str, object]:
    found = queries.newest_verification()
    by = found.by_id if found else None
    return {"verified_by": people.names_of([by]).get(by) if by else None}


@require_POST
@needs(Right.READ_AUDIT)
def check(request: HttpRequest) -> HttpResponse:
    """Check every row and every ledger now; the page then says what was found."""
    commands.verify(wiring.audit_heads(), by=person_of(request), at=timezone.now())
    return redirect("money_audit")


@require_safe
@needs(Right.READ_AUDIT)
def export(request: HttpRequest) -> HttpResponseBase:
    """Give out the whole log, one JSON object a line, as anybody can check it."""
    del request
    response = StreamingHttpResponse(_json_lines(), content_type=_JSON_LINES)
    response.headers["Content-Disposition"] = 'attachment; filename="audit.jsonl"'
    return response


def _json_lines() -> Iterator[str]:
    for row in chain.exported():
        yield json.dumps(row, ensure_ascii=False) + "\n"
