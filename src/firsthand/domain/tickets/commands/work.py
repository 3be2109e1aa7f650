"""Take, tag, solve, reopen, set aside: what people do with a ticket besides writing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.orders import queries as orders
from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.sla import queries as sla
from firsthand.domain.stores import queries as stores
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _given, _sheet, _ticket
from firsthand.domain.tickets.models import Assignment, Message, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class SomebodyElseTookIt(Refused):
    code = "tickets.somebody_else_took_it"


class NotOnThisStore(Refused):
    code = "tickets.not_on_this_store"


class AlreadySo(Refused):
    code = "tickets.already_so"


class UnknownPriority(Refused):
    code = "tickets.unknown_priority"


class UnknownOrder(Refused):
    code = "tickets.unknown_order"


@transaction.atomic
def assign(
    *, ticket_id: int, to: int | None, expected: int | None, by: Person, at: datetime
) -> Ticket:
    """Give the ticket to somebody, or to nobody, if it is still with whom `by` saw.

    Args:
        ticket_id: the ticket.
        to: the person to have it; None for nobody.
        expected: the assignee `by` saw: a compare-and-set, so nobody is overwritten.
        by: who decides.
        at: when (UTC).

    Raises:
        SomebodyElseTookIt: it is with somebody else by now.
        NotOnThisStore: that person does not work this store.
        NotAllowed: giving it to another needs a lead.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if to is not None and to != by.pk:
        require(by, Right.ASSIGN_OTHERS)
    refuse_if_not_with(ticket, expected)
    if to is not None:
        refuse_unless_on_store(ticket, to)
    present = _given.present(ticket) if to is None else None
    because = _given.Because(
        _how(to, by), by=by, team_id=present.team_id if present is not None else None
    )
    _given.give(ticket, to, because, at=at)
    _given.ring(ticket)
    return ticket


def _how(to: int | None, by: Person) -> Assignment.How:
    if to is None:
        return Assignment.How.PUT_BACK
    return Assignment.How.TAKEN if to == by.pk else Assignment.How.GIVEN


def refuse_if_not_with(ticket: Ticket, expected: int | None) -> None:
    """Refuse to decide over a ticket that is with somebody else than `expected`.

    Raises:
        SomebodyElseTookIt: it is.
    """
    if ticket.assignee_id == expected:
        return
    holder = people.names_of([ticket.assignee_id or 0]).get(ticket.assignee_id or 0)
    raise SomebodyElseTookIt(
        _("%(name)s has this ticket now.") % {"name": holder}
        if holder
        else _("Nobody has this ticket now."),
        fix=_("Reload the page and decide again."),
    )


def refuse_unless_on_store(ticket: Ticket, person_id: int) -> None:
    """Refuse to give a ticket to who could not see it.

    Raises:
        NotOnThisStore: the person does not work tickets of its store.
    """
    if not people.colleagues_on(ticket.store_id).filter(pk=person_id).exists():
        raise NotOnThisStore(
            _("That person does not work this store."),
            fix=_("Choose somebody of a team that looks after it."),
        )


@transaction.atomic
def tag(*, ticket_id: int, sheet: rules.Sheet, by: Person, at: datetime) -> Ticket:
    """Say what a ticket is about, open or closed; what the sheet leaves open stays.

    The cycles closed before keep the tag they were closed with. The same tag again changes
    nothing.

    Raises:
        SheetIncomplete: the sheet names no reason.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    _sheet.put(ticket, _sheet.read(sheet), by=by, at=at)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save(
        update_fields=["reason", "truth", "resolution", "team_due_at", "team_target"]
    )
    return ticket


@transaction.atomic
def set_priority(*, ticket_id: int, priority: str, by: Person, at: datetime) -> Ticket:
    """Say how pressing a ticket is. The same priority again changes nothing.

    Raises:
        UnknownPriority: there is no such priority.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if priority not in sla.Priority.values:
        raise unknown_priority()
    if ticket.priority == priority:
        return ticket
    was, ticket.priority = ticket.priority, priority
    journal.record(
        events.PRIORITY_SET,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"from": was, "to": priority},
    )
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save(update_fields=["priority", "team_due_at", "team_target"])
    return ticket


def unknown_priority() -> UnknownPriority:
    """Return the refusal of a priority there is not."""
    return UnknownPriority(
        _("There is no such priority."), fix=_("Choose one from the list.")
    )


@transaction.atomic
def solve(*, ticket_id: int, sheet: rules.Sheet, by: Person, at: datetime) -> Ticket:
    """Close the ticket. A new message from the buyer opens it again.

    Args:
        ticket_id: the ticket.
        sheet: reason, truth and resolution; all three are needed.
        by: who closes it.
        at: when (UTC).

    Raises:
        AlreadySo: it is closed.
        SheetIncomplete: the sheet does not say all three.
        ReasonNotInUse: there is no such reason, or a finer one has to be chosen.
        ResolutionNotInUse: there is no such resolution.
        StepsOpen: a mandatory step is open.
        ApprovalAwaited: something asked for on it waits for approval.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if ticket.state == Ticket.State.SOLVED:
        raise AlreadySo(_("This ticket is already closed."), fix=_("Reload the page."))
    tagged = _sheet.put(ticket, _sheet.complete(sheet), by=by, at=at)
    _ticket.end_cycle(ticket, at=at, by=by, sheet=tagged)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()
    return ticket


@transaction.atomic
def reopen(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Open a closed ticket again, as a new cycle.

    Raises:
        AlreadySo: it is open.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if ticket.state == Ticket.State.OPEN:
        raise AlreadySo(_("This ticket is already open."), fix=_("Reload the page."))
    _ticket.begin_cycle(ticket, at=at, by=by)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()
    return ticket


@transaction.atomic
def mark_no_response_needed(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Say that the waiting messages of the buyer need no answer; the clock stops.

    This settles our own count; where the marketplace wants to be told, the page shows its
    signed link beside this button.

    Raises:
        AlreadySo: nothing is waiting.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    waiting = ticket.messages.filter(
        direction=Message.Direction.INBOUND,
        nature__in=rules.needing_answer(stores.reply_duty(ticket.channel)),
        no_response_needed_at=None,
        sent_at__gte=ticket.unanswered_since or at,
    )
    marked = list(waiting.values_list("pk", flat=True))
    if ticket.unanswered_since is None or not marked:
        raise AlreadySo(
            _("No message is waiting for an answer."), fix=_("Reload the page.")
        )
    ticket.messages.filter(pk__in=marked).update(no_response_needed_at=at)
    for message_id in marked:
        journal.record(
            events.NO_RESPONSE_NEEDED,
            subject_id=message_id,
            at=at,
            by=by,
            about=_ticket.about(ticket),
        )
    _ticket.reset_clock(ticket)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()
    return ticket


@transaction.atomic
def link_order(*, ticket_id: int, order_number: str, by: Person, at: datetime) -> Ticket:
    """Say which order the ticket is about.

    Raises:
        UnknownOrder: this store has no such order.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    order = orders.order_by_number(store_id=ticket.store_id, number=order_number.strip())
    if order is None:
        raise UnknownOrder(
            _("This store has no order %(number)s.") % {"number": order_number.strip()},
            fix=_("Check the number, or wait until the order has been fetched."),
        )
    ticket.order, ticket.order_number = order, order.number
    ticket.save(update_fields=["order", "order_number"])
    journal.record(
        events.ORDER_LINKED,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"order_id": order.pk},
    )
    return ticket
