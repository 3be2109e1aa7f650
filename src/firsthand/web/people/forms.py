"""Forms of log-in and of people. What a form cannot know, a command refuses."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from firsthand.domain.people import queries
from firsthand.domain.people.queries import ApiToken, Person
from firsthand.domain.stores import queries as stores
from firsthand.foundation.scoping import SeesStores

if TYPE_CHECKING:  # Django's forms are generic only to the type checker.
    _PersonForm = forms.ModelForm[Person]
else:
    _PersonForm = forms.ModelForm


class LogInForm(account.LoginForm):
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["login"], _("E-mail address"), autofocus=True)
        _word(self.fields["password"], _("Password"))


class ConfirmForm(account.ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["password"], _("Password"), autofocus=True)


class ChangePasswordForm(account.ChangePasswordForm):
    """The old password, and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["oldpassword"], _("Current password"))
        _word(self.fields["password1"], _("New password"), help_text=PASSWORD_HELP)
        _word(self.fields["password2"], _("New password, once more"))


class CodeForm(second_factor.AuthenticateForm):
    """A one-time code, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], _("Code"), autofocus=True)


class ConfirmByCodeForm(second_factor.ReauthenticateForm):
    """A one-time code once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], _("Code"), autofocus=True)


class ActivateCodesForm(totp.ActivateTOTPForm):
    """The first code of a new secret: proof that the phone has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _word(self.fields["code"], _("Code shown by the app"), autofocus=True)


ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
PASSWORD_HELP = _("At least 15 characters: four or five words are easy to remember.")


class NewPasswordForm(forms.Form):
    """The password of somebody who was invited."""

    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HELP,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class OwnSettingsForm(_PersonForm):
    """How a person is called and how pages look to them."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Every time is shown in this zone."),
        choices=[(zone, zone.replace("_", " ")) for zone in ZONES],
    )
    undo_seconds = forms.TypedChoiceField(
        label=_("A reply can be undone for"),
        help_text=_("It leaves when that time is over. Until then, U takes it back."),
        coerce=int,
        choices=[
            (0, _("not at all: it leaves at once")),
            (5, _("5 seconds")),
            (10, _("10 seconds")),
            (20, _("20 seconds")),
            (30, _("30 seconds")),
        ],
    )

    class Meta:
        model = Person
        fields = ("name", "language", "time_zone", "theme", "density", "undo_seconds")
        labels = {
            "name": _("Name, as colleagues read it"),
            "theme": _("Colours"),
            "density": _("Rows"),
        }


class InvitationForm(forms.Form):
    """Somebody new."""

    email = forms.EmailField(label=_("E-mail address"))
    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=Person.RoleName.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=queries.teams(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RoleForm(forms.Form):
    """What somebody is here to do, and for which teams."""

    role = forms.ChoiceField(label=_("Role"), choices=Person.RoleName.choices)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=queries.teams(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class TeamForm(forms.Form):
    """A team and the stores it looks after."""

    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, by: SeesStores, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stores"] = forms.TypedMultipleChoiceField(
            label=_("Stores"),
            required=False,
            coerce=int,
            choices=[(store.pk, store.name) for store in stores.stores_of(by)],
            widget=forms.CheckboxSelectMultiple,
        )


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Only you read this.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
    )


def _word(
    field: forms.Field, label: Any, *, help_text: Any = "", autofocus: bool = False
) -> None:
    """Give a field of allauth our words instead of its own."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    if autofocus:
        field.widget.attrs["autofocus"] = True
