"""Forms of reasons and resolutions. What a form cannot know, a command refuses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from firsthand.domain.reasons.commands import Particulars
from firsthand.domain.reasons.queries import Reason


class NamesForm(forms.Form):
    """One name for each language, each called by its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[_field(code)] = forms.CharField(label=name, max_length=80)
        self.order_fields(["code", *(_field(code) for code, _name in settings.LANGUAGES)])

    def labels(self) -> dict[str, str]:
        """Return the names by language."""
        return {code: self.cleaned_data[_field(code)] for code, _name in settings.LANGUAGES}


class ReasonForm(NamesForm):
    """What is known of a reason besides its place."""

    group = forms.ChoiceField(label=_("When buyers write"), choices=Reason.Group.choices)
    risk = forms.ChoiceField(label=_("Risk"), choices=Reason.Risk.choices)
    owner = forms.ChoiceField(
        label=_("Who can do away with the cause"),
        required=False,
        choices=[("", "—"), *Reason.Owner.choices],
    )
    core = forms.ChoiceField(
        label=_("Family of the first core five"),
        required=False,
        choices=[("", "—"), *Reason.Core.choices],
    )
    l1_resolvable = forms.BooleanField(
        label=_("An agent may solve it alone"),
        required=False,
        help_text=_("Otherwise it is left out of the net first contact resolution."),
    )

    def particulars(self) -> Particulars:
        """Return what was filled in."""
        given = self.cleaned_data
        return Particulars(
            labels=self.labels(),
            group=given["group"],
            owner=given["owner"],
            core=given["core"],
            risk=given["risk"],
            l1_resolvable=given["l1_resolvable"],
        )


class NewReasonForm(ReasonForm):
    """A reason below another."""

    code = forms.CharField(
        label=_("Last part of the code"),
        max_length=16,
        help_text=_("Capitals and digits, such as LOST. It stays for good."),
    )


class ResolutionForm(NamesForm):
    """A resolution."""

    code = forms.CharField(
        label=_("Permanent code"),
        max_length=30,
        help_text=_("Small letters, such as part_refunded. It stays for good."),
    )


class PlaceForm(forms.Form):
    """Another reason, to hang this one under or to merge it into."""

    to = forms.TypedChoiceField(coerce=int)

    def __init__(self, *args: Any, among: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.TypedChoiceField(coerce=int, choices=among)


def names_of(labels: dict[str, str]) -> dict[str, str]:
    """Return names as the initial values of a form."""
    return {_field(code): labels.get(code, "") for code, _name in settings.LANGUAGES}


def _field(language: str) -> str:
    return f"name_{language.replace('-', '_')}"
