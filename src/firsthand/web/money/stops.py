"""Kill switches: stop everything, an account or an agent, and lift it again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import commands, queries
from firsthand.domain.remedies.queries import Stop
from firsthand.web.money.forms import StopForm
from firsthand.web.money.lines import stop_lines
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

_MOST_LIFTED = 50


@require_http_methods(["GET", "POST"])
@needs(Right.STOP_REMEDIES)
def stops(request: HttpRequest) -> HttpResponse:
    """List what is stopped and what was, and stop something."""
    by = person_of(request)
    form = StopForm(request.POST or None, by=by)

    def deed() -> None:
        commands.stop(
            scope=form.scope(),
            name=form.name(),
            why=form.cleaned_data["why"],
            by=by,
            at=timezone.now(),
        )

    if accepted(form, deed):
        return redirect("money_stops")
    standing = queries.standing_stops()
    held = {each.pk: queries.held_back_by(each.scope, each.name) for each in standing}
    context = {
        "standing": stop_lines(standing, by, held),
        "lifted": stop_lines(queries.lifted_stops(most=_MOST_LIFTED), by),
        "waiting": queries.held_back_by(Stop.Scope.ALL, ""),
        "form": form,
    }
    return render(request, "money/stops.html", context, status=status_of(form))


@require_POST
@needs(Right.STOP_REMEDIES)
def lift(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Let remedies be sent again."""
    by = person_of(request)
    if queries.stop_numbered(stop_id) is None:
        raise Http404
    tell(
        request,
        lambda: commands.lift(stop_id=stop_id, by=by, at=timezone.now()),
        done=_("Lifted. What waited is sent within seconds."),
    )
    return redirect("money_stops")
