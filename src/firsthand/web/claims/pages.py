"""The list of claims, one claim, its deadline, answer and outcome; evidence packs."""

from __future__ import annotations

import tempfile

from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseForm
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from firsthand import wiring
from firsthand.domain.claims import commands, queries
from firsthand.domain.claims.queries import Line, State
from firsthand.domain.people.queries import Right
from firsthand.web.claims import words
from firsthand.web.claims.forms import DeadlineForm, OutcomeForm
from firsthand.web.shared.refusals import accepted, tell
from firsthand.web.shared.rights import needs, person_of

_MOST_PAGES = 10_000
STATES = {
    State.OPEN: gettext_lazy("To be answered"),
    State.ANSWERED: gettext_lazy("Answered"),
    State.DECIDED: gettext_lazy("Decided"),
    State.PAST: gettext_lazy("Older, outcome not noted"),
}


@require_safe
@needs(Right.READ_TICKETS)
def claims(request: HttpRequest) -> HttpResponse:
    """List claims in one state: what runs out first in front."""
    person, at = person_of(request), timezone.now()
    asked = request.GET.get("state", State.OPEN)
    if asked not in set(State):
        raise Http404
    page = queries.claims_page(person, State(asked), at=at, number=_number(request))
    context = {
        "lines": [words.shown(line) for line in page.lines],
        "assumption": next((each.assumed for each in page.lines if each.assumed), None),
        "page": page,
        "state": asked,
        "state_name": STATES[State(asked)],
        "states": STATES.items(),
        "may_export_table": person.may(Right.EXPORT_DATA),
        "now": at,
    }
    return render(request, "claims/claims.html", context)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and 1 <= int(asked[:6]) <= _MOST_PAGES):
        raise Http404
    return int(asked)


@require_safe
@needs(Right.READ_TICKETS)
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Show one claim: by when, what the defence has and misses, what came of it."""
    line = _seen(request, claim_id)
    initial = {"respond_by": line.respond_by}
    return _shown(request, line, DeadlineForm(None, initial=initial))


@require_POST
@needs(Right.FIND_TRUTH)
def deadline(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Enter by when it has to be answered."""
    line, form = _seen(request, claim_id), DeadlineForm(request.POST)
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        commands.set_deadline(setback_id=claim_id, respond_by=form.moment(), by=by, at=at)

    if accepted(form, deed):
        return redirect("claims_one", claim_id)
    return _shown(request, line, form)


@require_POST
@needs(Right.ANSWER_CLAIMS)
def answered(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Note that the defence was sent."""
    _seen(request, claim_id)
    by, at = person_of(request), timezone.now()
    tell(request, lambda: commands.mark_answered(setback_id=claim_id, by=by, at=at))
    return redirect("claims_one", claim_id)


@require_POST
@needs(Right.ANSWER_CLAIMS)
def outcome(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Note what was decided."""
    line, form = _seen(request, claim_id), OutcomeForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid():
        return _shown(request, line, DeadlineForm(None), form)
    chosen = form.cleaned_data["outcome"]
    tell(
        request,
        lambda: commands.decide(setback_id=claim_id, outcome=chosen, by=by, at=at),
    )
    return redirect("claims_one", claim_id)


@require_POST
@needs(Right.EXPORT_PACKS)
def pack(request: HttpRequest, order_id: int) -> FileResponse:
    """Give out all evidence of an order; that it was taken is noted before."""
    choice = queries.Choice(
        with_notes=request.POST.get("with_notes") == "yes",
        with_names=request.POST.get("with_names") == "yes",
    )
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the response
    by, at = person_of(request), timezone.now()
    try:
        commands.export_pack(file, order_id=order_id, choice=choice, by=by, at=at)
    except BaseException as problem:
        file.close()
        if isinstance(problem, ObjectDoesNotExist):
            raise Http404 from problem
        raise
    file.seek(0)
    name = f"evidence-{order_id}-{at:%Y%m%d-%H%M}.zip"
    answer = FileResponse(
        file, as_attachment=True, filename=name, content_type="application/zip"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@needs(Right.EXPORT_DATA)
def findings(request: HttpRequest) -> StreamingHttpResponse:
    """Give out every finding as a table."""
    lines = wiring.csv_lines(queries.COLUMNS, queries.table(person_of(request)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(True, "findings.csv")
    answer.headers["Content-Disposition"] = disposition or "attachment"
    return answer


def _seen(request: HttpRequest, claim_id: int) -> Line:
    line = queries.claim_for(person_of(request), claim_id, at=timezone.now())
    if line is None:
        raise Http404
    return line


def _shown(
    request: HttpRequest,
    line: Line,
    form: DeadlineForm,
    outcome_form: OutcomeForm | None = None,
) -> HttpResponse:
    person = person_of(request)
    bound: list[BaseForm] = [each for each in (form, outcome_form) if each is not None]
    context = {
        "shown": words.shown(line),
        "line": line,
        "checks": [(words.ITEMS[each.item], each) for each in line.checks],
        "findings": [
            words.told(each) for each in queries.findings_of_order(person, line.order.pk)
        ],
        "reminders": queries.reminders_of(line.setback.pk),
        "form": form,
        "outcome_form": outcome_form or OutcomeForm(None),
        "zone": line.order.store.time_zone,
        "may_find": person.may(Right.FIND_TRUTH),
        "may_answer": person.may(Right.ANSWER_CLAIMS),
        "may_export": person.may(Right.EXPORT_PACKS),
        "title": _("Claim on order %(number)s") % {"number": line.order.number},
        "now": timezone.now(),
    }
    status = 422 if any(each.is_bound for each in bound) else 200
    return render(request, "claims/claim.html", context, status=status)
