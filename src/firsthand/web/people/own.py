"""Settings about oneself: name, language, zone, colours, and keys for programs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from firsthand.domain.people import commands, queries
from firsthand.domain.people.queries import ApiToken, Person, Right
from firsthand.web.people.forms import OwnSettingsForm, TokenForm
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of


@require_http_methods(["GET", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    """Show how one is called and how pages look, and change it."""
    by = person_of(request)
    # The form gets a copy: it writes into what it is given even when it is wrong.
    form = OwnSettingsForm(request.POST or None, instance=Person.objects.get(pk=by.pk))

    def deed() -> None:
        commands.change_own_settings(by=by, at=timezone.now(), **form.cleaned_data)

    if accepted(form, deed):
        with translation.override(by.language):
            messages.success(request, _("Saved."))
        return redirect("settings")
    return render(request, "people/own.html", {"form": form}, status=status_of(form))


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.USE_API)
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens; make another and show its secret, this once."""
    by = person_of(request)
    form = TokenForm(request.POST or None)
    secrets: list[str] = []

    def deed() -> None:
        given, at = form.cleaned_data, timezone.now()
        secrets.append(
            commands.create_token(
                name=given["name"],
                scopes=[ApiToken.Scope(scope) for scope in given["scopes"]],
                expires_at=at + timedelta(days=given["days"]),
                by=by,
                at=at,
            )[1]
        )

    if accepted(form, deed):
        return render(request, "people/token.html", {"secret": secrets[0]})
    words = {"form": form, "tokens": queries.tokens_of(by), "now": timezone.now()}
    return render(request, "people/tokens.html", words, status=status_of(form))


@require_POST
@needs(Right.USE_API)
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Stop a token from working."""
    try:
        commands.revoke_token(token_id=token_id, by=person_of(request), at=timezone.now())
    except ApiToken.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The token does not work any more."))
    return redirect("settings_tokens")
