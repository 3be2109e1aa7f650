"""Forms of stores and mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.mail.commands import MailboxSettings
from firsthand.domain.mail.queries import Mailbox
from firsthand.domain.stores import queries

if TYPE_CHECKING:  # Django's forms are generic only to the type checker.
    _MailboxForm = forms.ModelForm[Mailbox]
else:
    _MailboxForm = forms.ModelForm


class StoreForm(forms.Form):
    """A store on an Amazon marketplace; everything else follows from the marketplace."""

    name = forms.CharField(label=_("Name"), max_length=80)
    marketplace = forms.ChoiceField(
        label=_("Marketplace"),
        choices=[
            (place.code, f"{place.code} · {place.domain} · {place.currency}")
            for place in queries.marketplaces()
        ],
    )


class MailboxForm(_MailboxForm):
    """How to reach a mailbox. The password is written, never read."""

    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Mailbox
        fields = (
            "address", "imap_host", "imap_port", "imap_security", "imap_folder",
            "smtp_host", "smtp_port", "smtp_security", "user_name", "is_active",
            "is_watched",
        )  # fmt: skip
        labels = {
            "address": _("Address buyers write to"),
            "imap_host": _("IMAP server, for reading"),
            "imap_port": _("IMAP port"),
            "imap_security": _("IMAP connection"),
            "imap_folder": _("Folder"),
            "smtp_host": _("SMTP server, for sending"),
            "smtp_port": _("SMTP port"),
            "smtp_security": _("SMTP connection"),
            "user_name": _("User name"),
            "is_active": _("Fetch and send mail"),
            "is_watched": _("Alarm when it falls silent"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"] = forms.EmailField(
            label=self.fields["address"].label,
            help_text=_("For Amazon: an address approved in Seller Central."),
        )
        self.fields["is_watched"].help_text = _(
            "When nothing comes for two hours, it is sent a mail of our own each hour, "
            "which must come in."
        )
        if self.instance.pk:
            self.fields["password"].help_text = _("Empty: the password stays as it is.")

    def settings(self) -> MailboxSettings:
        """Return what was filled in, without the password."""
        given = dict(self.cleaned_data)
        del given["password"], given["is_active"]
        return MailboxSettings(**given)

    def validate_unique(self) -> None:
        """Leave it to the command, which knows how to say it."""
