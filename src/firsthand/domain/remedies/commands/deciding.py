"""Agree to what somebody asked for, refuse it, take it back, or let it run out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies.commands import asking
from firsthand.domain.remedies.commands._audit import refusals_are_audited
from firsthand.domain.remedies.commands._moving import locked, locked_ledger, move
from firsthand.domain.remedies.models import Remedy
from firsthand.domain.remedies.ports import Authority, Component, Kind, Proposal
from firsthand.domain.remedies.rules.requests import Portion, Request
from firsthand.domain.remedies.rules.requests import request_hash as hash_of
from firsthand.domain.remedies.rules.states import UNSENT, State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

AT_ONCE = 200


class NoSuchRemedy(Refused):
    code = "remedies.no_such_remedy"


class AlreadyDecided(Refused):
    code = "remedies.already_decided"


class AnotherRequest(Refused):
    """What was approved is not what is there."""

    code = "remedies.another_request"


class OwnRequest(Refused):
    code = "remedies.own_request"


class TooLate(Refused):
    code = "remedies.too_late"


class LeftAlready(Refused):
    code = "remedies.left_already"


@refusals_are_audited("remedy.approve")
def approve(
    *, remedy_id: int, request_hash: str, authority: Authority, by: Person, at: datetime
) -> Remedy:
    """Agree to exactly the request that was shown; said again, it is once.

    Args:
        remedy_id: which.
        request_hash: of the request as the approver saw it.
        authority: judges whether it is within the approver's own limit.
        by: who takes responsibility; never who asked.
        at: when (UTC).

    Raises:
        NotAllowed, NoSuchRemedy: `by` may not approve, or not see it.
        OwnRequest, AnotherRequest, AlreadyDecided, TooLate: see their names.
        Refused: by the authority.
    """
    known = _decided_before(remedy_id, State.APPROVED, by=by)
    if known is not None and known.approved_hash == request_hash:
        return known
    remedy = _waiting(remedy_id, by=by, at=at)
    if request_hash != remedy.request_hash:
        raise AnotherRequest(
            _("This is not the request you were shown."), fix=_("Reload the page.")
        )
    _require_another(remedy, by)
    authority.check_approval(proposal_to_approve(remedy, at=at), by=by.pk)
    _agree(remedy, by=by, at=at)
    return remedy


@refusals_are_audited("remedy.approve")
def approve_changed(
    *,
    remedy_id: int,
    instead: Request,
    authority: Authority,
    by: Person,
    at: datetime,
    why: str = "",
) -> Remedy:
    """Agree to another amount than was asked for: the request is void, a new one stands.

    Args:
        remedy_id: what was asked for.
        instead: what is agreed to, under a key of its own.
        authority: judges whether it is within the approver's own limit.
        by: who takes responsibility; never who asked.
        at: when (UTC).
        why: told to whoever asked.

    Raises:
        As `approve` and `request`.
    """
    known = Remedy.objects.filter(key=instead.key).first()
    if known is not None and known.request_hash == hash_of(instead):
        return known
    remedy = _waiting(remedy_id, by=by, at=at)
    _require_another(remedy, by)
    if (instead.order_id, instead.ticket_id) != (remedy.ledger_id, remedy.ticket_id):
        raise AnotherRequest(
            _("This is not the request you were shown."), fix=_("Reload the page.")
        )
    move(remedy, State.REJECTED, at=at, by=by, why=Why.REPLACED, verdict=why)
    order = orders.order_for(by, remedy.ledger_id)
    assert order is not None
    ledger = locked_ledger(remedy.ledger_id)
    requester = remedy.requested_by
    proposal = asking.checked(instead, order, ledger, requested_by=requester.pk, at=at)
    authority.check_approval(proposal, by=by.pk)
    new = asking.new_remedy(
        instead, ledger, account=remedy.account, requested_by=requester, at=at
    )
    new.state = State.PENDING_APPROVAL.value
    new.needs_approval = True
    new.approval_why, new.approval_by = remedy.approval_why, remedy.approval_by
    new.expires_at = at + asking.APPROVAL_LIFE
    written = asking.write(new, instead, by=requester, at=at)
    _agree(written, by=by, at=at)
    return written


@refusals_are_audited("remedy.reject")
def reject(*, remedy_id: int, why: str, by: Person, at: datetime) -> Remedy:
    """Refuse what somebody asked for; its money is free again. Said again, it is once.

    Raises:
        NotAllowed, NoSuchRemedy, AlreadyDecided, TooLate: as in `approve`.
    """
    known = _decided_before(remedy_id, State.REJECTED, by=by)
    if known is not None:
        return known
    remedy = _waiting(remedy_id, by=by, at=at)
    move(remedy, State.REJECTED, at=at, by=by, verdict=why)
    return remedy


@refusals_are_audited("remedy.withdraw")
def withdraw(*, remedy_id: int, by: Person, at: datetime) -> Remedy:
    """Take a remedy back that has not left: one's own; who also approves, anybody's.

    Raises:
        NotAllowed: `by` may not ask for remedies, or, of another's, not approve them.
        NoSuchRemedy: there is none in the stores `by` may see.
        LeftAlready: it has left, may have left, or has ended.
    """
    require(by, Right.REQUEST_REMEDIES)
    remedy = seen_by(by, remedy_id)
    if remedy.requested_by_id != by.pk:
        require(by, Right.APPROVE_REMEDIES)
    if remedy.state not in UNSENT:
        raise LeftAlready(
            _("This has left already, or has ended."), fix=_("Reload the page.")
        )
    move(remedy, State.CANCELLED, at=at, by=by)
    return remedy


def expire_due(*, at: datetime) -> int:
    """Let run out what nobody decided on in time, and approvals nobody used; how many."""
    unused = Q(state=State.APPROVED, fence=0, approved_at__lte=at - asking.APPROVAL_LIFE)
    waiting = Q(state=State.PENDING_APPROVAL, expires_at__lte=at)
    due = Remedy.objects.filter(unused | waiting).order_by("pk")
    count = 0
    for remedy_id in due.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            remedy = locked(remedy_id)
            # Somebody may have decided while we waited for the lock.
            if due.filter(pk=remedy_id).exists():
                move(remedy, State.EXPIRED, at=at)
                count += 1
    return count


def seen_by(by: Person, remedy_id: int) -> Remedy:
    """Return a remedy, locked, if `by` may see it.

    Raises:
        NoSuchRemedy: there is none in his stores.
    """
    if not Remedy.objects.all().visible_to(by).filter(pk=remedy_id).exists():
        raise NoSuchRemedy(
            _("There is no such remedy in your stores."), fix=_("Reload the page.")
        )
    return locked(remedy_id)


def as_request(remedy: Remedy) -> Request:
    """Return what was asked for, as far as it is still known."""
    return Request(
        key=remedy.key,
        order_id=remedy.ledger_id,
        kind=Kind(remedy.kind),
        currency=remedy.currency,
        minor_units=remedy.minor_units,
        portions=tuple(
            Portion(
                part.line_number, Component(part.component), part.minor_units, part.quantity
            )
            for part in remedy.parts.order_by("pk")
        ),
        reason=remedy.reason,
        note=remedy.note,
        ticket_id=remedy.ticket_id,
        details=tuple((name, value) for name, value in remedy.details),
    )


def proposal_to_approve(remedy: Remedy, *, at: datetime) -> Proposal:
    """Return what is to be approved; its own money is no money given before it."""
    ledger = remedy.ledger
    proposal = asking.proposal_of(
        as_request(remedy), ledger, requested_by=remedy.requested_by_id, at=at
    )
    return replace(
        proposal,
        request_hash=remedy.request_hash,
        given=proposal.given - remedy.minor_units,
    )


def _decided_before(remedy_id: int, state: State, *, by: Person) -> Remedy | None:
    """Return a remedy this person has brought into this state: a double click asks twice.

    An approval stands also when what was approved is on its way already.
    """
    seen = Remedy.objects.all().visible_to(by).filter(pk=remedy_id)
    if state == State.APPROVED:
        return seen.filter(approved_by=by).first()
    return seen.filter(state=state, state_by_id=by.pk).first()


def _waiting(remedy_id: int, *, by: Person, at: datetime) -> Remedy:
    require(by, Right.APPROVE_REMEDIES)
    remedy = seen_by(by, remedy_id)
    if remedy.state != State.PENDING_APPROVAL:
        raise AlreadyDecided(_("This has been decided already."), fix=_("Reload the page."))
    if remedy.expires_at is not None and remedy.expires_at <= at:
        raise TooLate(_("This request has run out."), fix=_("Have it asked for once more."))
    return remedy


def _require_another(remedy: Remedy, by: Person) -> None:
    if remedy.requested_by_id == by.pk:
        raise OwnRequest(
            _("Somebody else has to approve what you asked for."),
            fix=_("Ask another lead."),
        )


def _agree(remedy: Remedy, *, by: Person, at: datetime) -> None:
    move(
        remedy,
        State.APPROVED,
        at=at,
        by=by,
        approved_by_id=by.pk,
        approved_at=at,
        approved_hash=remedy.request_hash,
    )
