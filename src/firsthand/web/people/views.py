"""Settings about people: who works here, in which teams. Owners only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from firsthand.domain.people import commands, queries
from firsthand.domain.people.queries import Person, Right, Role
from firsthand.web.people.forms import InvitationForm, RoleForm, TeamForm
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of


@require_GET
@needs(Right.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """List everybody with an account."""
    return render(request, "people/people.html", {"people": queries.people_with_log_in()})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody and show the link, this once."""
    form = InvitationForm(request.POST or None, initial={"language": "zh-hans"})
    made: list[commands.Invited] = []

    def deed() -> None:
        given = form.cleaned_data
        made.append(
            commands.invite(
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                team_ids=[team.pk for team in given["teams"]],
                language=given["language"],
                by=person_of(request),
                at=timezone.now(),
            )
        )

    if accepted(form, deed):
        return _show_link(request, made[0].person, made[0].token)
    return render(request, "people/invite.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show somebody's role and teams, and change them."""
    somebody = get_object_or_404(queries.people_with_log_in(), pk=person_id)
    now = {"role": somebody.role, "teams": somebody.teams.all()}
    form = RoleForm(request.POST or None, initial=now)

    def deed() -> None:
        who, at = person_of(request), timezone.now()
        role, teams = Role(form.cleaned_data["role"]), form.cleaned_data["teams"]
        commands.change_role(person_id=person_id, role=role, by=who, at=at)
        team_ids = [team.pk for team in teams]
        commands.put_in_teams(person_id=person_id, team_ids=team_ids, by=who, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_person", person_id)
    words = {"form": form, "person": somebody}
    return render(request, "people/person.html", words, status=status_of(form))


@never_cache
@require_POST
@needs(Right.MANAGE_PEOPLE)
def new_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a new link for somebody and show it, this once."""
    somebody = get_object_or_404(Person, pk=person_id, is_active=True)
    by, at = person_of(request), timezone.now()
    token = commands.new_link(person_id=person_id, by=by, at=at)
    return _show_link(request, somebody, token)


@require_POST
@needs(Right.MANAGE_PEOPLE)
def change_access(request: HttpRequest, person_id: int, deed: str) -> HttpResponse:
    """Let somebody in no more or again, or forget their codes."""
    get_object_or_404(Person, pk=person_id)
    command, done = {
        "deactivate": (commands.deactivate, _("Deactivated: every session has ended.")),
        "reactivate": (commands.reactivate, _("Reactivated.")),
        "reset-codes": (
            commands.reset_second_factor,
            _("The codes are forgotten: the next log-in sets up new ones."),
        ),
    }[deed]
    by, at = person_of(request), timezone.now()
    tell(request, lambda: command(person_id=person_id, by=by, at=at), done=done)
    return redirect("settings_person", person_id)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def teams(request: HttpRequest) -> HttpResponse:
    """List the teams with their stores, and found another."""
    by = person_of(request)
    form = TeamForm(request.POST or None, by=by)

    def deed() -> None:
        name, store_ids = form.cleaned_data["name"], form.cleaned_data["stores"]
        commands.create_team(name=name, store_ids=store_ids, by=by, at=timezone.now())

    if accepted(form, deed):
        return redirect("settings_teams")
    listed = queries.teams().prefetch_related("stores", "people")
    words = {"form": form, "teams": listed}
    return render(request, "people/teams.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_PEOPLE)
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    """Rename a team and choose its stores."""
    by = person_of(request)
    one = get_object_or_404(queries.teams(), pk=team_id)
    now = {"name": one.name, "stores": [store.pk for store in one.stores.all()]}
    form = TeamForm(request.POST or None, initial=now, by=by)

    def deed() -> None:
        name, store_ids = form.cleaned_data["name"], form.cleaned_data["stores"]
        at = timezone.now()
        commands.change_team(team_id=team_id, name=name, store_ids=store_ids, by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("settings_teams"))
    words = {"form": form, "team": one}
    return render(request, "people/team.html", words, status=status_of(form))


def _show_link(request: HttpRequest, somebody: Person, token: str) -> HttpResponse:
    link = request.build_absolute_uri(reverse("welcome", args=[token]))
    return render(request, "people/link.html", {"person": somebody, "link": link})
