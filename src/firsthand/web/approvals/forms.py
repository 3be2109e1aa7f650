"""What an approver fills in: other amounts, and why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firsthand.domain.remedies import commands
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.foundation.money import Money, exponent

_MOST_WORDS = 500


class RejectForm(forms.Form):
    """Why not: whoever asked has to know what to do instead."""

    why = forms.CharField(
        label=_("Word to whoever asked"),
        max_length=_MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ChangeForm(forms.Form):
    """Other amounts, for each part of what was asked for; a part without one is left out.

    What is not in the form stays as it was asked for.
    """

    # Made once when the page is drawn, so that a second click finds the first.
    key = forms.UUIDField(widget=forms.HiddenInput)
    request_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    word = forms.CharField(
        label=_("Word to whoever asked"),
        max_length=_MOST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, remedy: Remedy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = commands.as_request(remedy)
        self.initial["key"] = uuid4()
        self.initial["request_hash"] = remedy.request_hash
        for name, portion, label in self._amounts(remedy):
            given = Money(remedy.currency, portion.minor_units).decimal()
            self.initial[name] = f"{given:f}"
            self.fields[name] = forms.DecimalField(
                label=label,
                required=False,
                min_value=0,
                max_digits=16,
                decimal_places=exponent(remedy.currency),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 9}),
            )

    def _amounts(self, remedy: Remedy) -> Iterator[tuple[str, Portion, str]]:
        names = {part.line_number: part.sku for part in remedy.parts.all()}
        components = {
            "price": gettext("price"),
            "shipping": gettext("shipping"),
            "tax": gettext("tax"),
        }
        for n, portion in enumerate(self._asked.portions):
            where = names.get(portion.line_number) or gettext("The order as a whole")
            words = {"where": where, "component": components[portion.component]}
            label = gettext("%(where)s, %(component)s") % words
            yield f"part{n}", portion, f"{label} ({remedy.currency})"

    def clean(self) -> dict[str, Any]:
        """Refuse a change that changes nothing, or leaves nothing."""
        given = super().clean() or {}
        if self.errors:
            return given
        instead = self.instead()
        if not instead.minor_units:
            raise ValidationError(
                gettext("Nothing would be left of it. Reject it instead, and say why.")
            )
        if instead.portions == self._asked.portions:
            raise ValidationError(
                gettext("These are the amounts that were asked for: approve them as such.")
            )
        return given

    def instead(self) -> Request:
        """Return what is agreed to."""
        scale = 10 ** exponent(self._asked.currency)
        portions = []
        for n, portion in enumerate(self._asked.portions):
            amount = self.cleaned_data.get(f"part{n}") or 0
            if amount:
                portions.append(replace(portion, minor_units=int(amount * scale)))
        return replace(
            self._asked,
            key=self.cleaned_data["key"],
            minor_units=sum(each.minor_units for each in portions),
            portions=tuple(portions),
        )
