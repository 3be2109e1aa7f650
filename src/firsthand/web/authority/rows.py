"""The rows of a version as form fields: limits, restrictions, budgets, sums within hours.

A row that is left empty is no row. Amounts are typed in the currency's major units.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from firsthand.domain.authority import queries
from firsthand.domain.authority.queries import Budget, Grant, Restriction, Window
from firsthand.domain.authority.queries.words import FLAGS, KINDS, RISKS
from firsthand.domain.people.queries import Role
from firsthand.domain.reasons import queries as reasons
from firsthand.foundation.money import Money, exponent

_ANY = ("", _("Any"))
_CHANNELS = ("amazon", "ebay", "walmart", "shopify", "shop")


def in_minor_units(amount: Decimal | None, currency: str) -> int | None:
    """Return an amount as it is kept; None of none.

    Raises:
        ValidationError: it has more decimals than the currency.
    """
    if amount is None:
        return None
    minor_units = amount.scaleb(exponent(currency))
    if minor_units != int(minor_units):
        raise ValidationError(
            gettext("%(currency)s has %(n)d decimals.")
            % {"currency": currency, "n": exponent(currency)}
        )
    return int(minor_units)


def typed(minor_units: int | None, currency: str) -> str:
    """Return an amount as it is typed; empty for none."""
    return "" if minor_units is None else f"{Money(currency, minor_units).decimal():f}"


class Amount(forms.DecimalField):
    """An amount of money, of nothing or more."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_digits=16,
            decimal_places=3,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 9}),
            **kwargs,
        )


class Row(forms.Form):
    """One row; its fields name themselves, since they stand in a table."""

    def __init__(self, *args: Any, currency: str = "USD", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = str(field.label)

    def amount(self, name: str) -> int | None:
        """Return an amount in minor units."""
        return in_minor_units(self.cleaned_data.get(name), self.currency)

    def clean(self) -> dict[str, Any]:
        """Refuse amounts the currency does not have, each beside its field."""
        given = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, Amount):
                try:
                    in_minor_units(given.get(name), self.currency)
                except ValidationError as problem:
                    self.add_error(name, problem)
        return given


