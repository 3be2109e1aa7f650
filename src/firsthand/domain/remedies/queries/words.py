"""States, and why a remedy is in one, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from firsthand.domain.remedies.rules.states import State
from firsthand.domain.remedies.rules.why import Why

_WHY: dict[str, Promise] = {
    Why.MONEY_WENT_OUTSIDE: gettext_lazy("the money went back without us"),
    Why.REPLACED: gettext_lazy("another amount was approved instead"),
    Why.SENDER_GONE: gettext_lazy("the program ended while it was sending"),
    Why.IN_RECORD: gettext_lazy("it was found in the channel’s own record"),
    Why.NOT_IN_RECORD: gettext_lazy("the channel’s own record does not show it"),
    Why.SEVERAL_FIT: gettext_lazy("several entries of the channel’s record could be it"),
    Why.OLDER_FITS: gettext_lazy(
        "an entry of the channel’s record could be it, but is older: a clock may be wrong"
    ),
    Why.ID_PROVES_NOTHING: gettext_lazy("the channel gave an id that proves nothing"),
    Why.BY_TWO_PEOPLE: gettext_lazy("two people said so"),
    Why.SESSION_REPLACED: gettext_lazy("the database had been restarted before the call"),
    Why.HELD_UP: gettext_lazy("the program had been held up too long before the call"),
    Why.FAULT_OF_OURS: gettext_lazy("the program failed during the call"),
}
STATES: dict[str, Promise] = {
    State.PENDING_APPROVAL: gettext_lazy("asked for; waits for somebody to agree"),
    State.APPROVED: gettext_lazy("approved; it may be sent"),
    State.SENDING: gettext_lazy("is being sent"),
    State.TAKEN: gettext_lazy("the channel has taken it and has not decided yet"),
    State.UNKNOWN: gettext_lazy("nobody knows whether it has happened"),
    State.NEEDS_HUMAN: gettext_lazy("a person has to find out whether it has happened"),
    State.SUCCEEDED: gettext_lazy("it has happened"),
    State.FAILED: gettext_lazy("it has not happened"),
    State.REJECTED: gettext_lazy("not approved"),
    State.EXPIRED: gettext_lazy("ran out"),
    State.CANCELLED: gettext_lazy("taken back"),
}


def why_in_words(why: str) -> str:
    """Return the words of a code; what a channel or a person said stays as it is."""
    return str(_WHY.get(why, why))
