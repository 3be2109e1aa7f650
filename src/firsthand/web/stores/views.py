"""Settings about stores and their mailboxes. Owners only."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from firsthand.domain.mail import commands as mail
from firsthand.domain.mail import queries as mailboxes
from firsthand.domain.people.queries import Right
from firsthand.domain.stores import commands, queries
from firsthand.web.shared.refusals import accepted, status_of
from firsthand.web.shared.rights import needs, person_of
from firsthand.web.stores.forms import MailboxForm, StoreForm


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def stores(request: HttpRequest) -> HttpResponse:
    """List the stores, and open another."""
    by = person_of(request)
    form = StoreForm(request.POST or None)

    def deed() -> None:
        name, place = form.cleaned_data["name"], form.cleaned_data["marketplace"]
        commands.open_amazon_store(name=name, marketplace=place, by=by, at=timezone.now())

    if accepted(form, deed):
        return redirect("settings_stores")
    words = {"form": form, "stores": queries.stores_of(by)}
    return render(request, "stores/stores.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def store(request: HttpRequest, store_id: int) -> HttpResponse:
    """Show a store with its mailboxes, and give it another."""
    by = person_of(request)
    one = get_object_or_404(queries.stores_of(by), pk=store_id)
    form = MailboxForm(request.POST or None)

    def deed() -> None:
        mail.add_mailbox(
            store_id=store_id,
            settings=form.settings(),
            password=form.cleaned_data["password"],
            by=by,
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, _("Saved. Mail is fetched within a minute."))
        return redirect("settings_store", store_id)
    theirs = mailboxes.mailboxes_for(by).filter(store=one)
    words = {
        "form": form,
        "store": one,
        "mailboxes": theirs,
        "refused": mailboxes.refused_senders(at=timezone.now()),
    }
    return render(request, "stores/store.html", words, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_STORES)
def mailbox(request: HttpRequest, mailbox_id: int) -> HttpResponse:
    """Change how a mailbox is reached."""
    by = person_of(request)
    one = get_object_or_404(
        mailboxes.mailboxes_for(by).select_related("store"), pk=mailbox_id
    )
    form = MailboxForm(request.POST or None, instance=one)

    def deed() -> None:
        mail.change_mailbox(
            mailbox_id=mailbox_id,
            settings=form.settings(),
            password=form.cleaned_data["password"] or None,
            is_active=form.cleaned_data["is_active"],
            by=by,
            at=timezone.now(),
        )

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_store", one.store_id)
    words = {"form": form, "mailbox": one}
    return render(request, "stores/mailbox.html", words, status=status_of(form))
