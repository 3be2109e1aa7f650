"""By when a claim has to be answered, that it was, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.claims import events
from firsthand.domain.claims.models import Claim
from firsthand.domain.claims.rules import deadlines
from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import commands as order_commands
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused
from firsthand.foundation.scoping import Everything

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Setback
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Message

_FURTHEST = timedelta(days=366)


class NotADeadline(Refused):
    code = "claims.not_a_deadline"


class AlreadyAnswered(Refused):
    code = "claims.already_answered"


class AlreadyWon(Refused):
    code = "claims.already_won"


@transaction.atomic
def set_deadline(
    *, setback_id: int, respond_by: datetime | None, by: Person, at: datetime
) -> Claim:
    """Enter by when a claim has to be answered; None: that is not known after all.

    Raises:
        NotAllowed: the role may not.
        ObjectDoesNotExist: there is no such claim in the stores `by` may see.
        NotADeadline: before it was filed, or more than a year after.
    """
    require(by, Right.FIND_TRUTH)
    claim = _locked(setback_id, by)
    filed = claim.setback.happened_at
    if respond_by is not None and not filed < respond_by <= filed + _FURTHEST:
        raise NotADeadline(
            _("The time is not within a year after the claim was filed."),
            fix=_("Enter the time the marketplace states."),
        )
    _note_deadline(claim, respond_by, Claim.Source.PERSON, by=by, at=at)
    return claim


@transaction.atomic
def mark_answered(*, setback_id: int, by: Person, at: datetime) -> Claim:
    """Note that the defence was sent. Only for whom compliance trusts with it.

    Raises:
        NotAllowed: the role may not.
        ObjectDoesNotExist: there is no such claim in the stores `by` may see.
        AlreadyAnswered: it was.
    """
    require(by, Right.ANSWER_CLAIMS)
    claim = _locked(setback_id, by)
    if claim.answered_at is not None:
        raise AlreadyAnswered(
            _("This claim was marked as answered before."),
            fix=_("Reload the page to see when and by whom."),
        )
    claim.answered_at, claim.answered_by = at, by
    claim.save(update_fields=["answered_at", "answered_by"])
    _record(events.ANSWERED, claim, by=by, at=at, facts={})
    return claim


@transaction.atomic
def decide(*, setback_id: int, outcome: str, by: Person, at: datetime) -> Claim:
    """Note what the marketplace or the bank decided; lost may become won by an appeal.

    Raises:
        NotAllowed: the role may not.
        ObjectDoesNotExist: there is no such claim in the stores `by` may see.
        AlreadyWon: figures count it as denied since.
        ValueError: `outcome` is none.
    """
    require(by, Right.ANSWER_CLAIMS)
    outcome = Claim.Outcome(outcome)
    claim = _locked(setback_id, by)
    if claim.outcome == Claim.Outcome.WON and outcome != Claim.Outcome.WON:
        raise AlreadyWon(
            _("This claim was won, and figures have counted it so since."),
            fix=_("If the buyer has appealed, that is a claim of its own."),
        )
    if claim.outcome == outcome:
        return claim
    claim.outcome, claim.decided_on, claim.decided_by = outcome, at, by
    claim.save(update_fields=["outcome", "decided_on", "decided_by"])
    if outcome == Claim.Outcome.WON:
        order_commands.deny_setback(setback_id=claim.pk, at=at)
    _record(events.DECIDED, claim, by=by, at=at, facts={"outcome": str(outcome)})
    return claim


@transaction.atomic
def take_mail(*, message_id: int, is_decision: bool) -> None:
    """Take in what the marketplace wrote about a claim: that there is one, by when.

    Nothing happens while the order is not known: see `take_order`. The same mail twice
    changes nothing, nor does it matter in which order mails come: the latest written one
    says the time. A time that somebody entered gives way only to an earlier one.

    Args:
        message_id: the ticket message the mail became.
        is_decision: it says that the claim was decided; how, a person enters.
    """
    message = tickets.message_taken(message_id)
    if message is None or message.ticket.order_id is None:
        return
    setback = orders.claim_at(message.ticket.order_id, message.sent_at)
    if setback is not None:
        _note_mail(_locked(setback.pk, Everything()), message, is_decision=is_decision)
    elif not is_decision:  # Else of a claim nobody knew of, or one decided before.
        _begin_claim(message, message.ticket.order_id)


def _begin_claim(message: Message, order_id: int) -> None:
    setback = order_commands.record_setback(
        order_id=order_id,
        kind="claim",
        external_id=f"mail:{message.pk}",
        happened_at=message.sent_at,
    )
    claim = _locked(setback.pk, Everything())
    _note_mail(claim, message, is_decision=False)
    # The mail of the decision may have come first: it was of no claim then.
    for other in tickets.tickets_of_orders([order_id]).get(order_id, []):
        for mail in tickets.claim_mails_of(other):
            decided = tickets.message_taken(mail.message_id)
            if mail.what == "closed" and decided and mail.at >= message.sent_at:
                _note_mail(claim, decided, is_decision=True)


def _note_mail(claim: Claim, message: Message, *, is_decision: bool) -> None:
    claim.ticket_id = claim.ticket_id or message.ticket_id
    if is_decision:
        before = claim.decision_mail_at or message.sent_at
        claim.decision_mail_at = max(before, message.sent_at)
    elif claim.mail_message_id != message.pk and not _is_older(message, claim):
        claim.mail_message_id = message.pk
        _read_deadline(claim, message)
    claim.save(update_fields=["ticket_id", "decision_mail_at", "mail_message_id"])


def _is_older(message: Message, claim: Claim) -> bool:
    """Say whether a mail was written before the one the claim's time is read from."""
    known = tickets.message_taken(claim.mail_message_id or 0)
    return known is not None and message.sent_at < known.sent_at


