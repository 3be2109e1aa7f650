"""Judge a wish for an order: allowed, to be approved by whom, or refused in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from firsthand.domain.authority import rules
from firsthand.domain.authority.commands.using import Asked, ask
from firsthand.domain.authority.queries import using, words
from firsthand.domain.authority.queries.gathering import Gathered, Wish, gathered
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NotFromHere(Refused):
    """Nobody does this from here; `goes_to` is the role that takes it over, if one does."""

    code = "authority.not_from_here"

    def __init__(self, message: str, *, goes_to: str = "") -> None:
        super().__init__(message)
        self.goes_to = goes_to


class OverOwnLimit(Refused):
    code = "authority.over_own_limit"


def judge(*, key: UUID, wish: Wish, by: Person, at: datetime) -> Asked:
    """Decide about a wish and take what it takes; see `ask`.

    Raises:
        NotFromHere: nobody may do this here, or its note is not complete.
    """
    found = gathered(wish, at=at)
    asked = ask(key=key, asking=found.asking, by=by, at=at, policy=found.policy)
    _refuse_forbidden(asked.decision, found)
    return asked


def check_approval(*, wish: Wish, by: Person, at: datetime) -> None:
    """Refuse unless the approver's own limit covers what the order will have been given.

    What nobody may do any more is refused too: a claim may have come meanwhile. Whoever set
    the limits may approve: it is another's wish, and two have looked at it.

    Raises:
        NotFromHere, OverOwnLimit: see their names.
    """
    found = gathered(wish, at=at)
    standing = using.standing(found.asking, by=by, at=at, policy=found.policy)
    decision = standing.decide()
    _refuse_forbidden(decision, found)
    assert not isinstance(decision, rules.Forbidden)
    order_sum = decision.order_sum_minor_units
    terms = standing.policy.terms
    if not rules.may_approve(
        terms, role=by.role, level=wish.level, order_sum_minor_units=order_sum
    ):
        raise OverOwnLimit(
            _("This is more than you may approve."),
            fix=_("Leave it to somebody whose limit covers the order in all."),
        )


def _refuse_forbidden(decision: rules.Decision, found: Gathered) -> None:
    if not isinstance(decision, rules.Forbidden):
        return
    # What a note lacks says more than that it lacks something.
    grounds = [each for each in decision.grounds if each.why != rules.Why.NO_NOTE]
    said = [words.of_ground(each, "") for each in grounds]
    said += map(words.of_lack, found.lacks)
    raise NotFromHere(" ".join(said), goes_to=decision.goes_to)
