"""Log-in and what confirms it.

allauth does the work; every step that changes how somebody logs in also ends their other
sessions.
"""

from __future__ import annotations

from typing import cast

from allauth.account.views import PasswordChangeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from firsthand.domain.people import commands, queries
from firsthand.domain.people.queries import Person
from firsthand.foundation.errors import Refused
from firsthand.web.people.forms import NewPasswordForm
from firsthand.web.people.middleware import CONFIRMED


class ActivateCodes(ActivateTOTPView):
    """Set up one-time codes: a picture to scan, then the first code as proof."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _end_other_sessions(self.request)
        return response


class DeactivateCodes(DeactivateTOTPView):
    """Give the codes up, in order to set up new ones."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _end_other_sessions(self.request)
        self.request.session.pop(CONFIRMED, None)
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """Replace the recovery codes; the old ones stop working."""

    def form_valid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _end_other_sessions(self.request)
        return response


class ChangePassword(PasswordChangeView):
    """Change one's own password; every session ends, this one too."""

    def form_valid(self, form: Form) -> HttpResponse:
        person = cast(Person, self.request.user)
        response: HttpResponse = super().form_valid(form)
        commands.password_changed(by=person, at=timezone.now())
        return response

    def get_default_success_url(self) -> str:
        return reverse("account_login")


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody who was invited set a password, once."""
    at = timezone.now()
    person = queries.invited_by(token, at=at)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            commands.accept_invitation(
                token=token, password=form.cleaned_data["password"], at=at
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("account_login"))
    status = 200 if person and not form.errors else 422 if person else 404
    words = {"form": form, "invited": person}
    return render(request, "people/welcome.html", words, status=status)


def _end_other_sessions(request: HttpRequest) -> None:
    """End every session of the person but this one."""
    person = cast(Person, request.user)
    commands.second_factor_changed(by=person, at=timezone.now())
    update_session_auth_hash(request, person)
