"""What is asked for a report that somebody downloaded himself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.stores import queries as stores

if TYPE_CHECKING:
    from firsthand.domain.people.queries import Person

_LARGEST = 20_000_000


class ReportForm(forms.Form):
    """A seller performance report, and whose account it is about."""

    file = forms.FileField(
        label=_("Report"),
        help_text=_("The seller performance report, version 2, as Amazon gives it: JSON."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = stores.stores_of(person).filter(channel="amazon", closed_at=None)
        self._all = [place.pk for place in own]
        self.fields["store"] = forms.ModelChoiceField(
            label=_("Store"),
            queryset=own,
            required=False,
            empty_label=_("Every marketplace in it"),
        )

    def clean_file(self) -> Any:
        """Refuse what is too large to be a report."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file

    def store_ids(self) -> list[int]:
        """Return the stores it may be about: the one chosen, else all he looks after."""
        chosen = self.cleaned_data["store"]
        return [chosen.pk] if chosen else self._all
