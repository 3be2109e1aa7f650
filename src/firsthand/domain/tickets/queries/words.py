"""What the fields of a list, their comparisons and their values are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from firsthand.domain.sla import queries as sla
from firsthand.domain.tickets.models import Ticket
from firsthand.domain.tickets.rules.filters import (
    AWAITED,
    NO,
    NONE,
    NOTICE,
    OPEN,
    OVERDUE,
    OWED,
    SNOOZED,
    SOLVED,
    TODAY,
    YES,
    Comparison,
    Field,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELDS: Mapping[str, _StrPromise] = {
    Field.STATE: _("State"),
    Field.STORE: _("Store"),
    Field.CHANNEL: _("Channel"),
    Field.ASSIGNEE: _("With"),
    Field.TEAM: _("Team"),
    Field.REASON: _("Reason"),
    Field.LANGUAGE: _("Language"),
    Field.PRIORITY: _("Priority"),
    Field.DUE: _("Due"),
    Field.LAST_MESSAGE: _("Last message"),
    Field.ORDER: _("Order linked"),
    Field.TRUTH: _("What was true"),
    Field.APPROVAL: _("Approval"),
    Field.PROMISE: _("Promised to the buyer"),
    Field.BUYER: _("Buyer"),
}
COMPARISONS: Mapping[str, _StrPromise] = {
    Comparison.IS: _("is"),
    Comparison.IS_NOT: _("is not"),
    Comparison.WITHIN: _("within"),
    Comparison.OLDER: _("longer ago than"),
    Comparison.NEWER: _("not longer ago than"),
}
# Fields with a few values that are always the same.
VALUES: Mapping[str, Mapping[str, _StrPromise | str]] = {
    Field.STATE: {
        OPEN: _("Open"),
        SNOOZED: _("Snoozed"),
        SOLVED: _("Closed"),
        NOTICE: _("Notices"),
    },
    Field.CHANNEL: {
        "amazon": "Amazon",
        "email": _("E-mail"),
        "ebay": "eBay",
        "walmart": "Walmart",
        "import": _("From a table"),
    },
    Field.PRIORITY: dict(sla.Priority.choices),
    Field.DUE: {OVERDUE: _("Overdue"), NONE: _("Nothing waits for us")},
    Field.ORDER: {YES: _("Yes"), NO: _("No")},
    Field.TRUTH: {**dict(Ticket.Truth.choices), NONE: _("Not said yet")},
    Field.APPROVAL: {AWAITED: _("Waited for"), NONE: _("None is waited for")},
    Field.PROMISE: {
        TODAY: _("Until the end of today"),
        OVERDUE: _("Overdue"),
        OWED: _("At any time"),
        NONE: _("Nothing is owed"),
    },
}


def length_in_words(value: str) -> str:
    """Return a length of time in words: "4 hours"."""
    number = int(value[:-1])
    if value.endswith("h"):
        words = ngettext("%(number)d hour", "%(number)d hours", number)
    else:
        words = ngettext("%(number)d day", "%(number)d days", number)
    return words % {"number": number}
