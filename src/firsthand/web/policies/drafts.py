"""The draft of the rules: written rule by rule, held against texts, published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.macros.queries import title_of
from firsthand.domain.people.queries import Right
from firsthand.domain.policies import commands, queries
from firsthand.web.policies.forms import RuleForm, WordsForm, values_of
from firsthand.web.policies.views import told
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring import gate_preview

_MOST_SHOWN = 50


@require_safe
@needs(Right.WRITE_POLICIES)
def draft(request: HttpRequest) -> HttpResponse:
    """Show what the draft changes, and what that would have meant."""
    person, at, begun = person_of(request), timezone.now(), queries.draft()
    if begun is None:
        return redirect("policies")
    shown = gate_preview.preview(begun, person, at=at)
    lines = [each for each in queries.lines(person, at=at) if each.is_drafted]
    context = {
        "draft": begun,
        "seen_at": begun.changed_at.isoformat(),
        "rules": [(told(each), _fields(begun.changes, each.key)) for each in lines],
        "words": _words_changed(begun.changes),
        "shown": shown,
        "failing": [
            (each, title_of(each.macro.sheet, get_language() or ""))
            for each in shown.failing
        ],
        "blocked": shown.blocked[:_MOST_SHOWN],
        "freed": shown.freed[:_MOST_SHOWN],
        "days": gate_preview.DAYS,
        "may_publish": person.may(Right.PUBLISH_POLICIES),
        "is_own": begun.drafted_by_id == person.pk,
    }
    return render(request, "policies/draft.html", context)


@require_POST
@needs(Right.PUBLISH_POLICIES)
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the draft as it was read."""
    by, at = person_of(request), timezone.now()
    seen_at = _moment(request.POST.get("seen_at", ""))
    tell(
        request,
        lambda: gate_preview.publish(by=by, at=at, seen_at=seen_at),
        done=_("Texts are judged by it from now on."),
    )
    return redirect("policies_draft" if queries.draft() else "policies")


@require_POST
@needs(Right.WRITE_POLICIES)
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away."""
    by, at = person_of(request), timezone.now()
    tell(request, lambda: commands.discard(by=by, at=at), done=_("Done."))
    return redirect("policies")


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_POLICIES)
def edit(request: HttpRequest, rule_key: str) -> HttpResponse:
    """Write into the draft what is different about a rule."""
    shipped = _shipped(rule_key)
    form = RuleForm(
        request.POST or None, initial=values_of(queries.whole_rule(rule_key, _begun()))
    )
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        commands.change_rule(key=rule_key, fields=form.changes(shipped), by=by, at=at)

    if accepted(form, deed):
        return redirect("policies_draft")
    context = {"form": form, "key": rule_key}
    return render(request, "policies/edit.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_POLICIES)
def words(request: HttpRequest, rule_key: str) -> HttpResponse:
    """Write into the draft which words a rule knows more or less, in one language."""
    _shipped(rule_key)
    begun = _begun()
    language, name = request.GET.get("language", ""), request.GET.get("name", "")
    if language not in queries.LANGUAGES or name not in queries.vocabularies_of(
        rule_key, begun
    ):
        raise Http404
    nothing: dict[str, list[str]] = {"add": [], "remove": []}
    now = begun["words"].get(language, {}).get(name, nothing)
    form = WordsForm(
        request.POST or None, initial={each: "\n".join(now[each]) for each in now}
    )
    by, at = person_of(request), timezone.now()

    def deed() -> None:
        commands.change_words(
            language=language,
            name=name,
            add=form.lines("add"),
            remove=form.lines("remove"),
            by=by,
            at=at,
        )

    if accepted(form, deed):
        return redirect("policies_draft")
    context = {
        "form": form,
        "key": rule_key,
        "language": language,
        "name": name,
        "lines": queries.shipped().vocabulary(language).lines.get(name, []),
        "address": f"{request.path}?{request.GET.urlencode()}",
    }
    return render(request, "policies/words.html", context, status=status_of(form))


def _begun() -> Mapping[str, Any]:
    """Return what the draft says, or else what is in force."""
    begun = queries.draft()
    return begun.changes if begun is not None else queries.in_force().changes


def _shipped(key: str) -> Mapping[str, Any]:
    found = queries.shipped_rules().get(key)
    if found is None:
        raise Http404
    return found


def _fields(changes: Mapping[str, Any], key: str) -> list[tuple[str, str]]:
    """Return what a draft says otherwise of a rule than it was shipped with."""
    return [
        (name, json.dumps(value, ensure_ascii=False))
        for name, value in changes["rules"].get(key, {}).items()
    ]


def _words_changed(changes: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the vocabularies a draft changes, with the lines that differ from the pack."""
    now = queries.in_force().changes["words"]
    nothing: dict[str, list[str]] = {"add": [], "remove": []}
    found = []
    for language in queries.LANGUAGES:
        was, will = now.get(language, {}), changes["words"].get(language, {})
        found += [
            (f"{language}: {name}", will.get(name, nothing))
            for name in sorted({*was, *will})
            if was.get(name) != will.get(name)
        ]
    return found


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
