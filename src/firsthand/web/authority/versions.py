"""Versions of the policy: list them, write, try out, publish, throw away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.authority import commands, queries
from firsthand.domain.authority.queries import PolicyVersion
from firsthand.domain.people.queries import Person, Right
from firsthand.domain.stores import queries as stores
from firsthand.web.authority.forms import ForStore, PublishForm, RatesForm, TermsForm
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

# Of what another version would have said, so many single uses are shown.
_MOST_SHOWN = 50


@dataclass(frozen=True)
class Line:
    """One version in the list."""

    version: PolicyVersion
    is_in_force: bool
    is_to_come: bool


@require_safe
@needs(Right.MANAGE_AUTHORITY)
def versions(request: HttpRequest) -> HttpResponse:
    """List the versions, what holds now, and the exchange rates."""
    return _listed(request, RatesForm(None, initial={"on": timezone.localdate()}))


@require_POST
@needs(Right.MANAGE_AUTHORITY)
def rates(request: HttpRequest) -> HttpResponse:
    """Note exchange rates."""
    form = RatesForm(request.POST)
    at, by = timezone.now(), person_of(request)
    reference = _general().terms.currency

    def deed() -> None:
        worth = form.cleaned_data["lines"]
        commands.record_rates(reference=reference, on=form.day(), worth=worth, by=by, at=at)

    if accepted(form, deed):
        return redirect("settings_authority")
    return _listed(request, form)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_AUTHORITY)
def add(request: HttpRequest) -> HttpResponse:
    """Write a draft that begins with what holds now."""
    by, at = person_of(request), timezone.now()
    where = ForStore(request.POST or None, by=by)
    form = TermsForm(request.POST or None, terms=_general().terms)

    def deed() -> None:
        commands.draft(
            name=form.cleaned_data["name"],
            terms=form.plain_terms(),
            store_id=where.cleaned_data["store"],
            by=by,
            at=at,
        )

    if (not where.is_bound or where.is_valid()) and accepted(form, deed):
        return redirect("settings_authority")
    context = {"form": form, "where": where}
    return render(request, "authority/draft.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_AUTHORITY)
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show a version; a draft can be changed."""
    one = _seen(request, version_id)
    if one.published_at is not None and request.method != "POST":
        return render(request, "authority/version.html", _shown(one))
    by, at = person_of(request), timezone.now()
    form = TermsForm(request.POST or None, terms=one.read_terms(), name=one.name)

    def deed() -> None:
        commands.change_draft(
            version_id=one.pk,
            name=form.cleaned_data["name"],
            terms=form.plain_terms(),
            by=by,
            at=at,
        )

    if accepted(form, deed):
        return redirect("settings_authority_version", one.pk)
    context = _shown(one) | {"form": form, "publishing": PublishForm()}
    return render(request, "authority/draft.html", context, status=status_of(form))


@require_safe
@needs(Right.MANAGE_AUTHORITY)
def trial(request: HttpRequest, version_id: int) -> HttpResponse:
    """Show what a version would have said to the uses of the last 90 days."""
    one, by = _seen(request, version_id), person_of(request)
    terms = one.read_terms()
    found = queries.try_out(terms, by, at=timezone.now(), store_id=one.store_id)
    changed = [*found.new_questions, *found.new_freedoms]
    context = {
        "version": one,
        "days": queries.DAYS,
        "most": queries.MOST_USES if found.n == queries.MOST_USES else None,
        "found": found,
        "counts": [
            (_("Allowed"), len(found.of(queries.Allowed))),
            (_("Needs approval"), len(found.of(queries.NeedsApproval))),
            (_("Forbidden"), len(found.of(queries.Forbidden))),
        ],
        "changed": [
            (each, queries.of_decision(each.decision, terms.currency))
            for each in changed[:_MOST_SHOWN]
        ],
        "more": max(0, len(changed) - _MOST_SHOWN),
    }
    return render(request, "authority/trial.html", context)


@require_POST
@needs(Right.MANAGE_AUTHORITY)
def publish(request: HttpRequest, version_id: int) -> HttpResponse:
    """Put a draft in force."""
    one, form = _seen(request, version_id), PublishForm(request.POST)
    by, at = person_of(request), timezone.now()
    if not form.is_valid():
        context = _shown(one) | {
            "form": TermsForm(None, terms=one.read_terms(), name=one.name),
            "publishing": form,
        }
        return render(request, "authority/draft.html", context, status=422)
    tell(
        request,
        lambda: commands.publish(version_id=one.pk, valid_from=form.moment(), by=by, at=at),
        done=_("Published. It is not changed any more."),
    )
    return redirect("settings_authority_version", one.pk)


@require_POST
@needs(Right.MANAGE_AUTHORITY)
def discard(request: HttpRequest, version_id: int) -> HttpResponse:
    """Throw a draft away."""
    one, by = _seen(request, version_id), person_of(request)
    tell(
        request,
        lambda: commands.discard_draft(version_id=one.pk, by=by, at=timezone.now()),
        done=_("Thrown away."),
    )
    return redirect("settings_authority")


def _general() -> queries.InForce:
    """Return what holds for stores without a version of their own."""
    return queries.in_force(None, timezone.now())


def _seen(request: HttpRequest, version_id: int) -> PolicyVersion:
    one = queries.readable_version(person_of(request), version_id)
    if one is None:
        raise Http404
    return one


def _shown(one: PolicyVersion) -> dict[str, object]:
    terms = one.read_terms()
    return {
        "version": one,
        "sections": queries.of_terms(terms),
        "problems": [queries.of_contradiction(each) for each in queries.problems_of(terms)],
    }


def _listed(request: HttpRequest, form: RatesForm) -> HttpResponse:
    by, now = person_of(request), timezone.now()
    general = _general()
    context = {
        "lines": _lines(list(queries.versions(by)), by),
        "sections": queries.of_terms(general.terms),
        "general": general.version,
        "currency": general.terms.currency,
        "rates": queries.newest_rates(general.terms.currency, now.date()),
        "form": form,
    }
    return render(request, "authority/versions.html", context, status=status_of(form))


def _lines(found: Sequence[PolicyVersion], by: Person) -> list[Line]:
    """Return the versions with their state: of each place one is in force."""
    now = timezone.now()
    places = [None, *(store.pk for store in stores.stores_of(by))]
    holding = {
        in_force.version.pk
        for place in places
        if (in_force := queries.in_force(place, now)).version is not None
    }
    return [
        Line(
            each,
            each.pk in holding,
            each.valid_from is not None and each.valid_from > now,
        )
        for each in found
    ]
