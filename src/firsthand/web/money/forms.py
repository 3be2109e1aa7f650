"""Forms of what people do about money. What a form cannot know, a command refuses."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Person
from firsthand.domain.remedies.queries import HandDecision, Incident, Stop
from firsthand.domain.remedies.queries.log import GROUPS, MACHINE, Wanted
from firsthand.web.money.lines import account_names

_TEXT = {"rows": 3}


class DecisionForm(forms.Form):
    """What became of a remedy, as somebody has found out."""

    says = forms.ChoiceField(
        label=_("What became of it"),
        choices=HandDecision.Says.choices,
        widget=forms.RadioSelect,
    )
    external_id = forms.CharField(
        label=_("The channel’s own id"),
        max_length=120,
        required=False,
        help_text=_("If it has happened: the number of the refund at the channel."),
    )
    why = forms.CharField(
        label=_("How you know"), max_length=2000, widget=forms.Textarea(attrs=_TEXT)
    )
    evidence = forms.CharField(
        label=_("Where it can be looked up"),
        max_length=2000,
        widget=forms.Textarea(attrs=_TEXT),
        help_text=_("A report, a page of the channel, a case number."),
    )


class FindingForm(forms.Form):
    """What was found of an incident."""

    found = forms.ChoiceField(
        label=_("What it was"), choices=Incident.Found.choices, widget=forms.RadioSelect
    )
    said = forms.CharField(
        label=_("What you looked at, and what you saw"),
        max_length=2000,
        widget=forms.Textarea(attrs=_TEXT),
    )


class StopForm(forms.Form):
    """What is to be stopped, and why. `what` is a scope with its name: "account:3"."""

    what = forms.ChoiceField(label=_("Stop"))
    why = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("For whoever finds it: what is wrong, and when it may be lifted."),
    )

    def __init__(self, data: Any, *, by: Person) -> None:
        super().__init__(data)
        accounts = [(f"account:{pk}", name) for pk, name in account_names(by).items()]
        agents = [(f"agent:{each.pk}", each.name) for each in people.looked_after_by(by)]
        self.fields["what"].choices = [  # type: ignore[attr-defined]
            ("all:", _("Everything, of everybody")),
            (_("One account"), accounts),
            (_("One agent"), agents),
        ]

    def scope(self) -> Stop.Scope:
        """Return of what."""
        return Stop.Scope(self.cleaned_data["what"].partition(":")[0])

    def name(self) -> str:
        """Return which; empty for everything."""
        return str(self.cleaned_data["what"].partition(":")[2])


class LogForm(forms.Form):
    """What to look for in the audit log."""

    group = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), *((key, each[0]) for key, each in GROUPS.items())],
    )
    who = forms.TypedChoiceField(
        label=_("Who"), required=False, coerce=int, empty_value=None
    )
    subject = forms.CharField(label=_("Order or key"), required=False, max_length=80)
    since = forms.DateField(
        label=_("From the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("To the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        everybody = [(each.pk, each.name) for each in people.people()]
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Everybody")), (MACHINE, _("The program")), *everybody,
        ]  # fmt: skip

    def wanted(self) -> Wanted:
        """Return what was filled in; what cannot be read is not asked about."""
        self.full_clean()
        given = self.cleaned_data
        until = given.get("until")
        return Wanted(
            group=given.get("group", ""),
            actor_id=given.get("who"),
            subject=given.get("subject", ""),
            since=_midnight(given.get("since")),
            until=_midnight(until + timedelta(days=1)) if until else None,
        )


def _midnight(day: Any) -> datetime | None:
    """Return when a day begins by the person's clock, in UTC."""
    if day is None:
        return None
    begins = datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
    return begins.astimezone(UTC)
