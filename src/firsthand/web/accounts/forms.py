"""Forms of accounts at marketplaces. Secrets are written, never read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.accounts import queries
from firsthand.domain.accounts.commands import Secrets
from firsthand.domain.accounts.queries import MarketplaceAccount, Region
from firsthand.domain.people.queries import Person
from firsthand.domain.stores import queries as stores

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


def _secret(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=4000,
        widget=forms.PasswordInput(attrs=_HIDDEN),
    )


class NamedForm(forms.Form):
    """What an account is called, where it is, and whose it is."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("For your team: which seller, which region."),
    )
    region = forms.ChoiceField(
        label=_("Region"),
        choices=MarketplaceAccount.Region.choices,
        help_text=_("A seller in two regions has an account in each."),
    )
    seller_id = forms.CharField(
        label=_("Seller id"),
        required=False,
        max_length=40,
        help_text=_(
            "The merchant token: Seller Central, Settings, Account info. Refunds and"
            " cancellations have to carry it."
        ),
    )

    def region_chosen(self) -> Region:
        return Region(self.cleaned_data["region"])


class AddForm(NamedForm):
    """All that is needed to call in the name of an account."""

    client_id = forms.CharField(
        label=_("Client id"),
        max_length=200,
        help_text=_("Developer Console, your application, LWA credentials."),
    )
    client_secret = _secret(_("Client secret"))
    refresh_token = _secret(
        _("Refresh token"),
        _("Shown once when the seller authorises the application. It begins with Atzr|"),
    )

    def credentials(self) -> Secrets:
        given = self.cleaned_data
        return Secrets(given["client_secret"], given["refresh_token"])


class SecretsForm(forms.Form):
    """New secrets; an empty field leaves what is there."""

    client_id = forms.CharField(label=_("Client id"), max_length=200, required=False)
    client_secret = _secret(_("Client secret"))
    refresh_token = _secret(_("Refresh token"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("client_secret", "refresh_token"):
            self.fields[name].required = False
        self.fields["client_id"].help_text = _("What is left empty stays as it is.")

    def credentials(self) -> Secrets:
        given = self.cleaned_data
        return Secrets(given["client_secret"], given["refresh_token"])


class StoresForm(forms.Form):
    """Which stores an account serves: those of its region that no other account has."""

    stores = forms.MultipleChoiceField(
        label=_("Stores"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, account: MarketplaceAccount, by: Person, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        served = {one.store_id for one in queries.served_by(account)}
        free = {store.pk for store in queries.stores_without_account()}
        codes = set(queries.countries_of(Region(account.region)))
        offered = [
            store
            for store in stores.stores_of(by).filter(pk__in=served | free)
            if store.marketplace in codes
        ]
        self.has_any = bool(offered)
        field = self.fields["stores"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (store.pk, f"{store.marketplace} · {store.name}") for store in offered
        ]
        field.initial = [store.pk for store in offered if store.pk in served]

    def ids(self) -> list[int]:
        return [int(chosen) for chosen in self.cleaned_data["stores"]]
