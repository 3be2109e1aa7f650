"""What a figure means, and the tickets it was made of."""

from __future__ import annotations

from typing import cast, get_args

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from firsthand.domain.metrics import queries as metrics
from firsthand.domain.metrics.model import Metric
from firsthand.domain.metrics.queries import Outcome
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries as tickets
from firsthand.web.shared import formats
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.today.figures import said

_SHARE_OUTCOMES = {
    "miss": _("Not solved, or late"),
    "running": _("Not certain yet"),
    "hit": _("Solved, or in time"),
    "all": _("All"),
}
_SHOWN = 50


@require_safe
@needs(Right.READ_FIGURES)
def definition(request: HttpRequest, key: str) -> HttpResponse:
    """Explain one metric: formula, certainty, targets, source, worked example."""
    metric = _metric(key)
    targets = [(said(line.name), _written(metric, line.value)) for line in metric.targets]
    context = {
        "metric": metric,
        "name": said(metric.names),
        "formula": said(metric.definition),
        "unit_name": said(metric.unit_name),
        "maturity": said(metric.maturity),
        "targets": targets,
        "story": said(metric.example.story),
        "result": said(metric.example.result),
    }
    return render(request, "today/definition.html", context)


@require_safe
@needs(Right.READ_FIGURES)
def behind(request: HttpRequest, key: str) -> HttpResponse:
    """List the tickets a figure was made of: those of the last week that is certain."""
    metric, person, at = _metric(key), person_of(request), timezone.now()
    outcome = request.GET.get("outcome", "miss")
    if outcome not in get_args(Outcome):
        raise Http404
    since, until = metrics.mature_window(metric, as_of=at)
    is_running = request.GET.get("period") == "running"
    if is_running:
        since, until = at - (until - since), at
    try:
        ids = metrics.tickets_behind(
            metric,
            cast(Outcome, outcome),
            person=person,
            since=since,
            until=until,
            as_of=at,
            limit=_SHOWN,
        )
    except metrics.FactsOutdated as refusal:
        messages.error(request, str(refusal))
        return redirect("today")
    context = {
        "metric": metric,
        "name": said(metric.names),
        "rows": tickets.rows_of(ids, person) if ids else [],
        "outcome": outcome,
        "outcomes": _SHARE_OUTCOMES.items(),
        "since": since,
        "until": until,
        "is_running": is_running,
        "shown": _SHOWN,
        "is_cut": len(ids) == _SHOWN,
    }
    return render(request, "today/behind.html", context)


def _metric(key: str) -> Metric:
    metric = metrics.catalogue().get(key)
    if metric is None:
        raise Http404
    return metric


def _written(metric: Metric, value: float) -> str:
    if metric.unit == "share":
        return formats.share(value)
    if metric.unit == "seconds":
        return formats.duration(value)
    return formats.number(value)