def take_order(*, ticket_id: int) -> None:
    """Take in the claim mails of a ticket whose order has become known."""
    for mail in tickets.claim_mails_of(ticket_id):
        take_mail(message_id=mail.message_id, is_decision=mail.what == "closed")


def _read_deadline(claim: Claim, message: Message) -> None:
    store = message.ticket.store
    reading = deadlines.read(
        f"{message.ticket.subject}\n\n{message.body}",
        sent_at=message.sent_at,
        zone=ZoneInfo(store.time_zone),
        marketplace=store.marketplace,
    )
    if reading is None or reading.respond_by == claim.respond_by:
        return
    entered = claim.respond_by if claim.source == Claim.Source.PERSON else None
    if entered is not None and entered <= reading.respond_by:
        return
    at = message.recorded_at
    _note_deadline(claim, reading.respond_by, Claim.Source.MAIL, by=None, at=at)
    claim.read_from = reading.words
    claim.save(update_fields=["read_from"])


def _note_deadline(
    claim: Claim,
    respond_by: datetime | None,
    source: Claim.Source,
    *,
    by: Person | None,
    at: datetime,
) -> None:
    claim.respond_by = respond_by
    claim.source = source if respond_by is not None else ""
    claim.read_from, claim.set_by, claim.set_at = "", by, at
    claim.save(update_fields=["respond_by", "source", "read_from", "set_by", "set_at"])
    facts = {
        "respond_by": respond_by.isoformat() if respond_by else None,
        "source": claim.source or None,
    }
    _record(events.DEADLINE_SET, claim, by=by, at=at, facts=facts)


def _locked(setback_id: int, by: Person | Everything) -> Claim:
    """Return the claim of a setback, locked until the commit; it begins here if needed."""
    setback: Setback | None = orders.claims_against(by).filter(pk=setback_id).first()
    if setback is None:
        raise ObjectDoesNotExist
    row = Claim(setback_id=setback.pk, store_id=setback.order.store_id)
    Claim.objects.bulk_create([row], ignore_conflicts=True)
    claim = Claim.objects.select_for_update().get(pk=setback.pk)
    claim.setback = setback
    return claim


def _record(
    kind: str,
    claim: Claim,
    *,
    by: Person | None,
    at: datetime,
    facts: dict[str, str | None],
) -> None:
    order = claim.setback.order
    journal.record(
        kind,
        subject_id=claim.pk,
        at=at,
        by=by,
        about=journal.About(
            store_id=order.store_id, buyer_id=order.buyer_id, ticket_id=claim.ticket_id
        ),
        facts=facts,
    )
