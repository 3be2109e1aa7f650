"""Contacts: list them, add, change, archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firsthand.domain.people.queries import Right
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import commands, queries
from firsthand.domain.tickets.commands import ContactGiven
from firsthand.domain.tickets.queries import Contact
from firsthand.web.shared.refusals import accepted, status_of, tell
from firsthand.web.shared.rights import needs, person_of

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class ContactForm(forms.Form):
    """Who it is; of which store is chosen once."""

    store = forms.TypedChoiceField(label=gettext_lazy("Store"), coerce=int)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Contact.Kind)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    address = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("At which no buyer reads: mail of the store goes there."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, by: Person, one: Contact | None = None
    ) -> None:
        values = {} if one is None else {
            "kind": one.kind, "name": one.name, "address": one.address,
        }  # fmt: skip
        super().__init__(data, initial=values)
        if one is not None:
            del self.fields["store"]
            return
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (store.pk, store.name) for store in stores.stores_of(by)
        ]

    def given(self) -> ContactGiven:
        """Return what was filled in."""
        given = self.cleaned_data
        return ContactGiven(given["kind"], given["name"], given["address"])


@require_safe
@needs(Right.ASSIGN_OTHERS)
def contacts(request: HttpRequest) -> HttpResponse:
    """List the contacts, those in use first."""
    found = queries.contacts_for(person_of(request))
    return render(request, "contacts/contacts.html", {"contacts": found})


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_OTHERS)
def add(request: HttpRequest) -> HttpResponse:
    """Add a contact."""
    by, at = person_of(request), timezone.now()
    form = ContactForm(request.POST or None, by=by)

    def deed() -> None:
        store_id = form.cleaned_data["store"]
        commands.add_contact(store_id=store_id, given=form.given(), by=by, at=at)

    if accepted(form, deed):
        return redirect("settings_contacts")
    return render(request, "contacts/contact.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@needs(Right.ASSIGN_OTHERS)
def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show one contact, and change it."""
    by, at = person_of(request), timezone.now()
    one = get_object_or_404(queries.contacts_for(by), pk=contact_id)
    form = ContactForm(request.POST or None, by=by, one=one)

    def deed() -> None:
        commands.change_contact(contact_id=contact_id, given=form.given(), by=by, at=at)

    if accepted(form, deed):
        messages.success(request, _("Saved."))
        return redirect("settings_contacts")
    words = {"form": form, "contact": one}
    return render(request, "contacts/contact.html", words, status=status_of(form))


@require_POST
@needs(Right.ASSIGN_OTHERS)
def archive(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Ask somebody no more."""
    return _done(request, contact_id, commands.archive_contact, _("Archived."))


@require_POST
@needs(Right.ASSIGN_OTHERS)
def restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Let somebody be asked again."""
    return _done(request, contact_id, commands.restore_contact, _("In use again."))


def _done(
    request: HttpRequest, contact_id: int, command: Callable[..., object], done: str
) -> HttpResponse:
    by, at = person_of(request), timezone.now()
    get_object_or_404(queries.contacts_for(by), pk=contact_id)
    tell(request, lambda: command(contact_id=contact_id, by=by, at=at), done=done)
    return redirect("settings_contacts")
