"""The policy of who may give how much, as the engine of remedies asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from firsthand.domain.authority import commands as authority
from firsthand.domain.authority import queries as authority_queries
from firsthand.domain.authority.commands import Wish
from firsthand.domain.journal.models import Entry
from firsthand.domain.people import queries as people
from firsthand.domain.people.models import Person
from firsthand.domain.remedies import queries as remedies
from firsthand.domain.remedies.ports import Allowed, NeedsApproval, Proposal

if TYPE_CHECKING:
    from firsthand.domain.remedies.queries import OrderMoney
    from firsthand.domain.remedies.rules.requests import Request


class PolicyInForce:
    """Judges requests by the published policy; answers `remedies.ports.Authority`."""

    @staticmethod
    def wish(proposal: Proposal) -> Wish:
        """Return a proposal as the policy asks about it."""
        return _wish(proposal)

    def decide(self, proposal: Proposal) -> Allowed | NeedsApproval:
        """Judge a request, and take what it takes from budgets in the same transaction.

        Raises:
            NotFromHere: nobody may do this here, or its note is not complete.
        """
        wish = replace(
            _wish(proposal),
            notes_since=_notes_of(proposal.requested_by, order_id=proposal.order_id),
        )
        decision = authority.judge(
            key=proposal.key,
            wish=wish,
            by=_person(proposal.requested_by),
            at=proposal.at,
        ).decision
        if isinstance(decision, authority_queries.NeedsApproval):
            return NeedsApproval(
                why=",".join(ground.why for ground in decision.grounds),
                who=_first_there(decision.approvers, proposal),
            )
        return Allowed()

    def check_approval(self, proposal: Proposal, *, by: int) -> None:
        """Judge whether the order in all is within this person's own limit.

        Its note was judged when it was written.

        Raises:
            NotFromHere, OverOwnLimit: nobody may do it any more, or not he.
        """
        authority.check_approval(wish=_wish(proposal), by=_person(by), at=proposal.at)

    def next_above(self, proposal: Proposal, *, role: str) -> str:
        """Return the role with the next greater authority; answers `ports.Ladder`.

        Where a claim has come meanwhile nobody is above: nobody may approve it.
        """
        standing = authority_queries.standing_of(
            _wish(proposal), by=_person(proposal.requested_by), at=proposal.at
        )
        decision = standing.decide()
        if isinstance(decision, authority_queries.Forbidden):
            return ""
        able = authority_queries.approvers(
            standing.policy.terms, decision.order_sum_minor_units
        )
        return _first_there(
            able[able.index(role) + 1 :] if role in able else able, proposal
        )


def give_back_authority(entry: Entry) -> None:
    """Put back what a remedy took from budgets: nothing came of it."""
    authority.give_back(key=entry.facts["key"])


def wish_of(request: Request, money: OrderMoney, *, by: Person) -> Wish:
    """Return what a request asks of the policy, by the money its order has now."""
    return Wish(
        order_id=request.order_id,
        kind=request.kind,
        minor_units=max(0, request.minor_units),
        given_minor_units=money.given,
        paid_minor_units=money.captured or None,
        reason=request.reason,
        note=request.note,
        notes_since=_notes_of(by.pk, order_id=request.order_id),
    )


def _notes_of(person_id: int, *, order_id: int) -> Callable[[datetime], Sequence[str]]:
    """Return what gives somebody's notes on other orders from a moment on."""
    return lambda since: remedies.notes_on_other_orders(
        person_id, order_id=order_id, since=since
    )


def _first_there(roles: Sequence[str], proposal: Proposal) -> str:
    """Return the first of these roles that has anybody on the store but who asks.

    Where none has, the first: somebody may be appointed before the request runs out.
    """
    others = people.of_roles_on(roles, proposal.store_id).exclude(pk=proposal.requested_by)
    there = set(others.values_list("role", flat=True))
    return next((role for role in roles if role in there), next(iter(roles), ""))


def _wish(proposal: Proposal) -> Wish:
    return Wish(
        order_id=proposal.order_id,
        kind=proposal.kind,
        minor_units=proposal.minor_units,
        given_minor_units=proposal.given,
        # Where its figures do not add up, nobody knows what was paid.
        paid_minor_units=proposal.captured or None,
        reason=proposal.reason,
        note=proposal.note,
        ticket_id=proposal.ticket_id,
    )


def _person(number: int) -> Person:
    found = people.account(number)
    if found is None:
        raise LookupError(f"there is no person {number}")
    return found
