"""Say what became of a remedy that no machine can know about: it takes two people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import events
from firsthand.domain.remedies.commands._audit import refusals_are_audited, write_audit
from firsthand.domain.remedies.commands._moving import move
from firsthand.domain.remedies.commands.deciding import seen_by
from firsthand.domain.remedies.commands.settling import is_of_another, succeed
from firsthand.domain.remedies.models import HandDecision, Remedy
from firsthand.domain.remedies.rules.states import State
from firsthand.domain.remedies.rules.why import Why
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person

Says = HandDecision.Says
# Whatever the channel's lag: what people say is held against its record a day later.
_CHECK_AFTER = timedelta(days=1)


class NotInDoubt(Refused):
    code = "remedies.not_in_doubt"


class IncompleteDecision(Refused):
    code = "remedies.incomplete_decision"


class SecondPersonNeeded(Refused):
    code = "remedies.second_person_needed"


@refusals_are_audited("remedy.decide_by_hand")
def propose_by_hand(
    *,
    remedy_id: int,
    says: HandDecision.Says,
    external_id: str,
    why: str,
    evidence: str,
    by: Person,
    at: datetime,
) -> HandDecision:
    """Say what became of a remedy that needs a person; somebody else has to confirm it.

    A proposal that is open is dropped for the new one.

    Args:
        remedy_id: which.
        says: whether it happened.
        external_id: the channel's own id of it, where it did.
        why: how that is known.
        evidence: where it can be looked up.
        by: who looked.
        at: when (UTC).

    Raises:
        NotAllowed, NoSuchRemedy: `by` may not settle, or not see it.
        NotInDoubt: it does not wait for a person.
        IncompleteDecision: reason, evidence or the channel's id is missing, or an id is
            given for what did not happen, or belongs to another remedy.
    """
    remedy = _in_doubt(remedy_id, by)
    external_id = external_id.strip()
    _require_whole(remedy, says, external_id, why, evidence)
    remedy.decisions.filter(confirmed_at=None, dropped_at=None).update(dropped_at=at)
    decision = HandDecision.objects.create(
        remedy=remedy,
        says=says,
        external_id=external_id,
        why=why.strip(),
        evidence=evidence.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    _note(decision, remedy, events.HAND_PROPOSED, by=by, at=at)
    return decision


@refusals_are_audited("remedy.confirm_by_hand")
def confirm_by_hand(
    *, remedy_id: int, decision_id: int, by: Person, at: datetime
) -> Remedy:
    """Confirm what somebody else said became of a remedy, which settles it.

    Raises:
        NotAllowed, NoSuchRemedy, NotInDoubt: as in `propose_by_hand`.
        SecondPersonNeeded: it is one's own, or no longer the open one.
    """
    remedy = _in_doubt(remedy_id, by)
    decision = remedy.decisions.filter(
        pk=decision_id, confirmed_at=None, dropped_at=None
    ).first()
    if decision is None or decision.proposed_by_id == by.pk:
        raise SecondPersonNeeded(
            _("Somebody else has to confirm it, and exactly this."),
            fix=_("Reload the page, or ask another lead."),
        )
    decision.confirmed_by, decision.confirmed_at = by, at
    decision.save(update_fields=["confirmed_by", "confirmed_at"])
    _note(decision, remedy, events.HAND_CONFIRMED, by=by, at=at)
    if decision.says == Says.SUCCEEDED:
        succeed(
            remedy,
            decision.external_id,
            at=at,
            check_after=_CHECK_AFTER,
            why=Why.BY_TWO_PEOPLE,
            by=by,
        )
    else:
        move(remedy, State.FAILED, at=at, by=by, why=Why.BY_TWO_PEOPLE)
    return remedy


def _in_doubt(remedy_id: int, by: Person) -> Remedy:
    require(by, Right.SETTLE_REMEDIES)
    remedy = seen_by(by, remedy_id)
    if remedy.state != State.NEEDS_HUMAN:
        raise NotInDoubt(
            _("This remedy does not wait for a person."), fix=_("Reload the page.")
        )
    return remedy


def _require_whole(
    remedy: Remedy, says: HandDecision.Says, external_id: str, why: str, evidence: str
) -> None:
    has_right_id = bool(external_id) == (says == Says.SUCCEEDED)
    is_taken = bool(external_id) and is_of_another(remedy, external_id)
    if not (why.strip() and evidence.strip()) or not has_right_id or is_taken:
        raise IncompleteDecision(
            _("Reason, evidence and, if it happened, the channel’s own id are needed."),
            fix=_("Fill in what is missing. An id of another remedy proves nothing."),
        )


def _note(
    decision: HandDecision, remedy: Remedy, kind: str, *, by: Person, at: datetime
) -> None:
    facts = {
        "order": remedy.ledger_id,
        "remedy": remedy.pk,
        "says": str(decision.says),
        "external_id": decision.external_id,
        "decision": decision.pk,
    }
    journal.record(
        kind,
        subject_id=remedy.pk,
        at=at,
        by=by,
        about=journal.About(store_id=remedy.store_id, ticket_id=remedy.ticket_id),
        facts=facts,
    )
    write_audit(
        kind,
        subject=str(remedy.key),
        actor_id=by.pk,
        store_id=remedy.store_id,
        facts=facts,
    )
