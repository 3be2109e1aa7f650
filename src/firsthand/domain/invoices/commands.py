"""Have an invoice sent, send it once, say what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from firsthand.domain.accounts import queries as accounts
from firsthand.domain.accounts.ports import Granted
from firsthand.domain.invoices import events, rules
from firsthand.domain.invoices.models import InvoiceSending
from firsthand.domain.invoices.rules import Bought, Obstacle
from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import queries as tickets
from firsthand.foundation.errors import Refused
from firsthand.foundation.file_kinds import plain_name

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person
    from firsthand.domain.tickets.models import Ticket

State = InvoiceSending.State
Why = InvoiceSending.Why
ROLE = "Buyer Communication"
# Whoever was sending for so long has died.
_LONGEST_SENDING = timedelta(minutes=15)
_KEPT = (State.ASKED, State.SENDING)


class NotToBeSent(Refused):
    code = "invoices.not_to_be_sent"


class NoInvoice(Refused):
    code = "invoices.no_invoice"


class SentBefore(Refused):
    code = "invoices.sent_before"


class UnderWay(Refused):
    code = "invoices.under_way"


class NothingInDoubt(Refused):
    code = "invoices.nothing_in_doubt"


_OBSTACLES: Mapping[Obstacle, tuple[Promise, Promise]] = {
    Obstacle.NOT_AMAZON: (
        gettext_lazy("Only Amazon passes invoices on to buyers."),
        gettext_lazy("Send it by mail, where the marketplace allows it."),
    ),
    Obstacle.NOT_CONNECTED: (
        gettext_lazy("The store is not connected to Amazon."),
        gettext_lazy("Upload it in Seller Central, or have the owner connect the store."),
    ),
    Obstacle.ROLE_MISSING: (
        gettext_lazy("The connection lacks the role Buyer Communication."),
        gettext_lazy("Have the owner add it at Amazon, authorise again and test."),
    ),
    Obstacle.PENDING: (
        gettext_lazy("The order has not been paid yet."),
        gettext_lazy("Send the invoice once it is."),
    ),
    Obstacle.CANCELLED: (
        gettext_lazy("The order was cancelled."),
        gettext_lazy("There is nothing to be invoiced."),
    ),
    Obstacle.NO_FILE: (
        gettext_lazy("There is no file, or nothing in it."),
        gettext_lazy("Choose the invoice as a PDF."),
    ),
    Obstacle.NOT_PDF: (
        gettext_lazy("The file is no PDF, by its name or by what is in it."),
        gettext_lazy("Save the invoice as a PDF and choose that."),
    ),
    Obstacle.TOO_LARGE: (
        gettext_lazy("The file is larger than 10 MB."),
        gettext_lazy("Amazon takes no more in one message: make the PDF smaller."),
    ),
}


@transaction.atomic
def send_invoice(
    *, ticket_id: int, name: str, content: bytes, by: Person, at: datetime
) -> InvoiceSending:
    """Have the marketplace send a file to the buyer of a ticket's order as an invoice.

    Args:
        ticket_id: a ticket about the order.
        name: of the file, as the buyer will see it.
        content: a PDF.
        by: who wants it.
        at: when (UTC).

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NotToBeSent: there is no order, or nothing can be sent for it.
        NoInvoice: the file is none.
        SentBefore: this very file was.
        UnderWay: another one is, or nobody knows what became of it.
    """
    order = _order_of(_worked(ticket_id, by), by)
    found = rules.obstacle_of(_bought(order))
    if found is not None:
        raise NotToBeSent(str(_OBSTACLES[found][0]), fix=str(_OBSTACLES[found][1]))
    fault = rules.fault_of(name, content)
    if fault is not None:
        raise NoInvoice(str(_OBSTACLES[fault][0]), fix=str(_OBSTACLES[fault][1]))
    sha256 = hashlib.sha256(content).hexdigest()
    _refuse_second(order, sha256)
    sending = InvoiceSending(
        order=order, store_id=order.store_id, name=plain_name(name), sha256=sha256,
        size=len(content), content=content, asked_by=by, asked_at=at, state_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            sending.save()
    except IntegrityError:
        # Two clicks at once: the other one was first.
        _refuse_second(order, sha256)
        raise
    _record(events.ASKED, order, by=by, at=at, facts={"sha256": sha256})
    return sending


def _worked(ticket_id: int, by: Person) -> Ticket:
    ticket = tickets.ticket_for(by, ticket_id)
    if ticket is not None and tickets.may_work(by, ticket):
        return ticket
    require(by, Right.WORK_TICKETS)
    raise ObjectDoesNotExist


def _order_of(ticket: Ticket, by: Person) -> Order:
    order = orders.order_for(by, ticket.order_id) if ticket.order_id else None
    if order is None:
        raise NotToBeSent(
            _("The ticket is about no order that is known."),
            fix=_("Link the order to the ticket first."),
        )
    return order


def _bought(order: Order) -> Bought:
    account = accounts.account_of(order.store_id)
    rights = accounts.rights_of(account).filter(role=ROLE) if account else ()
    return Bought(
        is_on_amazon=order.store.channel == "amazon",
        is_connected=account is not None,
        may_message=all(right.answer != Granted.MISSING for right in rights),
        is_pending=order.state == order.State.PENDING,
        is_cancelled=order.state == order.State.CANCELLED,
    )


def _refuse_second(order: Order, sha256: str) -> None:
    before = InvoiceSending.objects.filter(order=order).exclude(state=State.REFUSED)
    if before.filter(sha256=sha256).exists():
        raise SentBefore(
            _("This file is with the buyer of this order, or on its way to him."),
            fix=_("Send another one only if it was corrected."),
        )
    if before.exclude(state=State.SENT).exists():
        raise UnderWay(
            _("Another invoice of this order is on its way, or may be with the buyer."),
            fix=_(
                "Wait until it is sent, or look in Seller Central and say what you find."
            ),
        )


def give_up_unheard(*, store_ids: Collection[int], at: datetime) -> int:
    """Note what was being sent when its worker died: nobody knows; return how many."""
    unheard = InvoiceSending.objects.filter(
        store_id__in=store_ids, state=State.SENDING, state_at__lt=at - _LONGEST_SENDING
    )
    given_up = list(unheard.values_list("pk", flat=True))
    for pk in given_up:
        end_sending(pk, State.UNCLEAR, at=at)
    return len(given_up)


def begin_sending(pk: int, *, at: datetime) -> bool:
    """Note that an invoice is about to be sent; false where somebody else has it.

    Committed before the call: from then on it is never sent a second time by itself.
    """
    waiting = InvoiceSending.objects.filter(pk=pk, state=State.ASKED)
    return bool(waiting.update(state=State.SENDING, state_at=at))


@transaction.atomic
def end_sending(pk: int, state: State, *, at: datetime, why: str = "") -> None:
    """Note what came of an invoice that was being sent, or was not allowed to be.

    What others have given up meanwhile stays as they left it.

    Args:
        pk: which.
        state: what it is now; ASKED where nobody has looked at it: it waits again.
        at: when (UTC).
        why: a `Why`, where it was not sent.
    """
    sending = InvoiceSending.objects.select_for_update(of=("self",)).get(pk=pk)
    if sending.state not in _KEPT or sending.state == state:
        return
    _leave_at(sending, state, why=why, at=at)
    if state != State.ASKED:
        facts = {"state": str(state), "why": why}
        _record(events.ENDED, sending.order, by=None, at=at, facts=facts)


@transaction.atomic
def settle(*, ticket_id: int, pk: int, was_sent: bool, by: Person, at: datetime) -> None:
    """Let a person say whether an invoice in doubt was sent; if not, it can be sent anew.

    Raises:
        ObjectDoesNotExist: there is no such ticket in the stores `by` may see.
        NothingInDoubt: its order has no such invoice, or it is known what became of it.
    """
    order = _order_of(_worked(ticket_id, by), by)
    unclear = InvoiceSending.objects.filter(pk=pk, order=order, state=State.UNCLEAR)
    sending = unclear.select_for_update(of=("self",)).first()
    if sending is None:
        raise NothingInDoubt(
            _("It is already known what became of this invoice."), fix=_("Reload the page.")
        )
    state, why = (State.SENT, "") if was_sent else (State.REFUSED, Why.NOT_SENT)
    _leave_at(sending, state, why=why, at=at)
    _record(events.SETTLED, order, by=by, at=at, facts={"state": str(state)})


def _leave_at(sending: InvoiceSending, state: State, *, why: str, at: datetime) -> None:
    sending.state, sending.state_at, sending.why = state, at, why
    if state not in _KEPT:
        sending.content = None
    sending.save(update_fields=["state", "state_at", "why", "content"])


@transaction.atomic
def forget_files_of(buyer_ids: Collection[int], *, at: datetime) -> None:
    """Forget the files of these buyers, and do not send what still waits."""
    theirs = InvoiceSending.objects.filter(order__buyer_id__in=buyer_ids)
    _forget([one.pk for one in theirs.only("pk")], at=at)


@transaction.atomic
def purge_due(*, keep_days: int, at: datetime, limit: int = 500) -> int:
    """Forget the names of files asked for longer ago, at most `limit`; return how many."""
    before = at - timedelta(days=keep_days)
    old = InvoiceSending.objects.filter(asked_at__lt=before).exclude(name="")
    old = old.exclude(state=State.SENDING)  # Known in a quarter of an hour.
    due = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    _forget(due, at=at)
    return len(due)


def _forget(pks: Collection[int], *, at: datetime) -> None:
    theirs = InvoiceSending.objects.filter(pk__in=pks)
    for pk in theirs.filter(state=State.ASKED).values_list("pk", flat=True):
        end_sending(pk, State.REFUSED, at=at, why=Why.FORGOTTEN)
    theirs.exclude(state=State.SENDING).update(name="")


def _record(
    kind: str,
    order: Order,
    *,
    by: Person | None,
    at: datetime,
    facts: Mapping[str, object],
) -> None:
    journal.record(
        kind,
        subject_id=order.pk,
        at=at,
        by=by,
        about=journal.About(store_id=order.store_id, buyer_id=order.buyer_id),
        facts=dict(facts),
    )
