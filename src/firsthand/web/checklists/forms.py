"""The form of a checklist."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.reasons import queries as reasons
from firsthand.domain.tickets.commands import ChecklistGiven
from firsthand.domain.tickets.queries import Checklist


class ChecklistForm(forms.Form):
    """Name, steps, and where they are offered. What it cannot know, the command refuses."""

    name = forms.CharField(label=_("Name"), max_length=80)
    steps = forms.CharField(
        label=_("Steps"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One step a line."),
    )
    reason = forms.ChoiceField(
        label=_("Reason"),
        required=False,
        help_text=_("Offered first on tickets of this reason and of those below it."),
    )
    is_mandatory = forms.BooleanField(
        label=_("A ticket is not closed before all its steps are ticked"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree = reasons.taxonomy()
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("All tickets")),
            *(
                (node.code, f"{'· ' * (node.level - 1)}{reasons.label_of(node.labels)}")
                for node in tree.in_order()
                if node.is_in_use
            ),
        ]

    def given(self) -> ChecklistGiven:
        """Return what was filled in."""
        given = self.cleaned_data
        return ChecklistGiven(
            name=given["name"],
            steps=given["steps"].splitlines(),
            reason=given["reason"],
            is_mandatory=given["is_mandatory"],
        )


def values_of(checklist: Checklist) -> dict[str, object]:
    """Return a template as the initial values of the form."""
    return {
        "name": checklist.name,
        "steps": "\n".join(checklist.steps),
        "reason": checklist.reason.code if checklist.reason else "",
        "is_mandatory": checklist.is_mandatory,
    }
