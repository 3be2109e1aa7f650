"""Pass a ticket on to a colleague or a team, and say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from firsthand.domain.people import queries as people
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets.commands import _given, _ticket
from firsthand.domain.tickets.commands._office import Office
from firsthand.domain.tickets.commands.answer import write_note
from firsthand.domain.tickets.commands.work import (
    refuse_if_not_with,
    refuse_unless_on_store,
)
from firsthand.domain.tickets.models import Assignment, Ticket
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class NoReasonGiven(Refused):
    code = "tickets.no_reason_given"


class NobodyChosen(Refused):
    code = "tickets.nobody_chosen"


class ThereAlready(Refused):
    code = "tickets.there_already"


class IsClosed(Refused):
    code = "tickets.is_closed"


@dataclass(frozen=True)
class Recipient:
    """A person, or a team: exactly one of them."""

    person_id: int | None = None
    team_id: int | None = None


@transaction.atomic
def pass_on(
    *,
    ticket_id: int,
    to: Recipient,
    reason: str,
    expected: int | None,
    by: Person,
    at: datetime,
    note: str = "",
) -> Ticket:
    """Give an open ticket to a person or a team, with a reason that the thread shows.

    A team's ticket goes at once to whom the team's rules give it, whoever passes it on
    left out; where nobody of it is present, it waits for the team and for nobody else.

    Args:
        ticket_id: the ticket.
        to: who is to have it.
        reason: an `Assignment.Reason`; "other" needs a note.
        expected: the assignee `by` saw.
        by: who passes it on: whoever has it, anybody while nobody has it, or a lead.
        at: when (UTC).
        note: more about it, kept as an internal note; may name people.

    Raises:
        NotAllowed: it is somebody else's, and giving that away needs a lead.
        SomebodyElseTookIt: it is with somebody else by now.
        NoReasonGiven: there is no such reason, or the other one without a note.
        NobodyChosen: neither a person nor a team, both, or a team of other stores.
        NotOnThisStore: that person does not work this store.
        ThereAlready: it is with that person, or waits for that team.
        IsClosed: the ticket is closed.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if ticket.assignee_id not in {None, by.pk}:
        require(by, Right.ASSIGN_OTHERS)
    _check(ticket, reason, note.strip(), expected)
    _check_recipient(ticket, to)
    written = (
        write_note(ticket, note, by=by, at=at, idempotency_key=uuid4())
        if note.strip()
        else None
    )
    because = _given.Because(
        Assignment.How.PASSED_ON, by=by, team_id=to.team_id, reason=reason, note=written
    )
    _given.give(ticket, to.person_id, because, at=at)
    if to.team_id is not None:
        _give_within(ticket, to.team_id, but=by, at=at)
    return ticket


@transaction.atomic
def pass_to_role(
    *,
    ticket_id: int,
    role: str,
    note: str,
    expected: int | None,
    by: Person,
    at: datetime,
) -> Ticket:
    """Give an open ticket to somebody of a role, for what only that role decides.

    Of those who see its store, whoever is not away comes first, then who has the fewest
    open tickets. He need not be one who works tickets otherwise.

    Args:
        ticket_id: the ticket.
        role: whose decision it is.
        note: what he has to know; kept as an internal note.
        expected: the assignee `by` saw.
        by: who passes it on: whoever has it, anybody while nobody has it, or a lead.
        at: when (UTC).

    Raises:
        As `pass_on`, and NobodyChosen: nobody of the role sees the store.
    """
    ticket = _ticket.locked_for(by, ticket_id)
    if ticket.assignee_id not in {None, by.pk}:
        require(by, Right.ASSIGN_OTHERS)
    _check(ticket, Assignment.Reason.OTHER, note.strip(), expected)
    chosen = _of_role(ticket, role)
    if chosen is None:
        raise NobodyChosen(
            _("Nobody who decides about this looks after this store."),
            fix=_("Have an owner put somebody of compliance into a team of the store."),
        )
    if ticket.assignee_id == chosen.pk:
        raise ThereAlready(
            _("The ticket is there already. Nothing was passed on."),
            fix=_("Reload the page and decide again."),
        )
    written = write_note(ticket, note, by=by, at=at, idempotency_key=uuid4())
    because = _given.Because(
        Assignment.How.PASSED_ON, by=by, reason=Assignment.Reason.OTHER, note=written
    )
    _given.give(ticket, chosen.pk, because, at=at)
    return ticket


def _of_role(ticket: Ticket, role: str) -> Person | None:
    able = list(people.of_roles_on([role], ticket.store_id))
    open_now = dict(
        Ticket.objects.filter(state=Ticket.State.OPEN, assignee__in=able)
        .values_list("assignee")
        .annotate(n=Count("pk"))
    )
    order = [(bool(each.away_since), open_now.get(each.pk, 0), each.pk) for each in able]
    return min(zip(order, able, strict=True))[1] if able else None


def _give_within(ticket: Ticket, team_id: int, *, but: Person, at: datetime) -> None:
    """Let the team's rules give the ticket, if they have somebody."""
    office = Office(at=at)
    found = office.choose(ticket, team_id=team_id, not_to=but.pk)
    if found is not None:
        office.give(ticket, *found)


def _check(ticket: Ticket, reason: str, note: str, expected: int | None) -> None:
    if ticket.state != Ticket.State.OPEN:
        raise IsClosed(
            _("This ticket is closed. Nothing was passed on."),
            fix=_("Open it again first."),
        )
    refuse_if_not_with(ticket, expected)
    if reason not in Assignment.Reason.values or (
        reason == Assignment.Reason.OTHER and not note
    ):
        raise NoReasonGiven(
            _("A ticket is passed on with a reason. Nothing was passed on."),
            fix=_("Choose one; for another reason, write it into the note."),
        )


def _check_recipient(ticket: Ticket, to: Recipient) -> None:
    teams = people.teams_on(ticket.store_id)
    is_one = (to.person_id is None) != (to.team_id is None)
    if not is_one or (to.team_id and not teams.filter(pk=to.team_id).exists()):
        raise NobodyChosen(
            _("Nobody was chosen who looks after this store. Nothing was passed on."),
            fix=_("Choose one person or one team from the list."),
        )
    if to.person_id is not None:
        refuse_unless_on_store(ticket, to.person_id)
    present = _given.present(ticket)
    waits_for = present.team_id if present and ticket.assignee_id is None else None
    if to.person_id == ticket.assignee_id and to.team_id == waits_for:
        raise ThereAlready(
            _("The ticket is there already. Nothing was passed on."),
            fix=_("Reload the page and decide again."),
        )
