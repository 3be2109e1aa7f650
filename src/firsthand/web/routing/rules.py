"""Assignment rules: list them, add, change, archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.queries import AssignmentRule, Preference
from firsthand.web.routing.forms import RuleForm, values_of_rule
from firsthand.web.routing.skills import people_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of


@dataclass(frozen=True)
class Line:
    """One rule in words."""

    rule: AssignmentRule
    steps: Sequence[str]


@require_safe
@needs(Right.MANAGE_ROUTING)
def rules(request: HttpRequest) -> HttpResponse:
    """List the rules in the order they are asked, and the people with their skills."""
    by = person_of(request)
    found = queries.assignment_rules_of(by)
    context = {
        "lines": [
            Line(each, [str(Preference(step).label) for step in each.steps])
            for each in found
        ],
        "people": people_of(by, at=timezone.now()),
    }
    return render(request, "routing/rules.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ROUTING)
def add(request: HttpRequest) -> HttpResponse:
    """Add a rule."""
    by, at = person_of(request), timezone.now()
    form = RuleForm(request.POST or None, by=by)
    if accepted(form, lambda: commands.add_rule(terms=form.terms(), by=by, at=at)):
        messages.success(request, _("Saved. Waiting tickets are given within a minute."))
        return redirect("settings_routing")
    return render(request, "routing/rule.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ROUTING)
def rule(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Show one rule, and change it."""
    by, at = person_of(request), timezone.now()
    one = get_object_or_404(queries.assignment_rules_of(by), pk=rule_id)
    form = RuleForm(request.POST or None, by=by, initial=values_of_rule(one))

    def deed() -> None:
        commands.change_rule(rule_id=rule_id, terms=form.terms(), by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved. Waiting tickets are given within a minute."))
        return redirect("settings_routing")
    words = {"form": form, "rule": one}
    return render(request, "routing/rule.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_ROUTING)
def archive(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Give no more tickets by a rule."""
    return _done(request, rule_id, commands.archive_rule, _("Archived."))


@require_POST
@needs(Right.MANAGE_ROUTING)
def restore(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Give tickets by a rule again."""
    return _done(request, rule_id, commands.restore_rule, _("In use again."))


def _done(
    request: HttpRequest, rule_id: int, command: Callable[..., object], done: str
) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    get_object_or_404(queries.assignment_rules_of(by), pk=rule_id)
    tell(request, lambda: command(rule_id=rule_id, by=by, at=at), done=done)
    return redirect("settings_routing")
