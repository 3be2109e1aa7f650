"""Ask for a remedy: written down, its money set aside, before any channel hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.remedies import queries
from firsthand.domain.remedies.commands._audit import refusals_are_audited
from firsthand.domain.remedies.commands._moving import locked_ledger, note
from firsthand.domain.remedies.commands.fitting import require_fit
from firsthand.domain.remedies.commands.ledgers import ledger_of, require_open
from firsthand.domain.remedies.models import Cell, Ledger, Part, Remedy
from firsthand.domain.remedies.ports import Allowed, Authority, NeedsApproval, Proposal
from firsthand.domain.remedies.rules.requests import Portion, Request, request_hash
from firsthand.domain.remedies.rules.splitting import MoreThanThereIs, pro_rata
from firsthand.domain.remedies.rules.states import MONEY_KINDS, State
from firsthand.foundation.errors import Refused
from firsthand.foundation.money import Money

if TYPE_CHECKING:
    from firsthand.domain.orders.models import Order
    from firsthand.domain.people.models import Person

# A request nobody decides on in this time is void, and so is an approval nobody uses.
APPROVAL_LIFE = timedelta(hours=72)


class NoSuchOrder(Refused):
    code = "remedies.no_such_order"


class KeyTaken(Refused):
    """The key was used for another request: nothing was done."""

    code = "remedies.key_taken"


class MoreThanIsLeft(Refused):
    code = "remedies.more_than_is_left"


class AgentStopped(Refused):
    code = "remedies.agent_stopped"


class NoSuchCell(Refused):
    code = "remedies.no_such_cell"


@refusals_are_audited("remedy.request")
def request(
    *, request: Request, account: str, authority: Authority, by: Person, at: datetime
) -> Remedy:
    """Ask for a remedy; the same request again finds the one that is there.

    Its money is set aside at once, also while somebody else has to agree. It is sent by
    the worker, never here.

    Args:
        request: what is asked for; its key was made before the first click.
        account: the account at the marketplace that is to do it.
        authority: who judges whether `by` may decide this alone.
        by: who asks.
        at: when (UTC).

    Raises:
        NotAllowed, AgentStopped: `by` may ask for nothing.
        NoSuchOrder: there is none in the stores `by` may see.
        KeyTaken: the key stands for another request.
        FiguresDoNotAddUp, FiguresChanged: no money can be promised of this order.
        DoesNotFit: the kind does not fit the amount, the order or its state.
        NoSuchCell, MoreThanIsLeft: the order has not so much to give there.
        Refused: by the authority, for its own reasons.
    """
    require(by, Right.REQUEST_REMEDIES)
    order = orders.order_for(by, request.order_id)
    if order is None:
        raise NoSuchOrder(
            _("There is no such order in your stores."), fix=_("Reload the page.")
        )
    ledger = ledger_of(order, at=at)
    known = _known(request)
    if known is not None:
        return known
    if queries.is_agent_stopped(by.pk):
        raise AgentStopped(
            _("Your remedies have been stopped."), fix=_("Ask a lead to look into it.")
        )
    proposal = checked(request, order, ledger, requested_by=by.pk, at=at)
    decision = authority.decide(proposal)
    return _written(request, ledger, decision, account=account, by=by, at=at)


def checked(
    request: Request, order: Order, ledger: Ledger, *, requested_by: int, at: datetime
) -> Proposal:
    """Return what is to be judged, if the request makes sense for this order at all."""
    require_fit(request, order)
    if request.kind in MONEY_KINDS:
        require_open(ledger, order)
    return proposal_of(request, ledger, requested_by=requested_by, at=at)


def proposal_of(
    request: Request, ledger: Ledger, *, requested_by: int, at: datetime
) -> Proposal:
    """Return a request with the money of its locked order."""
    return Proposal(
        key=request.key,
        request_hash=request_hash(request),
        kind=request.kind,
        store_id=ledger.store_id,
        order_id=ledger.pk,
        ticket_id=request.ticket_id,
        currency=request.currency,
        minor_units=request.minor_units,
        captured=ledger.captured,
        given=ledger.reserved + ledger.settled + ledger.over,
        reason=request.reason,
        note=request.note,
        requested_by=requested_by,
        at=at,
    )


def _known(request: Request) -> Remedy | None:
    """Return the remedy with this key, if it is of the same request.

    Under the order's lock: whoever was first has committed. The same key for another order
    at the same moment is refused by the database.
    """
    remedy = Remedy.objects.filter(key=request.key).first()
    if remedy is not None and remedy.request_hash != request_hash(request):
        raise _taken()
    return remedy


def _taken() -> KeyTaken:
    return KeyTaken(
        _("This form was already used for another request. Nothing was done now."),
        fix=_("Open the form again."),
    )


def _written(
    request: Request,
    ledger: Ledger,
    decision: Allowed | NeedsApproval,
    *,
    account: str,
    by: Person,
    at: datetime,
) -> Remedy:
    is_free = isinstance(decision, Allowed)
    remedy = new_remedy(request, ledger, account=account, requested_by=by, at=at)
    remedy.state = (State.APPROVED if is_free else State.PENDING_APPROVAL).value
    if isinstance(decision, NeedsApproval):
        remedy.needs_approval = True
        remedy.approval_why = decision.why[:200]
        remedy.approval_by = decision.who[:40]
        remedy.expires_at = at + APPROVAL_LIFE
        remedy.asks_next_at = at + APPROVAL_LIFE / 2
    return write(remedy, request, by=by, at=at)


def new_remedy(
    request: Request, ledger: Ledger, *, account: str, requested_by: Person, at: datetime
) -> Remedy:
    """Return the row of a request, not yet written."""
    return Remedy(
        key=request.key,
        request_hash=request_hash(request),
        store_id=ledger.store_id,
        ledger=ledger,
        ticket_id=request.ticket_id,
        kind=request.kind.value,
        minor_units=request.minor_units,
        currency=request.currency,
        account=account,
        reason=request.reason,
        note=request.note,
        details=[list(pair) for pair in request.details],
        requested_by=requested_by,
        requested_at=at,
        due_at=at,
        state_at=at,
        state_by_id=requested_by.pk,
    )


def write(remedy: Remedy, request: Request, *, by: Person, at: datetime) -> Remedy:
    """Write a remedy with its parts and journal entry, under the order's lock.

    Raises:
        KeyTaken, NoSuchCell, MoreThanIsLeft: as in `request`.
    """
    parts = _parts(request, remedy.ledger)
    remedy.part_count = len(parts)
    try:
        with transaction.atomic():
            remedy.save()
    except IntegrityError as problem:
        if Remedy.objects.filter(key=request.key).exists():
            raise _taken() from problem
        raise
    for part in parts:
        part.remedy = remedy
    Part.objects.bulk_create(parts)
    # Nobody else knows of the remedy yet; of the ledger, parts have just moved the sums.
    remedy.ledger = locked_ledger(remedy.ledger_id)
    note(remedy, before="", at=at, by=by)
    return remedy


def _parts(request: Request, ledger: Ledger) -> list[Part]:
    # As they were opened: lines in their order, then shipping, then tax.
    cells = sorted(ledger.cells.all(), key=attrgetter("pk"))
    if request.kind not in MONEY_KINDS:
        return [_pieces(portion, cells) for portion in request.portions]
    if request.portions:
        return [_share(portion, cells, ledger) for portion in request.portions]
    try:
        shares = pro_rata(request.minor_units, [cell.free for cell in cells])
    except MoreThanThereIs as problem:
        raise _too_much(ledger) from problem
    return [_part(cell, share) for cell, share in zip(cells, shares, strict=True) if share]


def _share(portion: Portion, cells: Sequence[Cell], ledger: Ledger) -> Part:
    for cell in cells:
        if (cell.line_number, cell.component) == (portion.line_number, portion.component):
            if portion.minor_units > cell.free:
                raise _too_much(ledger)
            return _part(cell, portion.minor_units, portion.quantity)
    raise NoSuchCell(
        _("This order has no such line, shipping or tax."), fix=_("Reload the page.")
    )


def _part(cell: Cell, minor_units: int, quantity: int = 0) -> Part:
    return Part(
        cell=cell,
        line_number=cell.line_number,
        sku=cell.sku,
        component=cell.component,
        minor_units=minor_units,
        quantity=quantity,
    )


def _pieces(portion: Portion, cells: Sequence[Cell]) -> Part:
    sku = next((c.sku for c in cells if c.line_number == portion.line_number), "")
    return Part(
        line_number=portion.line_number,
        sku=sku,
        component=portion.component.value,
        quantity=portion.quantity,
    )


def _too_much(ledger: Ledger) -> MoreThanIsLeft:
    left = Money(ledger.currency, max(ledger.free, 0))
    return MoreThanIsLeft(
        _("This is more than is left there: of the whole order, %(left)s %(currency)s.")
        % {"left": left.decimal(), "currency": left.currency},
        fix=_("Give less, or wait until what is under way has ended."),
    )
