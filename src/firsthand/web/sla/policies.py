"""Service level policies: list them, add, change, archive."""

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
from firsthand.domain.sla import commands, queries
from firsthand.domain.sla.queries import Policy
from firsthand.web.shared import formats
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.sla.forms import PolicyForm, length_of, values_of_policy
from firsthand.web.tickets.clocks import channel_name


@dataclass(frozen=True)
class Line:
    """One policy in words."""

    policy: Policy
    applies_to: str
    promises: Sequence[str]


@require_safe
@needs(Right.MANAGE_SLA)
def policies(request: HttpRequest) -> HttpResponse:
    """List the policies, and how far a change of them has come."""
    context = {
        "lines": [_line(each) for each in queries.policies()],
        "recount": queries.recount_at_hand(),
    }
    return render(request, "sla/policies.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_SLA)
def add(request: HttpRequest) -> HttpResponse:
    """Add a policy."""
    by, at = person_of(request), timezone.now()
    form = PolicyForm(request.POST or None, by=by)
    if accepted(form, lambda: commands.add_policy(terms=form.terms(), by=by, at=at)):
        return redirect("settings_sla")
    words = {"form": form, "has_calendar": form.has_calendar}
    return render(request, "sla/policy.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_SLA)
def policy(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Show one policy, and change it."""
    one = get_object_or_404(queries.policies(), pk=policy_id)
    by, at = person_of(request), timezone.now()
    form = PolicyForm(
        request.POST or None, by=by, policy=one, initial=values_of_policy(one)
    )

    def deed() -> None:
        commands.change_policy(policy_id=policy_id, terms=form.terms(), by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved. Open tickets follow within minutes."))
        return redirect("settings_sla")
    words = {"form": form, "policy": one, "has_calendar": True}
    return render(request, "sla/policy.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_SLA)
def archive(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Take a policy out of use."""
    return _done(request, policy_id, commands.archive_policy, _("Archived."))


@require_POST
@needs(Right.MANAGE_SLA)
def restore(request: HttpRequest, policy_id: int) -> HttpResponse:
    """Take a policy into use again."""
    return _done(request, policy_id, commands.restore_policy, _("In use again."))


def _done(
    request: HttpRequest, policy_id: int, command: Callable[..., object], done: str
) -> HttpResponse:
    get_object_or_404(Policy, pk=policy_id)
    by, at = person_of(request), timezone.now()
    tell(request, lambda: command(policy_id=policy_id, by=by, at=at), done=done)
    return redirect("settings_sla")


def _line(policy: Policy) -> Line:
    traits = (
        channel_name(policy.channel),
        policy.store.name if policy.store else "",
        str(policy.reason) if policy.reason else "",
        policy.get_priority_display() if policy.priority else "",
        (policy.buyer.name or f"#{policy.buyer_id}") if policy.buyer else "",
    )
    asked = [trait for trait in traits if trait]
    lengths = (
        policy.respond_minutes,
        policy.next_reply_minutes,
        policy.resolve_minutes,
    )
    return Line(
        policy,
        " · ".join(asked) or _("All tickets"),
        [length_of(minutes) or formats.DASH for minutes in lengths],
    )
