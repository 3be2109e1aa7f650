"""The form of one version of a macro."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firsthand.domain.macros import queries
from firsthand.domain.people import queries as people
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores.models import Channel

_TITLES = {"en": _("Title in English"), "zh-Hans": _("Title in Chinese")}
_FULFILMENT = [("", _("Both")), ("FBA", _("By Amazon (FBA)")), ("FBM", _("By us (FBM)"))]
# Fields of a sheet that hold several names.
_LISTS = ("reasons", "marketplaces", "channels", "order_states", "roles")


def _field_of(kind: str, language: str) -> str:
    return f"{kind}_{language.lower().replace('-', '_')}"


class SheetForm(forms.Form):
    """What a version says. What it cannot know, the command refuses."""

    shortcut = forms.CharField(label=_("Shortcut"), max_length=24, required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Reasons it answers"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    locked = forms.BooleanField(
        label=_("Locked: nothing of it may be changed"), required=False
    )
    marketplaces = forms.CharField(
        label=_("Marketplaces"),
        required=False,
        max_length=80,
        help_text=_("Letters with spaces between them, such as DE FR; empty: all."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        required=False,
        choices=Channel.choices,
        help_text=_("None chosen: all."),
    )
    fulfilment = forms.ChoiceField(
        label=_("Delivered"), required=False, choices=_FULFILMENT
    )
    actions = forms.CharField(
        label=_("Done with it"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: tag INS.LOG.DELAY, status solved, status waiting, "
            "promise eta_new, remedy resend, snooze 24, snooze next_check_time."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree = reasons.taxonomy()
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            (node.code, f"{'· ' * (node.level - 1)}{reasons.label_of(node.labels)}")
            for node in tree.in_order()
            if node.is_in_use
        ]
        titles = {
            _field_of("title", language): forms.CharField(
                label=label, max_length=queries.LONGEST_TITLE
            )
            for language, label in _TITLES.items()
        }
        texts = {
            _field_of("text", language): forms.CharField(
                label=language,
                required=False,
                strip=False,
                max_length=queries.LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 8, "lang": language}),
            )
            for language in queries.LANGUAGES
        }
        self.fields = {**titles, **self.fields, **texts}

    def clean_actions(self) -> list[dict[str, object]]:
        """Return the actions as a sheet has them."""
        return [_action(line) for line in self.cleaned_data["actions"].splitlines() if line]

    def sheet(self, before: dict[str, Any]) -> dict[str, Any]:
        """Return what was filled in; what the form does not show stays as it was before."""
        given = self.cleaned_data
        texts = {
            language: given[_field_of("text", language)].replace("\r\n", "\n")
            for language in queries.LANGUAGES
            if given[_field_of("text", language)].strip()
        }
        return before | {
            "titles": {each: given[_field_of("title", each)] for each in _TITLES},
            "texts": texts,
            "reasons": given["reasons"],
            "shortcut": given["shortcut"],
            "locked": given["locked"],
            "marketplaces": given["marketplaces"].upper().split(),
            "channels": given["channels"],
            "fulfilment": given["fulfilment"],
            "actions": given["actions"],
        }


class CareForm(forms.Form):
    """Whose a macro is, and when somebody should read it again."""

    owner = forms.TypedChoiceField(
        label=_("Owner"), required=False, coerce=int, empty_value=None
    )
    review_on = forms.DateField(
        label=_("To be read again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [("", "—"), *people.names_at_work()]
        self.fields["owner"].choices = names  # type: ignore[attr-defined]

    def care(self) -> dict[str, Any]:
        """Return what was filled in, as the command wants it."""
        given = self.cleaned_data
        return {"owner_id": given["owner"], "review_on": given["review_on"]}


class TrialForm(forms.Form):
    """For how long, and for how many conversations, a version is tried."""

    days = forms.IntegerField(label=_("Days"), min_value=7, max_value=180, initial=28)
    share = forms.IntegerField(
        label=_("Conversations, %"), min_value=5, max_value=95, initial=50
    )

    def terms(self, at: datetime) -> dict[str, Any]:
        """Return what was filled in, as the command wants it."""
        given = self.cleaned_data
        ends_on = (at + timedelta(days=given["days"])).date()
        return {"ends_on": ends_on, "share": given["share"] / 100}


def values_of(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return a sheet as the initial values of the form."""
    titles = {_field_of("title", each): text for each, text in sheet["titles"].items()}
    texts = {_field_of("text", each): text for each, text in sheet["texts"].items()}
    lines = [
        f"{each['do']} {each.get('of') or each.get('hours')}" for each in sheet["actions"]
    ]
    return {
        **{name: sheet[name] for name in _LISTS},
        **titles,
        **texts,
        "shortcut": sheet["shortcut"],
        "locked": sheet["locked"],
        "marketplaces": " ".join(sheet["marketplaces"]),
        "fulfilment": sheet["fulfilment"],
        "actions": "\n".join(lines),
    }


def _action(line: str) -> dict[str, object]:
    do, _space, of = line.strip().partition(" ")
    if not of.strip():
        raise ValidationError(_("“%(line)s” does not say what."), params={"line": line})
    if do == "snooze" and of.strip().isdecimal():
        return {"do": do, "hours": int(of)}
    return {"do": do, "of": of.strip()}
