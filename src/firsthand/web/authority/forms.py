"""Forms of versions and of exchange rates. What a form cannot know, a command refuses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firsthand.domain.authority import queries
from firsthand.domain.authority.queries import FlagTerms, NoteTerms, Terms
from firsthand.domain.stores import queries as stores
from firsthand.web.authority.rows import (
    Amount,
    Rows,
    in_minor_units,
    initial_of,
    parts,
    rows_of,
    typed,
)

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

_ROWS = ("grants", "restrictions", "budgets", "windows")


def _number(label: Any, most: int, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class TermsForm(forms.Form):
    """A version whole: what stands alone here, and its rows as `rows`."""

    name = forms.CharField(
        label=_("What is new"),
        max_length=80,
        help_text=_("In a few words, for whoever reads the history."),
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency of the limits"),
        help_text=_("Other currencies are converted by the rates below the versions."),
    )
    claims = _number(_("Claims that make a repeat claimant"), 1000)
    channels = _number(_("… by so many channels at least"), 20)
    claims_on_one_channel = _number(_("… or so many on any one channel"), 1000)
    claims_within_days = _number(_("… within days"), 1098)
    value = Amount(label=_("Orders that make a high-value buyer"))
    value_within_days = _number(_("… within days"), 1098)
    words = _number(_("Words a note has at least"), 100)
    note_days = _number(_("A note is not one of the last days again"), 1098, 0)
    rates_valid_days = _number(_("Days an exchange rate counts"), 366, 0)

    def __init__(self, data: Any, *, terms: Terms, name: str = "") -> None:
        super().__init__(data, initial=_initial(terms, name))
        self.alike = terms.note.alike
        code = str((data or {}).get("currency") or terms.currency)
        code = code if len(code) == 3 and code.isalpha() else terms.currency
        initial = initial_of(terms)
        self.rows: dict[str, Rows] = {
            each: rows_of(each, data, initial[each], code.upper()) for each in _ROWS
        }

    def is_valid(self) -> bool:
        """Say whether all of it can be read, the rows too."""
        found = [super().is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        return all(found)

    def clean(self) -> dict[str, Any]:
        """Refuse a value the currency does not have."""
        given = super().clean() or {}
        try:
            given["value"] = in_minor_units(given.get("value"), given.get("currency", ""))
        except ValidationError as problem:
            self.add_error("value", problem)
        return given

    def terms(self) -> Terms:
        """Return what was filled in."""
        given = self.cleaned_data
        return Terms(
            currency=given["currency"],
            **{each: parts(rows) for each, rows in self.rows.items()},
            flags=FlagTerms(
                claims=given["claims"],
                channels=given["channels"],
                claims_on_one_channel=given["claims_on_one_channel"],
                claims_within_days=given["claims_within_days"],
                value_minor_units=given["value"],
                value_within_days=given["value_within_days"],
            ),
            note=NoteTerms(words=given["words"], alike=self.alike, days=given["note_days"]),
            rates_valid_days=given["rates_valid_days"],
        )

    def plain_terms(self) -> dict[str, Any]:
        """Return what was filled in as the commands take it."""
        return queries.plain(self.terms())


def _initial(terms: Terms, name: str) -> dict[str, Any]:
    flags, note = terms.flags, terms.note
    return {
        "name": name,
        "currency": terms.currency,
        "claims": flags.claims,
        "channels": flags.channels,
        "claims_on_one_channel": flags.claims_on_one_channel,
        "claims_within_days": flags.claims_within_days,
        "value": typed(flags.value_minor_units, terms.currency),
        "value_within_days": flags.value_within_days,
        "words": note.words,
        "note_days": note.days,
        "rates_valid_days": terms.rates_valid_days,
    }


class ForStore(forms.Form):
    """For which store a new version is."""

    store = forms.TypedChoiceField(
        label=_("For"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, by: Person) -> None:
        super().__init__(data)
        seen = [(store.pk, store.name) for store in stores.stores_of(by)]
        everywhere = ("", _("Every store without a version of its own"))
        self.fields["store"].choices = [everywhere, *seen]  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """From when a version holds."""

    valid_from = forms.DateTimeField(
        label=_("From, by your clock"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: at once."),
    )

    def moment(self) -> datetime | None:
        """Return what was chosen; None is at once, and what cannot be read, too far."""
        return self.cleaned_data.get("valid_from")


class RatesForm(forms.Form):
    """What other currencies were worth on a day."""

    on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    lines = forms.CharField(
        label=_("Rates"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono"}),
        help_text=_("One a line: EUR 1.0823 means that a euro was worth so much."),
    )

    def clean_lines(self) -> dict[str, Decimal]:
        """Return the worth of each currency."""
        return read_rates(self.cleaned_data["lines"])

    def day(self) -> date:
        """Return the day the rates are of."""
        found: date = self.cleaned_data["on"]
        return found


def read_rates(text: str) -> dict[str, Decimal]:
    """Return the worth of each currency, one a line.

    Raises:
        ValidationError: a line is no rate, or a currency comes twice.
    """
    worth: dict[str, Decimal] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        code, _space, value = line.replace("=", " ").partition(" ")
        try:
            rate = Decimal(value.strip())
        except InvalidOperation:
            rate = Decimal("NaN")
        if rate.is_nan() or code.upper() in worth:
            raise ValidationError(
                gettext("“%(line)s” is no rate, or its currency comes twice.")
                % {"line": line[:40]}
            )
        worth[code.upper()] = rate
    return worth