class GrantRow(Row):
    """What a role may give, from a level on."""

    role = forms.ChoiceField(label=_("Role"))
    level = forms.IntegerField(label=_("From level"), min_value=0, max_value=100, initial=0)
    alone = Amount(label=_("Without asking"))
    approves = Amount(label=_("Approves up to"), required=False)
    approves_any = forms.BooleanField(label=_("Approves any amount"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(role.value, queries.role_name(role)) for role in Role]
        self.fields["role"].choices = [("", "—"), *names]  # type: ignore[attr-defined]

    def part(self) -> Grant:
        """Return what was filled in."""
        given = self.cleaned_data
        approves = None if given["approves_any"] else self.amount("approves") or 0
        return Grant(
            role=given["role"],
            level=given["level"],
            alone_minor_units=self.amount("alone") or 0,
            approves_minor_units=approves,
        )


class RestrictionRow(Row):
    """For which uses less than was granted."""

    kind = forms.ChoiceField(
        label=_("Remedy"), required=False, choices=[_ANY, *KINDS.items()]
    )
    reason = forms.ChoiceField(label=_("Reason"), required=False)
    risk = forms.ChoiceField(
        label=_("Risk, at least"), required=False, choices=[_ANY, *RISKS.items()]
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[_ANY, *((each, each) for each in _CHANNELS)],
    )
    marketplace = forms.CharField(
        label=_("Marketplace"),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={"size": 4}),
    )
    fulfilment = forms.ChoiceField(
        label=_("Fulfilment"),
        required=False,
        choices=[_ANY, ("FBA", "FBA"), ("FBM", "FBM")],
    )
    flag = forms.ChoiceField(
        label=_("Flag"), required=False, choices=[_ANY, *FLAGS.items()]
    )
    mastery_below = forms.IntegerField(
        label=_("Mastery below"), required=False, min_value=1, max_value=100
    )
    most = Amount(label=_("At most"), required=False)
    percent = forms.DecimalField(
        label=_("% of what was paid"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 4}),
    )
    always_asks = forms.BooleanField(label=_("Always asks"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree = reasons.taxonomy()
        names = [
            (node.code, f"{'· ' * (node.level - 1)}{reasons.label_of(node.labels)}")
            for node in tree.in_order()
            if node.is_in_use or node.code == self.initial.get("reason")
        ]
        self.fields["reason"].choices = [_ANY, *names]  # type: ignore[attr-defined]

    def part(self) -> Restriction:
        """Return what was filled in."""
        given = self.cleaned_data
        percent = given["percent"]
        alike = (
            "kind", "reason", "risk", "channel", "fulfilment", "flag", "mastery_below",
            "always_asks",
        )  # fmt: skip
        return Restriction(
            **{name: given[name] for name in alike},
            marketplace=given["marketplace"].upper(),
            most_minor_units=self.amount("most"),
            most_share=None if percent is None else percent / 100,
        )


class BudgetRow(Row):
    """What one agent or team may give in a day or month."""

    holder = forms.ChoiceField(label=_("Whose"))
    period = forms.ChoiceField(
        label=_("Period"), choices=[("", "—"), ("day", _("A day")), ("month", _("A month"))]
    )
    most = Amount(label=_("At most"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = [("", "—"), *queries.holders()]
        self.fields["holder"].choices = whose  # type: ignore[attr-defined]

    def part(self) -> Budget:
        """Return what was filled in."""
        given = self.cleaned_data
        of, _colon, number = given["holder"].partition(":")
        return Budget(
            of=of,
            period=given["period"],
            number=int(number) if number else None,
            most_minor_units=self.amount("most") or 0,
        )


class WindowRow(Row):
    """What one agent may give, or one buyer get, within so many hours."""

    of = forms.ChoiceField(
        label=_("Whose"),
        choices=[("", "—"), ("agent", _("Agent")), ("buyer", _("Buyer"))],
    )
    hours = forms.IntegerField(label=_("Within hours"), min_value=1, max_value=8_784)
    most = Amount(label=_("At most"))

    def part(self) -> Window:
        """Return what was filled in."""
        given = self.cleaned_data
        return Window(
            of=given["of"],
            hours=given["hours"],
            most_minor_units=self.amount("most") or 0,
        )


_ROWS: dict[str, type[Row]] = {
    "grants": GrantRow,
    "restrictions": RestrictionRow,
    "budgets": BudgetRow,
    "windows": WindowRow,
}
Rows: TypeAlias = "BaseFormSet[Any]"


class _Named(BaseFormSet):  # type: ignore[type-arg]
    """Rows whose boxes to take them away name themselves, as their fields do."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Add that box to a row."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")
        form.fields["DELETE"].widget.attrs["aria-label"] = gettext("Remove")


def rows_of(name: str, data: Any, initial: Sequence[dict[str, Any]], currency: str) -> Rows:
    """Return the rows of one kind, with room for two more."""
    kind = formset_factory(
        _ROWS[name], formset=_Named, extra=2, can_delete=True, max_num=200, absolute_max=210
    )
    return kind(
        data, prefix=name, initial=list(initial), form_kwargs={"currency": currency}
    )


def parts(rows: Rows) -> tuple[Any, ...]:
    """Return what was filled in, without rows left empty or taken away."""
    return tuple(
        form.part()
        for form in rows.forms
        if (form.has_changed() or not form.empty_permitted)
        and form not in rows.deleted_forms
    )


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{(share * 100).normalize():f}"


def initial_of(terms: queries.Terms) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a version as initial values."""
    code = terms.currency
    return {
        "grants": [
            {
                "role": each.role,
                "level": each.level,
                "alone": typed(each.alone_minor_units, code),
                "approves": typed(each.approves_minor_units, code),
                "approves_any": each.approves_minor_units is None,
            }
            for each in terms.grants
        ],
        "restrictions": [
            {
                **each.asked(),
                "most": typed(each.most_minor_units, code),
                "percent": _percent(each.most_share),
                "always_asks": each.always_asks,
            }
            for each in terms.restrictions
        ],
        "budgets": [
            {
                "holder": each.of if each.number is None else f"{each.of}:{each.number}",
                "period": each.period,
                "most": typed(each.most_minor_units, code),
            }
            for each in terms.budgets
        ],
        "windows": [
            {
                "of": each.of,
                "hours": each.hours,
                "most": typed(each.most_minor_units, code),
            }
            for each in terms.windows
        ],
    }
