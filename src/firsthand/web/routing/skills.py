"""What people are able to do, and whether they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firsthand.domain.people import commands
from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Right, Skill
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets import queries
from firsthand.web.routing.forms import SkillsForm
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.tickets.clocks import language_name

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


@dataclass(frozen=True)
class Able:
    """Somebody with what he is able to do, in words."""

    person: Person
    languages: Sequence[str]
    reasons: Sequence[str]
    is_here: bool


def people_of(by: Person, *, at: datetime) -> list[Able]:
    """Return the people whose skills `by` looks after, by name."""
    found = list(people.looked_after_by(by))
    skills = people.skills_of([each.pk for each in found])
    here = set(queries.seen_lately(at=at))
    tree = reasons.taxonomy()
    labels = {node.code: reasons.label_of(node.labels) for node in tree.in_order()}
    return [
        Able(
            each,
            sorted(language_name(code) for code in skills[each.pk][Skill.Kind.LANGUAGE]),
            sorted(labels.get(code, code) for code in skills[each.pk][Skill.Kind.REASON]),
            each.pk in here,
        )
        for each in found
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ROUTING)
def skills(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show which languages somebody writes and which reasons he knows, and say it anew."""
    by, at = person_of(request), timezone.now()
    one = get_object_or_404(people.looked_after_by(by), pk=person_id)
    known = people.skills_of([one.pk])[one.pk]
    is_away = one.away_since is not None
    form = SkillsForm(request.POST or None, known=known, is_away=is_away)

    def deed() -> None:
        commands.set_skills(person_id=person_id, by=by, at=at, **form.skills())
        away = form.cleaned_data["is_away"]
        commands.set_away(person_id=person_id, is_away=away, by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_routing")
    words = {"form": form, "person": one}
    return render(request, "routing/person.html", words, status=status_of(form))
