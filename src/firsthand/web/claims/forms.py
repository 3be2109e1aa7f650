"""What is typed about claims and about the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.claims.commands import Found, Rests
from firsthand.domain.claims.queries import BasisKind, Outcome, Truth
from firsthand.foundation.errors import Refused

ROWS = 4  # Bases in one sheet; programs may send more.
_LINK = re.compile(r"(file|message|parcel):([0-9]{1,18})", re.ASCII)
_FIELDS = {"file": "attachment_id", "message": "message_id", "parcel": "parcel_id"}


class KindMissing(Refused):
    code = "claims.kind_missing"


class DeadlineForm(forms.Form):
    """By when a claim has to be answered."""

    respond_by = forms.DateTimeField(
        label=gettext_lazy("Answer by, by your clock"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        help_text=gettext_lazy("As the marketplace states it. Empty: that is not known."),
    )

    def moment(self) -> datetime | None:
        """Return the time."""
        return self.cleaned_data.get("respond_by")


class OutcomeForm(forms.Form):
    """What the marketplace or the bank decided."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=Outcome.choices)


class FindingForm(forms.Form):
    """What was true; what is missing or wrong beyond this, the command says."""

    truth = forms.ChoiceField(choices=[(each.value, each.value) for each in Truth])
    true_reason = forms.CharField(required=False, max_length=60)
    note = forms.CharField(required=False)
    seen = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    key = forms.UUIDField()

    def found(self, sent: QueryDict) -> Found:
        """Return what was filled in, with the rows of what it rests on.

        Raises:
            KindMissing: something was written about a basis of no kind.
            ValueError: no browser sends that.
        """
        return Found(
            truth=Truth(self.cleaned_data["truth"]),
            true_reason=self.cleaned_data["true_reason"],
            note=self.cleaned_data["note"],
            rests_on=tuple(_rows(sent)),
        )


def _rows(sent: QueryDict) -> Iterator[Rests]:
    kinds, notes, links = (sent.getlist(name) for name in ("kind", "basis", "link"))
    for kind, note, link in zip(kinds, notes, links, strict=True):
        if "\0" in note:
            raise ValueError("a zero character")
        if not kind:
            if note.strip() or link:
                raise KindMissing(
                    _("One of the bases does not say what it is."),
                    fix=_("Choose its kind: photo, tracking, warehouse and so on."),
                )
            continue
        yield Rests(kind=BasisKind(kind), note=note, **_linked(link))


def _linked(link: str) -> dict[str, int]:
    if not link:
        return {}
    match = _LINK.fullmatch(link)
    if match is None:
        raise ValueError(link)
    return {_FIELDS[match[1]]: int(match[2])}
