"""Macros: list them with how they fare, write a draft, have it read, publish it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.macros import commands, queries
from firsthand.domain.macros.queries import State
from firsthand.domain.people.commands import NotAllowed
from firsthand.domain.people.queries import Right
from firsthand.web.macros import words
from firsthand.web.macros.forms import CareForm, SheetForm, TrialForm, values_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.macros.models import Macro, MacroVersion
    from firsthand.domain.people.models import Person

_EMPTY: dict[str, Any] = {"order_states": [], "roles": [], "cases": []}


@require_safe
@needs(Right.READ_TICKETS)
def macros(request: HttpRequest) -> HttpResponse:
    """List the macros, with how they fare."""
    person = person_of(request)
    at = timezone.now()
    lines = queries.macros_page(person, at=at)
    language = get_language() or ""
    rows = [
        (
            line,
            queries.title_of(line.version.read_sheet(), language),
            words.advised(line.fares.advice, line.fares.why),
        )
        for line in lines
    ]
    context = {
        "rows": rows,
        "today": timezone.localdate(at),
        "days": queries.DAYS,
        "may_write": person.may(Right.WRITE_MACROS),
    }
    return render(request, "macros/macros.html", context)


@require_safe
@needs(Right.READ_TICKETS)
def macro(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Show one macro: what each version says, and how it fares."""
    one, at = _found(macro_id), timezone.now()
    person = person_of(request)
    found = queries.versions_of(macro_id)
    fares = queries.fares_of(found, person, at=at)
    versions = [
        (
            each,
            each.read_sheet(),
            fares[each.pk],
            words.advised(fares[each.pk].advice, fares[each.pk].why),
        )
        for each in found
    ]
    results = [
        queries.trial_result(each, person, at=at) for each in queries.trials_of(macro_id)
    ]
    context = {
        "macro": one,
        "title": queries.title_of(versions[0][1], get_language() or ""),
        "versions": versions,
        "trials": [(each, words.judged(each)) for each in results],
        "is_on_trial": any(each.trial.ended_at is None for each in results),
        "trial_form": TrialForm(),
        "care_form": CareForm(initial={"owner": one.owner_id, "review_on": one.review_on}),
        "days": queries.DAYS,
        "may_write": person.may(Right.WRITE_MACROS),
        "may_publish": person.may(Right.PUBLISH_MACROS),
        "has_draft": _draft_of(macro_id) is not None,
    }
    return render(request, "macros/macro.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_MACROS)
def add(request: HttpRequest) -> HttpResponse:
    """Begin a macro."""
    form = SheetForm(request.POST or None)
    by, at = person_of(request), timezone.now()
    made: list[MacroVersion] = []

    def deed() -> None:
        made.append(commands.draft(sheet=form.sheet(_EMPTY), by=by, at=at))

    if accepted(form, deed):
        return redirect("macro", made[0].macro_id)
    return render(request, "macros/draft.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_MACROS)
def draft(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Change the draft there is, or begin one from the newest version."""
    one = _found(macro_id)
    begun = _draft_of(macro_id)
    before = (begun or queries.versions_of(macro_id)[0]).sheet
    form = SheetForm(request.POST or None, initial=values_of(before))
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        sheet = form.sheet(before)
        if begun is None:
            commands.draft(sheet=sheet, macro_id=macro_id, by=by, at=at)
        else:
            commands.change(version_id=begun.pk, sheet=sheet, by=by, at=at)

    if accepted(form, deed):
        return redirect("macro", macro_id)
    context = {"form": form, "macro": one, "texts": before["texts"]}
    return render(request, "macros/draft.html", context, status=status_of(form))


@require_POST
@needs(Right.WRITE_MACROS)
def care(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Say whose a macro is and when it is to be read again."""
    _found(macro_id)
    form = CareForm(request.POST)
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        commands.look_after(macro_id=macro_id, **form.care(), by=by, at=at)

    _told(request, form, deed, done=_("Saved."))
    return redirect("macro", macro_id)


@require_POST
@needs(Right.PUBLISH_MACROS)
def try_out(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Begin a trial of the version that is in review."""
    _found(macro_id)
    draft = _draft_of(macro_id)
    if draft is None:
        raise Http404
    form = TrialForm(request.POST)
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        commands.start_trial(version_id=draft.pk, **form.terms(at), by=by, at=at)

    _told(request, form, deed, done=_("The trial has begun."))
    return redirect("macro", macro_id)


def _told(
    request: HttpRequest, form: forms.Form, deed: Callable[[], object], *, done: str
) -> None:
    """Do what the form asks for, and say on the next page what came of it."""
    if form.is_valid():
        tell(request, deed, done=done)
        return
    for name, problems in form.errors.items():
        messages.error(request, f"{form.fields[name].label}: {problems[0]}")


@require_POST
@needs(Right.WRITE_MACROS)
def move(request: HttpRequest, macro_id: int, step: str) -> HttpResponse:
    """Take one version a step on: by the buttons of its page."""
    _found(macro_id)
    steps = {each.pk: each for each in queries.versions_of(macro_id)}
    typed = request.POST.get("version", "")
    version = steps.get(int(typed)) if typed.isdecimal() else None
    if step not in _STEPS or version is None:
        raise Http404
    by, at = person_of(request), timezone.now()
    try:
        tell(request, lambda: _STEPS[step](version, by, at), done=_("Done."))
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    is_there = queries.versions_of(macro_id)
    return redirect("macro", macro_id) if is_there else redirect("macros")


def _end_trial(version: MacroVersion, by: Person, at: datetime) -> None:
    trial = queries.trial_of(version.macro_id)
    if trial is None:
        raise Http404
    commands.end_trial(trial_id=trial.pk, winner_id=version.pk, by=by, at=at)


_STEPS: dict[str, Callable[[MacroVersion, Person, datetime], object]] = {
    "submit": lambda each, by, at: commands.submit(version_id=each.pk, by=by, at=at),
    "send-back": lambda each, by, at: commands.send_back(version_id=each.pk, by=by, at=at),
    "discard": lambda each, by, at: commands.discard(version_id=each.pk, by=by, at=at),
    "publish": lambda each, by, at: commands.publish(version_id=each.pk, by=by, at=at),
    "retire": lambda each, by, at: commands.retire(version_id=each.pk, by=by, at=at),
    "choose": _end_trial,
}


def _found(macro_id: int) -> Macro:
    found = queries.macro(macro_id)
    if found is None:
        raise Http404
    return found


def _draft_of(macro_id: int) -> MacroVersion | None:
    open_states = (State.DRAFT, State.REVIEW)
    drafts = [each for each in queries.versions_of(macro_id) if each.state in open_states]
    return drafts[0] if drafts else None
