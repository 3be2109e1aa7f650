"""Accounts, one account, one measure of it: what is said, what we count, what feeds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from firsthand import wiring
from firsthand.domain.health import queries
from firsthand.domain.health.queries import Feeds, Group, Health, Standing
from firsthand.domain.metrics.queries import FactsOutdated
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.charts import sparkline
from firsthand.web.accounthealth import words
from firsthand.web.accounthealth.forms import ReportForm
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.stores.models import Store

_CUTS = {
    "reason3": gettext_lazy("Reasons"),
    "product": gettext_lazy("Products"),
    "agent": gettext_lazy("Who last answered"),
}
_STEP = 7  # Days between two lines of a forecast.


@require_http_methods(["GET", "POST"])
@needs(Right.READ_FIGURES)
def accounts(request: HttpRequest) -> HttpResponse:
    """List the accounts, and take in a report that somebody downloaded."""
    by, at = person_of(request), timezone.now()
    may_import = by.may(Right.IMPORT_DATA)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = ReportForm(request.POST or None, request.FILES or None, person=by)

    def deed() -> None:
        done = wiring.import_performance_report(
            form.cleaned_data["file"].read(),
            store_ids=form.store_ids(),
            reported_at=None,
            by=by,
            at=at,
        )
        messages.success(request, _became(len(done.new), len(done.known)))
        if done.elsewhere:
            messages.info(
                request,
                _("No store of yours is on: %(markets)s.")
                % {"markets": ", ".join(done.elsewhere)},
            )

    if may_import and accepted(form, deed):
        return redirect("health")
    context = {
        "rows": [
            (health, _state_of(health), health.tightest and words.line(health.tightest))
            for health in queries.accounts(by, at=at)
        ],
        "form": form if may_import else None,
    }
    return render(request, "accounthealth/accounts.html", context, status=status_of(form))


def _became(new: int, known: int) -> str:
    if not new and not known:
        return _("The report speaks of no store of yours: nothing was taken in.")
    if not new:
        return _("This report was known already.")
    return ngettext("Taken in for %(n)s store.", "Taken in for %(n)s stores.", new) % {
        "n": new
    }


@require_safe
@needs(Right.READ_FIGURES)
def account(request: HttpRequest, store_id: int) -> HttpResponse:
    """Show every measure of one account."""
    person, place = person_of(request), _place(request, store_id)
    context: dict[str, object] = {"store": place}
    try:
        health = queries.health_of(place, at=timezone.now())
    except FactsOutdated as refusal:
        return render(request, "accounthealth/account.html", context | {"refusal": refusal})
    snapshot = health.snapshot
    context |= {
        "health": health,
        "state": _state_of(health),
        "rating": words.status_of(snapshot.rating) if snapshot else None,
        "warnings": [
            (kind, words.status_of(status))
            for kind, status in sorted(snapshot.warnings.items() if snapshot else ())
        ],
        "lines": [words.line(each) for each in health.standings],
        "policies": [
            (queries.measure_name(each.reading.measure), each,
             words.status_of(each.reading.status))
            for each in health.policies
        ],
        "now": timezone.now(),
        "may_export": person.may(Right.EXPORT_DATA),
    }  # fmt: skip
    return render(request, "accounthealth/account.html", context)


@require_safe
@needs(Right.EXPORT_DATA)
def table(request: HttpRequest, store_id: int) -> StreamingHttpResponse:
    """Give every measure of one account out as a table."""
    place = _place(request, store_id)
    try:
        health = queries.health_of(place, at=timezone.now())
    except FactsOutdated as refusal:
        raise Http404 from refusal
    lines = wiring.csv_lines(queries.COLUMNS, queries.table([health]))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    named = content_disposition_header(True, f"account-health-{place.pk}.csv")
    answer.headers["Content-Disposition"] = named or "attachment"
    return answer


@require_safe
@needs(Right.READ_FIGURES)
def measure(request: HttpRequest, store_id: int, measure: str) -> HttpResponse:
    """Show one measure: its room, its forecast, the difference, and what feeds it."""
    person, place, at = person_of(request), _place(request, store_id), timezone.now()
    context: dict[str, object] = {
        "store": place,
        "name": queries.measure_name(measure),
    }
    try:
        standing = queries.standing_of(place, measure, days=_days(request), at=at)
        if standing is None:
            raise Http404
        feeds = queries.feeds(place, standing, at=at, cuts=queries.cuts_for(person))
    except FactsOutdated as refusal:
        return render(request, "accounthealth/measure.html", context | {"refusal": refusal})
    context |= _one(place, standing)
    if feeds is not None:
        context |= _feeding(feeds, person)
    return render(request, "accounthealth/measure.html", context)


def _one(place: Store, standing: Standing) -> dict[str, object]:
    """Return a measure's room, difference and forecast in words."""
    found = standing.forecast
    said = queries.course_said(place.pk, standing.key, days=standing.days)
    rates = [
        (at, each, None if each.rate is None else float(each.rate)) for at, each in said
    ]
    return {
        "standing": standing,
        "line": words.line(standing),
        "rating": words.rate(standing.rating.value if standing.rating else None),
        "differences": words.reasons_of(standing),
        "metric": standing.measure.metric if standing.measure else "",
        "basis": words.basis_of(found) if found else "",
        "path": [
            (day, round(chance * 100))
            for place, (day, chance) in enumerate(found.path)
            if place % _STEP == _STEP - 1
        ]
        if found
        else [],
        "reported": [
            (
                at,
                words.rate(each.rate),
                words.of(each.stated.counted if each.stated else None),
            )
            for at, each, _rate in reversed(rates[-10:])
        ],
        "spark": sparkline(
            [share for _at, _each, share in rates],
            label=_("%(name)s as it was reported, report by report")
            % {"name": queries.measure_name(standing.key)},
        )
        if len(rates) > 1
        else "",
    }


def _feeding(feeds: Feeds, person: Person) -> dict[str, object]:
    """Return what feeds a measure in words."""
    return {
        "feeds": feeds,
        "parts": [
            (queries.part_name(part.name), part,
             words.status_of(part.status), words.of(part.ours))
            for part in feeds.parts
        ],
        "groups": [
            (_CUTS[cut], _named(cut, groups), feeds.bad)
            for cut, groups in feeds.groups.items()
        ],
        "rows": tickets.rows_of(feeds.tickets, person) if feeds.tickets else [],
    }  # fmt: skip


def _named(cut: str, groups: Sequence[Group]) -> list[tuple[str, Group]]:
    """Return the groups with the names people know them by."""
    if cut == "agent":
        names = people.names_of([int(each.value) for each in groups if each.value])
        return [
            (names.get(int(each.value), "") if each.value else _("nobody"), each)
            for each in groups
        ]
    if cut == "reason3":
        return [
            (_reason(each.value) if each.value else _("without a ticket or tag"), each)
            for each in groups
        ]
    return [(each.value or _("unknown"), each) for each in groups]


def _reason(code: str) -> str:
    found = reasons.called(code)
    return found.label if found else code


def _state_of(health: Health) -> tuple[str, str]:
    return words.status_of(health.snapshot.status if health.snapshot else "")


def _place(request: HttpRequest, store_id: int) -> Store:
    found = queries.store_for(person_of(request), store_id)
    if found is None:
        raise Http404
    return found


def _days(request: HttpRequest) -> int:
    """Return the length of the window asked for; 0: the longest there is."""
    asked = request.GET.get("days", "0")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 4):
        raise Http404
    return int(asked)
