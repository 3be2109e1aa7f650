"""What was asked for on a ticket or its order, as the thread and the order show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.lists import format_list
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.authority import queries as authority
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.rules.states import UNDER_WAY, UNSENT, State
from firsthand.foundation.money import Money
from firsthand.web.shared import formats

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person
    from firsthand.domain.remedies.queries import Remedy

# What a look shows it: good news, bad news, something to mind, something to wait for.
_MARKS = {
    State.SUCCEEDED: "good",
    State.FAILED: "bad",
    State.REJECTED: "bad",
    State.NEEDS_HUMAN: "bad",
    State.UNKNOWN: "watch",
    State.PENDING_APPROVAL: "watch",
    State.EXPIRED: "none",
    State.CANCELLED: "none",
}
_MOVING = UNDER_WAY - {State.NEEDS_HUMAN} | {State.APPROVED}
# Why somebody else has to agree, in a few words; the approver sees the figures as well.
_GROUNDS: dict[str, Promise] = {
    authority.Why.RATE_UNKNOWN: gettext_lazy("no exchange rate is known"),
    authority.Why.OVER_GRANT: gettext_lazy("more than one’s own limit"),
    authority.Why.RESTRICTED: gettext_lazy("more than the limit for such cases"),
    authority.Why.ALWAYS_ASKS: gettext_lazy("such cases always need approval"),
    authority.Why.OVER_SHARE: gettext_lazy("more than the share of the price allowed"),
    authority.Why.PAID_UNKNOWN: gettext_lazy("what was paid is not known"),
    authority.Why.OVER_WINDOW: gettext_lazy("too much within a few hours"),
    authority.Why.OVER_BUDGET: gettext_lazy("more than is left of the budget"),
    authority.Why.SETS_LIMITS: gettext_lazy("whoever sets the limits has to ask"),
}


@dataclass(frozen=True)
class Line:
    """One remedy in words.

    Attributes:
        amount: None where no money moves.
        mark: how its state looks.
        why: why it is in its state, or waits; empty where that needs no words.
    """

    remedy: Remedy
    what: str
    amount: Money | None
    state: str
    mark: str
    why: str
    may_withdraw: bool


@dataclass(frozen=True)
class Lines:
    """All of them, the oldest first, and whether to look again soon."""

    all: Sequence[Line]

    @property
    def is_moving(self) -> bool:
        """Say whether the channel is about to answer."""
        return any(each.remedy.state in _MOVING for each in self.all)

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody may decide at any time."""
        return any(each.remedy.state == State.PENDING_APPROVAL for each in self.all)


def lines_of(person: Person, remedies: Sequence[Remedy]) -> Lines:
    """Return remedies in words, with what `person` may do about each."""
    return Lines([line_of(person, each) for each in remedies])


def line_of(person: Person, remedy: Remedy) -> Line:
    """Return a remedy in words, with what `person` may do about it."""
    amount = Money(remedy.currency, remedy.minor_units) if remedy.minor_units else None
    is_own = remedy.requested_by_id == person.pk
    may_ask = person.may(Right.REQUEST_REMEDIES)
    return Line(
        remedy=remedy,
        what=remedy.get_kind_display(),
        amount=amount,
        state=_state(remedy),
        mark=_MARKS.get(State(remedy.state), "open"),
        why=_why(remedy),
        may_withdraw=remedy.state in UNSENT
        and may_ask
        and (is_own or person.may(Right.APPROVE_REMEDIES)),
    )


def _state(remedy: Remedy) -> str:
    if remedy.state == State.PENDING_APPROVAL and remedy.approval_by:
        who = authority.role_name(remedy.approval_by)
        return _("Waits for approval: %(who)s") % {"who": who}
    if remedy.state == State.APPROVED:
        return _("Asked for, not sent yet")
    return remedy.get_state_display()


def _why(remedy: Remedy) -> str:
    if remedy.state == State.PENDING_APPROVAL:
        codes = [code for code in remedy.approval_why.split(",") if code]
        words = [str(_GROUNDS.get(code, code)) for code in codes]
        return format_list(words, locale=formats.locale()) if words else ""
    return remedy.verdict or queries.why_in_words(remedy.state_why)
