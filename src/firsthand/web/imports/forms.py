"""What is asked for an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.imports import words
from firsthand.domain.imports.queries import Run
from firsthand.domain.stores import queries as stores
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.queries import Person

LARGEST_UPLOAD = 1 << 30


class ImportForm(forms.Form):
    """A file, what kind of table it is, and what its columns mean."""

    kind = forms.ChoiceField(label=_("What it is"), choices=Run.Kind.choices)
    file = forms.FileField(
        label=_("File"), help_text=_("xlsx, CSV or tab-separated, up to 1 GB.")
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[
            ("", _("Find out")),
            ("utf-8", "UTF-8"),
            ("gbk", "GBK"),
            ("shift-jis", "Shift-JIS"),
            ("cp1252", "Windows-1252"),
            ("utf-16", "UTF-16"),
        ],
    )
    date = forms.DateField(
        label=_("Day of rows without a time"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only for a table of reasons that has no column with times."),
    )
    mapping = forms.CharField(
        label=_("Mapping"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "mono"}),
        help_text=_(
            "In YAML: which columns, states and times mean what. Needed for an event log; "
            "the guide shows one."
        ),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_person = stores.stores_of(person).filter(closed_at=None)
        self.fields["store"] = forms.ModelChoiceField(
            label=_("Store"), queryset=of_person, empty_label=None
        )
        self.order_fields(["kind", "store", "file"])

    def clean_file(self) -> Any:
        """Refuse what is too large to be a table."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 1 GB."))
        return file

    def clean_mapping(self) -> dict[str, Any]:
        """Read the mapping."""
        try:
            return words.mapping_of(self.cleaned_data["mapping"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def full_mapping(self) -> dict[str, Any]:
        """Return the mapping with what was chosen beside it."""
        mapping = dict(self.cleaned_data["mapping"])
        if self.cleaned_data["encoding"]:
            mapping["encoding"] = self.cleaned_data["encoding"]
        if self.cleaned_data["date"]:
            mapping["date"] = self.cleaned_data["date"].isoformat()
        return mapping
