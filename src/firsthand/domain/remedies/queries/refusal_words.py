"""Say in a few words why something was refused, by the code the log holds."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Promise] = {
    "people.not_allowed": _("not allowed for this role"),
    "remedies.agent_stopped": _("nothing is sent of this agent"),
    "remedies.already_decided": _("it was decided already"),
    "remedies.another_request": _("it is not what was looked at"),
    "remedies.does_not_fit": _("it does not fit the order"),
    "remedies.figures_changed": _("the order’s figures have changed"),
    "remedies.figures_do_not_add_up": _("the order’s figures do not add up"),
    "remedies.incident_closed": _("it was closed already"),
    "remedies.incomplete_decision": _("reason, evidence or the channel’s id is missing"),
    "remedies.incomplete_stop": _("the reason is missing, or what is to be stopped"),
    "remedies.key_taken": _("the same key was used for another request"),
    "remedies.left_already": _("it has left already"),
    "remedies.more_than_is_left": _("it is more than is left"),
    "remedies.no_such_cell": _("the order has no such line"),
    "remedies.no_such_incident": _("no such incident in his stores"),
    "remedies.no_such_order": _("no such order in his stores"),
    "remedies.no_such_remedy": _("no such remedy in his stores"),
    "remedies.not_in_doubt": _("it does not wait for a person"),
    "remedies.nothing_found": _("what was found is missing"),
    "remedies.nothing_stopped": _("it was lifted already"),
    "remedies.own_remedy": _("it is about a remedy of his own"),
    "remedies.own_request": _("it is a request of his own"),
    "remedies.second_person_needed": _("it takes a second person"),
    "remedies.too_late": _("its time had run out"),
    "authority.already_published": _("the version is published"),
    "authority.budget_spent": _("the budget is used up"),
    "authority.name_missing": _("the version has no name"),
    "authority.not_from_here": _("nobody may do this here, or the note is not complete"),
    "authority.over_own_limit": _("it is over the approver’s own limit"),
    "authority.rates_unfit": _("the rates cannot be right"),
    "authority.terms_contradict": _("the version contradicts itself"),
    "authority.terms_unreadable": _("the version cannot be read"),
    "authority.unknown_store": _("no such store of his"),
    "authority.valid_from_unfit": _("from when it holds does not fit"),
}


def of_refusal(code: str) -> str:
    """Return the words of a refusal's code; a code without words stands for itself."""
    return str(_WORDS.get(code, code))
