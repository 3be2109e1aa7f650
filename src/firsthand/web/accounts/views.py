"""The pages of accounts: all of them, one, and the forms that lead to one at work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from firsthand.domain.accounts import commands, queries
from firsthand.domain.accounts.queries import MarketplaceAccount
from firsthand.domain.people.queries import Right
from firsthand.web.accounts.forms import AddForm, NamedForm, SecretsForm, StoresForm
from firsthand.web.accounts.showing import line_of, page_of
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of


def account_or_404(request: HttpRequest, account_id: int) -> MarketplaceAccount:
    """Return an account the person may see; else 404."""
    return get_object_or_404(queries.accounts_of(person_of(request)), pk=account_id)


@require_safe
@needs(Right.MANAGE_STORES)
def connections(request: HttpRequest) -> HttpResponse:
    """List the accounts, each with its state, its lag and what is due next."""
    at = timezone.now()
    accounts = list(queries.accounts_of(person_of(request)))
    words = {
        "lines": [line_of(account, at=at) for account in accounts],
        "unserved": queries.stores_without_account() if accounts else [],
    }
    return render(request, "accounts/connections.html", words)


@require_safe
@needs(Right.MANAGE_STORES)
def connection(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show what is wrong with an account, what is read, what it may do."""
    account = account_or_404(request, account_id)
    words = page_of(account, at=timezone.now())
    return render(request, "accounts/connection.html", words)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def add(request: HttpRequest) -> HttpResponse:
    """Add an account: what to do at Amazon first, then what to enter here."""
    form = AddForm(request.POST or None)
    made: list[MarketplaceAccount] = []

    def deed() -> None:
        given = form.cleaned_data
        made.append(
            commands.add_account(
                name=given["name"],
                region=form.region_chosen(),
                seller_id=given["seller_id"],
                client_id=given["client_id"],
                credentials=form.credentials(),
                by=person_of(request),
                at=timezone.now(),
            )
        )

    if accepted(form, deed):
        return redirect("settings_connection_stores", made[0].pk)
    roles = [(role, queries.role_words(role)) for role in queries.ROLES]
    words = {"form": form, "roles": roles}
    return render(request, "accounts/add.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def choose_stores(request: HttpRequest, account_id: int) -> HttpResponse:
    """Choose which stores an account serves."""
    account, by = account_or_404(request, account_id), person_of(request)
    data = request.POST if request.method == "POST" else None
    form = StoresForm(data, account=account, by=by)

    def deed() -> None:
        commands.serve_stores(
            account_id=account.pk, store_ids=form.ids(), by=by, at=timezone.now()
        )

    if accepted(form, deed):
        return redirect("settings_connection", account.pk)
    return _form_page(request, account, form, "accounts/stores.html")


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def secrets(request: HttpRequest, account_id: int) -> HttpResponse:
    """Put new secrets in the place of those there are."""
    account = account_or_404(request, account_id)
    form = SecretsForm(request.POST or None)

    def deed() -> None:
        commands.rotate_secrets(
            account_id=account.pk,
            client_id=form.cleaned_data["client_id"],
            credentials=form.credentials(),
            by=person_of(request),
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, _("Saved. Test the account now."))
        return redirect("settings_connection", account.pk)
    return _form_page(request, account, form, "accounts/secrets.html")


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def change(request: HttpRequest, account_id: int) -> HttpResponse:
    """Change name, region or seller id."""
    account = account_or_404(request, account_id)
    as_it_is = {name: getattr(account, name) for name in NamedForm.base_fields}
    form = NamedForm(request.POST or None, initial=as_it_is)

    def deed() -> None:
        commands.change_account(
            account_id=account.pk,
            name=form.cleaned_data["name"],
            seller_id=form.cleaned_data["seller_id"],
            region=form.region_chosen(),
            by=person_of(request),
            at=timezone.now(),
        )

    if accepted(form, deed):
        return redirect("settings_connection", account.pk)
    return _form_page(request, account, form, "accounts/change.html")


def _form_page(
    request: HttpRequest, account: MarketplaceAccount, form: Any, template: str
) -> HttpResponse:
    words = {"account": account, "form": form}
    return render(request, template, words, status=status_of(form))
