"""The tree of reasons: see it, add to it, name, move, merge, archive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import commands, queries
from firsthand.domain.reasons.queries import LEVELS, Node, Reason, Taxonomy, label_of
from firsthand.web.reasons.forms import NewReasonForm, PlaceForm, ReasonForm, names_of
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

Command = Callable[..., object]


@dataclass(frozen=True)
class Line:
    """One reason in the tree, in words. `other` is its name in the other languages."""

    id: int
    code: str
    level: int
    label: str
    other: str
    risk: str
    is_in_use: bool
    may_be_given: bool
    merged_into: str


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def reasons(request: HttpRequest) -> HttpResponse:
    """Show the tree, and add a reason on its first level."""
    form = NewReasonForm(request.POST or None, initial=_NEW)
    if accepted(form, lambda: _add(form, None, person_of(request), timezone.now())):
        return redirect("settings_reasons")
    tree = queries.taxonomy()
    words = {
        "form": form,
        "lines": [_line(tree, node) for node in tree.in_order()],
        "given": len(tree.choices()),
    }
    return render(request, "reasons/reasons.html", words, status=status_of(form))


@require_POST
@needs(Right.MANAGE_REASONS)
def load(request: HttpRequest) -> HttpResponse:
    """Add the reasons that come with the program, as far as they are not there."""
    profile = request.POST.get("profile", "")
    if profile not in set(commands.Profile):
        return HttpResponseBadRequest()
    loaded = commands.load(
        profile=commands.Profile(profile), by=person_of(request), at=timezone.now()
    )
    words = ngettext(
        "%(count)d reason came into use.",
        "%(count)d reasons came into use.",
        loaded.reasons,
    )
    messages.success(request, words % {"count": loaded.reasons})
    return redirect("settings_reasons")


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_REASONS)
def reason(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Show one reason, and change its names and judgements."""
    one = get_object_or_404(Reason, pk=reason_id)
    now = _judgements(one) | names_of(one.labels)
    form = ReasonForm(request.POST or None, initial=now)

    def deed() -> None:
        by, at = person_of(request), timezone.now()
        commands.change(reason_id=reason_id, what=form.particulars(), by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_reason", reason_id)
    return _shown(
        request, one, form, NewReasonForm(initial=_judgements(one), auto_id=_BELOW)
    )


@require_POST
@needs(Right.MANAGE_REASONS)
def add(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Add a reason below another."""
    one = get_object_or_404(Reason, pk=reason_id)
    form = NewReasonForm(request.POST, auto_id=_BELOW)
    if accepted(form, lambda: _add(form, reason_id, person_of(request), timezone.now())):
        messages.success(request, _("Added."))
        return redirect("settings_reason", reason_id)
    return _shown(
        request, one, ReasonForm(initial=_judgements(one) | names_of(one.labels)), form
    )


@require_POST
@needs(Right.MANAGE_REASONS)
def move(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Hang a reason under another."""
    return _to_another(request, reason_id, commands.move, "parent_id", _("Moved."))


@require_POST
@needs(Right.MANAGE_REASONS)
def merge(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Merge a reason into another."""
    return _to_another(request, reason_id, commands.merge, "into_id", _("Merged."))


@require_POST
@needs(Right.MANAGE_REASONS)
def archive(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Take a reason out of use."""
    return _done(request, reason_id, commands.archive, _("Archived."))


@require_POST
@needs(Right.MANAGE_REASONS)
def restore(request: HttpRequest, reason_id: int) -> HttpResponse:
    """Take a reason into use again."""
    return _done(request, reason_id, commands.restore, _("In use again."))


_BELOW = "below_%s"  # Two forms on one page: no id may stand there twice.
_NEW = {"risk": Reason.Risk.LOW, "group": Reason.Group.AFTER_SALE, "l1_resolvable": True}


def _add(form: NewReasonForm, parent_id: int | None, by: Person, at: datetime) -> None:
    commands.add(
        part=form.cleaned_data["code"],
        parent_id=parent_id,
        what=form.particulars(),
        by=by,
        at=at,
    )


def _to_another(
    request: HttpRequest, reason_id: int, command: Command, name: str, done: str
) -> HttpResponse:
    get_object_or_404(Reason, pk=reason_id)
    everything = [(node_id, "") for node_id in queries.taxonomy().nodes]
    form = PlaceForm(request.POST, among=everything)
    if not form.is_valid():
        return HttpResponseBadRequest()
    other = {name: form.cleaned_data["to"]}
    return _done(request, reason_id, command, done, **other)


def _done(
    request: HttpRequest, reason_id: int, command: Command, done: str, **other: int
) -> HttpResponse:
    get_object_or_404(Reason, pk=reason_id)
    by, at = person_of(request), timezone.now()
    tell(request, lambda: command(reason_id=reason_id, by=by, at=at, **other), done=done)
    return redirect("settings_reason", reason_id)


def _judgements(one: Reason) -> dict[str, object]:
    names = ("group", "owner", "core", "risk", "l1_resolvable")
    return {name: getattr(one, name) for name in names}


def _shown(
    request: HttpRequest, one: Reason, form: ReasonForm, below: NewReasonForm
) -> HttpResponse:
    tree = queries.taxonomy()
    node = tree.nodes[one.pk]
    words = {
        "reason": one,
        "line": _line(tree, node),
        "above": [_line(tree, each) for each in tree.path(node.id)[:-1]],
        "children": [_line(tree, child) for child in tree.children(node.id)],
        "homes": _named(tree, _homes(tree, node)),
        "twins": _named(tree, _twins(tree, node)),
        "form": form,
        "below": below if node.level < LEVELS and node.is_in_use else None,
    }
    status = max(status_of(form), status_of(below))
    return render(request, "reasons/reason.html", words, status=status)


def _homes(tree: Taxonomy, node: Node) -> list[Node]:
    """Return under what a reason might be moved."""
    return [
        other
        for other in tree.in_order()
        if other.level == node.level - 1 and other.is_in_use and other.id != node.parent_id
    ]


def _twins(tree: Taxonomy, node: Node) -> list[Node]:
    """Return into what a reason might be merged."""
    if not tree.may_be_given(node):
        return []
    return [other for other in tree.choices() if other.id != node.id]


def _named(tree: Taxonomy, nodes: list[Node]) -> list[tuple[int, str]]:
    return [
        (node.id, " › ".join(label_of(each.labels) for each in tree.path(node.id)))
        for node in nodes
    ]


def _line(tree: Taxonomy, node: Node) -> Line:
    said = label_of(node.labels)
    merged = tree.today(node.id) if node.merged_into_id else None
    return Line(
        id=node.id,
        code=node.code,
        level=node.level,
        label=said,
        other=" · ".join(text for text in node.labels.values() if text != said),
        risk=str(Reason.Risk(node.risk).label),
        is_in_use=node.is_in_use,
        may_be_given=tree.may_be_given(node),
        merged_into=label_of(merged.labels) if merged else "",
    )
