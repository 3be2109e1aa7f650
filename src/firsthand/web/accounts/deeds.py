"""What a single button does to an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from firsthand.domain.accounts import commands
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.domain.people.queries import Right
from firsthand.foundation.errors import Refused
from firsthand.web.accounts.views import account_or_404
from firsthand.web.shared.rights import needs, person_of
from firsthand.wiring import amazon_testing


@require_POST
@needs(Right.MANAGE_STORES)
def test(request: HttpRequest, account_id: int) -> HttpResponse:
    """Try out what the account may do; the page then shows what was found."""
    account = account_or_404(request, account_id)
    tested = amazon_testing.test_account(account, by=person_of(request), at=timezone.now())
    if not tested.problems:
        messages.success(request, _("Amazon let us in. What each role allows is below."))
    return _back(account)


@require_POST
@needs(Right.MANAGE_STORES)
def pause(request: HttpRequest, account_id: int) -> HttpResponse:
    """Let the account rest."""
    account = account_or_404(request, account_id)
    commands.pause_account(account_id=account.pk, by=person_of(request), at=timezone.now())
    return _back(account)


@require_POST
@needs(Right.MANAGE_STORES)
def resume(request: HttpRequest, account_id: int) -> HttpResponse:
    """Set the account to work again."""
    account = account_or_404(request, account_id)
    commands.resume_account(account_id=account.pk, by=person_of(request), at=timezone.now())
    return _back(account)


@require_POST
@needs(Right.MANAGE_STORES)
def remove(request: HttpRequest, account_id: int) -> HttpResponse:
    """Forget an account that is paused."""
    account = account_or_404(request, account_id)
    try:
        commands.remove_account(
            account_id=account.pk, by=person_of(request), at=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _back(account)
    messages.success(request, _("It is forgotten, with its secrets. What was read stays."))
    return redirect("settings_connections")


@require_POST
@needs(Right.MANAGE_STORES)
def hurry(request: HttpRequest, account_id: int) -> HttpResponse:
    """Have everything read as soon as a worker is free."""
    account = account_or_404(request, account_id)
    commands.hurry_flows(account_id=account.pk, at=timezone.now())
    messages.success(request, _("All of it is due now. A worker begins within a minute."))
    return _back(account)


def _back(account: MarketplaceAccount) -> HttpResponse:
    return redirect("settings_connection", account.pk)
