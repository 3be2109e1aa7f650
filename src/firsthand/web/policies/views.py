"""The rules: all of them with how often they were raised, one of them with its examples."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.policies import commands, queries
from firsthand.domain.policies.queries import Example, Finding, Line
from firsthand.foundation.errors import Refused
from firsthand.web.policies.forms import MODES, TryForm
from firsthand.web.shared.refusals import status_of
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring.gate import outgoing_of

_MOST_EXAMPLES, _MOST_RAISED = 12, 20


@dataclass(frozen=True)
class Told:
    """A rule, or what it found, in the reader's language."""

    line: Line
    mode: str
    message: str
    fix: str


@dataclass(frozen=True)
class Found:
    """What a rule found in a text that is tried."""

    finding: Finding
    words: str
    message: str
    fix: str


@require_safe
@needs(Right.READ_TICKETS)
def policies(request: HttpRequest) -> HttpResponse:
    """List the rules."""
    person = person_of(request)
    lines = queries.lines(person, at=timezone.now())
    context = {
        "rules": [told(each) for each in lines],
        "now": queries.in_force(),
        "versions": queries.versions(),
        "draft": queries.draft(),
        "days": queries.DAYS,
        "may_write": person.may(Right.WRITE_POLICIES),
    }
    return render(request, "policies/policies.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_TICKETS)
def rule(request: HttpRequest, rule_key: str) -> HttpResponse:
    """Show one rule; hold a text against all of them if one was given."""
    person, at = person_of(request), timezone.now()
    line = queries.line(person, rule_key, at=at)
    if line is None:
        raise Http404
    form = TryForm(request.POST or None, initial={"marketplace": "US", "language": "en"})
    found = _tried(form) if form.is_valid() else None
    rule_id = queries.shipped_rules()[rule_key]["id"]
    examples = queries.examples_of(rule_id)
    changes = queries.in_force().changes
    context = {
        "rule": told(line),
        "whole": queries.whole_rule(rule_key, changes),
        "vocabularies": queries.vocabularies_of(rule_key, changes),
        "languages": queries.LANGUAGES,
        "matching": _some(examples, must_match=True),
        "passing": _some(examples, must_match=False),
        "raised": queries.raised_on(person, rule_id, at=at, limit=_MOST_RAISED),
        "form": form,
        "found": found,
        "days": queries.DAYS,
        "may_write": person.may(Right.WRITE_POLICIES),
    }
    return render(request, "policies/rule.html", context, status=status_of(form)
                  if form.errors else 200)  # fmt: skip


def told(line: Line) -> Told:
    """Return a rule in the reader's language."""
    say = commands.in_readers_language
    return Told(line, str(MODES[line.mode]), say(dict(line.message)), say(dict(line.fix)))


def _tried(form: TryForm) -> list[Found] | None:
    """Return what the rules in force find in the text of a form; None: not read."""
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        commands.refuse_too_long(text)
    except Refused as refusal:
        form.add_error("text", str(refusal))
        return None
    outgoing = outgoing_of(
        text,
        language=form.cleaned_data["language"] or "en",
        marketplace=form.cleaned_data["marketplace"] or "US",
        channel="amazon",
        role="agent",
    )
    found = queries.findings(
        outgoing, queries.in_force().rules, also_in=queries.spoken_in(text)
    )
    say = commands.in_readers_language
    return [
        Found(one, text[one.start : one.end], say(one.message), say(one.fix))
        for one in found
    ]


def _some(examples: list[Example], *, must_match: bool) -> list[Example]:
    """Return some examples of one kind: of every language in turn."""
    of_kind = [each for each in examples if each.must_match == must_match]
    turn: dict[str, int] = {}
    ranked = []
    for each in of_kind:
        turn[each.outgoing.language] = turn.get(each.outgoing.language, 0) + 1
        ranked.append((turn[each.outgoing.language], each))
    return [each for _n, each in sorted(ranked, key=lambda one: one[0])[:_MOST_EXAMPLES]]
