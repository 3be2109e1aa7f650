"""The forms of the send gate: a text to try, what is different about a rule, its words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from firsthand.domain.policies import queries
from firsthand.domain.stores import queries as stores

MODES = {
    "block": _("Blocks"),
    "warn": _("Warns"),
    "info": _("Says so"),
    "off": _("Switched off"),
}
_LONGEST_WHEN = 8_000
_ROWS = {"rows": 3}


class TryForm(forms.Form):
    """A text to hold against the rules."""

    language = forms.ChoiceField(
        label=_("The buyer’s language"),
        choices=[(each, each) for each in queries.LANGUAGES],
        required=False,
    )
    marketplace = forms.ChoiceField(label=_("Marketplace"), required=False)
    text = forms.CharField(
        label=_("Text"),
        max_length=queries.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["marketplace"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.code, each.code) for each in stores.marketplaces()]


class RuleForm(forms.Form):
    """What is different about one rule. What it cannot know, the command refuses."""

    severity = forms.ChoiceField(label=_("What it does"), choices=list(MODES.items()))
    message_en = forms.CharField(label=_("What is wrong, in English"), max_length=400)
    message_zh = forms.CharField(label=_("What is wrong, in Chinese"), max_length=400)
    fix_en = forms.CharField(label=_("What to do, in English"), max_length=400)
    fix_zh = forms.CharField(label=_("What to do, in Chinese"), max_length=400)
    marketplaces = forms.CharField(
        label=_("Marketplaces"),
        required=False,
        max_length=120,
        help_text=_("Letters with spaces between them, such as DE FR; empty: all."),
    )
    when = forms.CharField(
        label=_("When it is broken"),
        max_length=_LONGEST_WHEN,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("One way a line. The words it names are changed on their own page."),
    )

    def clean_when(self) -> list[Any]:
        """Read each line as one condition."""
        return [_condition(each) for each in self.cleaned_data["when"].splitlines() if each]

    def changes(self, shipped: Mapping[str, Any]) -> dict[str, Any]:
        """Return what differs from the rule as it was shipped."""
        given = self.cleaned_data
        said = {
            "severity": given["severity"],
            "message": {"en": given["message_en"], "zh": given["message_zh"]},
            "fix": {"en": given["fix_en"], "zh": given["fix_zh"]},
            "when": given["when"],
            "marketplaces": given["marketplaces"].upper().split(),
        }
        was = {
            **{name: shipped[name] for name in ("severity", "message", "fix", "when")},
            "marketplaces": shipped.get("scope", {}).get("marketplaces", []),
        }
        return {name: value for name, value in said.items() if value != was[name]}


class WordsForm(forms.Form):
    """Which lines a vocabulary has more, and which not any more."""

    add = forms.CharField(
        label=_("Lines added here"), required=False, max_length=8_000, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One way to say it a line. “..”: some words between, “*”: any ending."),
    )  # fmt: skip
    remove = forms.CharField(
        label=_("Lines taken away here"), required=False, max_length=8_000, strip=False,
        widget=forms.Textarea(attrs={**_ROWS, "spellcheck": "false"}),
        help_text=_("Exactly as they stand in the list below."),
    )  # fmt: skip

    def lines(self, name: str) -> list[str]:
        """Return the lines of one field."""
        given = (each.strip() for each in self.cleaned_data[name].splitlines())
        return list(dict.fromkeys(each for each in given if each))


def values_of(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as the initial values of its form."""
    return {
        "severity": rule["severity"],
        "message_en": rule["message"]["en"],
        "message_zh": rule["message"]["zh"],
        "fix_en": rule["fix"]["en"],
        "fix_zh": rule["fix"]["zh"],
        "marketplaces": " ".join(rule.get("scope", {}).get("marketplaces", ())),
        "when": "\n".join(json.dumps(each, ensure_ascii=False) for each in rule["when"]),
    }


def _condition(line: str) -> Any:  # Whatever was typed; the command looks.
    # Names that stand for other parts could make a short line endless.
    if "&" in line or "*" in line:
        raise ValidationError(_("“%(line)s” cannot be read."), params={"line": line[:80]})
    try:
        read = yaml.safe_load(line)
    except (yaml.YAMLError, ValueError) as problem:
        raise ValidationError(
            _("“%(line)s” cannot be read."), params={"line": line[:80]}
        ) from problem
    if not isinstance(read, dict):
        raise ValidationError(_("“%(line)s” cannot be read."), params={"line": line[:80]})
    return read
