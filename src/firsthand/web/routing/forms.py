"""Forms of assignment rules and skills. What a form cannot know, a command refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.queries import Skill
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets.commands import RuleTerms
from firsthand.domain.tickets.queries import AssignmentRule, Preference
from firsthand.web.tickets.clocks import language_name

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

# Those that buyers on the marketplaces write, and those beside them.
_LANGUAGES = ("ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "tr", "zh")
_STEPS = [f"step_{n}" for n in range(1, len(Preference.values) + 1)]


class RuleForm(forms.Form):
    """Whose tickets, who is preferred, and how many a person may have."""

    name = forms.CharField(label=_("Name"), max_length=80)
    place = forms.ChoiceField(label=_("Whose tickets"))
    cap = forms.IntegerField(
        label=_("Open tickets per person at most"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("Counted over all stores. Empty: no limit."),
    )
    must_fit = forms.BooleanField(
        label=_("Rather wait than go to somebody without the language or the reason"),
        required=False,
    )
    first_reply_takes = forms.BooleanField(
        label=_("Who answers first keeps the ticket"), required=False, initial=True
    )
    position = forms.IntegerField(
        label=_("Place among the rules"),
        required=False,
        min_value=1,
        max_value=1000,
        help_text=_("The rule with the lowest number that has somebody gives the ticket."),
    )

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(f"store:{each.pk}", each.name) for each in stores.stores_of(by)]
        teams = [(f"team:{each.pk}", each.name) for each in people.teams_seen_by(by)]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (_("Of a team’s stores, to its members"), teams),
            (_("Of one store, to everybody who works it"), places),
        ]
        chosen = [("", _("Nothing more"))]
        for n, field in enumerate(_STEPS):
            self.fields[field] = forms.ChoiceField(
                label=_("What counts first") if n == 0 else _("Then"),
                required=n == 0,
                choices=Preference.choices if n == 0 else chosen + Preference.choices,
            )
        self.order_fields(["name", "place", *_STEPS])

    def terms(self) -> RuleTerms:
        """Return what was filled in."""
        given = self.cleaned_data
        kind, _colon, number = given["place"].partition(":")
        return RuleTerms(
            name=given["name"],
            steps=[given[field] for field in _STEPS if given[field]],
            store_id=int(number) if kind == "store" else None,
            team_id=int(number) if kind == "team" else None,
            cap=given["cap"],
            must_fit=given["must_fit"],
            first_reply_takes=given["first_reply_takes"],
            position=given["position"],
        )


def values_of_rule(rule: AssignmentRule) -> dict[str, object]:
    """Return a rule as the initial values of a form."""
    place = f"store:{rule.store_id}" if rule.store_id else f"team:{rule.team_id}"
    return {
        "name": rule.name,
        "place": place,
        "cap": rule.cap,
        "must_fit": rule.must_fit,
        "first_reply_takes": rule.first_reply_takes,
        "position": rule.position,
        **dict(zip(_STEPS, rule.steps, strict=False)),
    }


class SkillsForm(forms.Form):
    """What somebody is able to do, and whether he gets tickets by rules at all.

    `known` has the codes he knows by kind, `is_away` whether he is away now.
    """

    is_away = forms.BooleanField(label=_("Away: no rule gives tickets"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, known: Mapping[str, frozenset[str]], is_away: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_away"] = is_away
        languages = {*_LANGUAGES, *known[Skill.Kind.LANGUAGE]}
        named = [(code, language_name(code)) for code in languages]
        self.fields["languages"].choices = sorted(  # type: ignore[attr-defined]
            named, key=lambda one: one[1]
        )
        self.initial["languages"] = sorted(known[Skill.Kind.LANGUAGE])
        tree = reasons.taxonomy()
        for node in tree.in_order():
            if node.level <= 2 and (node.is_in_use or node.code in known["reason"]):
                top = tree.path(node.id)[0]
                self._add(node, top=top, is_known=node.code in known["reason"])

    def _add(self, node: reasons.Node, *, top: reasons.Node, is_known: bool) -> None:
        name = f"reasons-{top.code}"
        if name not in self.fields:
            self.fields[name] = forms.MultipleChoiceField(
                label=reasons.label_of(top.labels),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        label = _("All of it") if node is top else reasons.label_of(node.labels)
        self.fields[name].choices += [(node.code, label)]  # type: ignore[attr-defined]
        if is_known:
            self.initial.setdefault(name, []).append(node.code)

    def skills(self) -> dict[str, list[str]]:
        """Return the codes chosen, of languages and of reasons."""
        given = self.cleaned_data
        branches = [name for name in self.fields if name.startswith("reasons-")]
        chosen = [code for name in branches for code in given[name]]
        return {"languages": given["languages"], "reasons": chosen}
