"""What several commands do to one locked ticket."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from firsthand.domain.journal import commands as journal
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.reasons import queries as reasons
from firsthand.domain.sla import commands as sla_commands
from firsthand.domain.sla import queries as sla
from firsthand.domain.sla.ports import Case, Said
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.commands import _snooze
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from firsthand.domain.tickets.queries import (
    NOT_ANSWERS,
    lineage,
    marketplace_clock,
    may_work,
    worked_by,
)
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class MergedMeanwhile(Refused):
    code = "tickets.merged_meanwhile"


class StepsOpen(Refused):
    code = "tickets.steps_open"


class ApprovalAwaited(Refused):
    code = "tickets.approval_awaited"


def locked_for(person: Person, ticket_id: int) -> Ticket:
    """Return the ticket, locked until the commit, if `person` may work it.

    Raises:
        NotAllowed: the role may not work tickets, or only those handed over to `person`.
        Ticket.DoesNotExist: there is none in the stores `person` may see.
        MergedMeanwhile: it was merged; whoever decides must see the other one first.
    """
    asked = worked_by(person).filter(pk=ticket_id)
    ticket = asked.select_for_update(of=("self",)).first()
    if ticket is None:
        raise _not_his(person)
    if ticket.merged_into_id is not None:
        raise merged_into(lineage.roots_of([ticket.pk])[ticket.pk])
    return ticket


def _not_his(person: Person) -> Exception:
    """Return why somebody does not work a ticket, without telling more than he sees."""
    require(person, Right.WORK_TICKETS)
    return Ticket.DoesNotExist()


def merged_into(number: int) -> MergedMeanwhile:
    """Return the refusal to decide about a ticket on a page that shows a part of it."""
    return MergedMeanwhile(
        _("This ticket was merged into #%(number)d. Nothing was done.")
        % {"number": number},
        fix=_("Open it, read what is there, and decide again."),
    )


def locked_where_it_is(person: Person, ticket_id: int) -> Ticket:
    """Return the same, following merges: for what belongs to a ticket wherever it stands.

    Raises:
        NotAllowed: the role may not work tickets, or only those handed over to `person`.
        Ticket.DoesNotExist: there is none in the stores `person` may see.
    """
    asked = worked_by(person).filter(pk=ticket_id)
    # Nearly every ticket stands by itself, and once it is locked nobody merges it.
    here = asked.select_for_update(of=("self",)).filter(merged_into=None).first()
    if here is not None:
        return here
    known = asked.only("pk").first()
    if known is None:
        raise _not_his(person)
    root = locked_roots([known.pk])[known.pk]
    if not may_work(person, root):
        raise _not_his(person)
    return root


def locked_roots(ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """Return by each number the ticket it leads to, all locked until the commit.

    They are locked in order of their numbers, so that two who merge in opposite directions
    wait for each other in one order only. Whoever waited may find that the way changed, and
    goes it again.
    """
    while True:
        roots = lineage.roots_of(ticket_ids)
        tickets = Ticket.objects.select_for_update(of=("self",))
        locked = {
            ticket.pk: ticket
            for ticket in tickets.filter(pk__in=set(roots.values())).order_by("pk")
        }
        if lineage.roots_of(ticket_ids) == roots:
            return {number: locked[root] for number, root in roots.items()}


def will_hold_words(ticket: Ticket) -> None:
    """Let a purged ticket be purged again: somebody writes on it anew."""
    if ticket.purged_at is not None:
        ticket.purged_at = None
        ticket.save(update_fields=["purged_at"])


def about(ticket: Ticket) -> journal.About:
    """Return what entries about this ticket carry."""
    return journal.About(
        store_id=ticket.store_id, buyer_id=ticket.buyer_id, ticket_id=ticket.pk
    )


def reset_clock(ticket: Ticket) -> None:
    """Work out the marketplace clock from the thread, and note that something changed."""
    clock = marketplace_clock(ticket.channel, messages_of(ticket))
    ticket.unanswered_since = clock.since
    ticket.reply_due_at = clock.due_at
    ticket.unanswered_count = clock.waiting
    ticket.version += 1


def keep_team_clocks(
    ticket: Ticket, *, at: datetime, policies: Sequence[sla.Policy] | None = None
) -> None:
    """Bring the team's own clocks up to date; the caller saves the ticket afterwards.

    A snoozed ticket that would miss a clock, or is open no more, comes back by this.

    Args:
        ticket: locked, with all that has changed but its clocks already.
        at: when (UTC).
        policies: those in use, where many tickets are kept at once.
    """
    _snooze.keep_in_sight(ticket, at=at)
    if ticket.state == Ticket.State.MERGED:
        policies = ()  # What was owed here is owed on the other ticket.
    elif policies is None:
        policies = sla.policies_in_use()
    nearest = None
    if policies or sla.has_clocks(ticket.pk):
        case = _case(ticket, policies)
        nearest = sla_commands.keep_clocks(case, at=at, policies=policies)
    ticket.team_due_at = nearest.due_at if nearest is not None else None
    ticket.team_target = nearest.target if nearest is not None else ""
    _snooze.bring_forward(ticket, at=at)


def _case(ticket: Ticket, policies: Sequence[sla.Policy]) -> Case:
    cycle = Cycle.objects.filter(ticket=ticket).order_by("opened_at", "pk").last()
    is_by_reason = any(policy.reason_id is not None for policy in policies)
    return Case(
        ticket_id=ticket.pk,
        store_id=ticket.store_id,
        buyer_id=ticket.buyer_id,
        channel=ticket.channel,
        priority=ticket.priority,
        reason_path=reasons.path_of(ticket.reason_id)
        if is_by_reason and ticket.reason_id is not None
        else (),
        opened_at=cycle.opened_at if cycle is not None else ticket.opened_at,
        closed_at=ticket.solved_at,
        said=[
            Said(
                at=message.sent_at,
                message_id=message.pk,
                is_inbound=message.direction == Message.Direction.INBOUND,
                hands_over=message.reply_kind in rules.HANDS_OVER,
            )
            for message in messages_of(ticket)
            if _is_said(message)
        ],
        pauses=_snooze.pauses_of(ticket),
    )


def _is_said(message: Message) -> bool:
    """Say whether a message asks something of the team, or is an answer that arrived."""
    if message.direction == Message.Direction.OUTBOUND:
        return message.delivery not in NOT_ANSWERS
    return message.nature in rules.NEEDS_ANSWER and message.no_response_needed_at is None


def messages_of(ticket: Ticket) -> list[Message]:
    """Return what was said to the buyer and by him, as far as clocks ask."""
    return list(
        ticket.messages.exclude(direction=Message.Direction.NOTE).only(
            "ticket_id",
            "sent_at",
            "direction",
            "nature",
            "reply_kind",
            "no_response_needed_at",
            "delivery",
        )
    )


def begin_cycle(ticket: Ticket, *, at: datetime, by: Person | None) -> None:
    """Open a solved ticket again, as a new cycle; the old one stays as it was.

    What opens it may have been written before it was solved and come late: the new cycle
    begins when the old one ended, so that no two overlap.
    """
    at = max(at, ticket.solved_at or at)
    ticket.state = Ticket.State.OPEN
    ticket.solved_at = None
    Cycle.objects.create(ticket=ticket, opened_at=at)
    journal.record(events.REOPENED, subject_id=ticket.pk, at=at, by=by, about=about(ticket))


def check_closable(ticket: Ticket) -> None:
    """Refuse to close a ticket while something on it is undecided or not done.

    Raises:
        ApprovalAwaited: something asked for on it waits for approval.
        StepsOpen: some mandatory steps are not ticked.
    """
    awaited = ticket.approvals.count()
    if awaited:
        raise ApprovalAwaited(
            ngettext(
                "%(n)d request on this ticket waits for approval.",
                "%(n)d requests on this ticket wait for approval.",
                awaited,
            )
            % {"n": awaited},
            fix=_("Close it once that is decided, or take it back. Nothing was closed."),
        )
    first = ticket.steps.filter(is_mandatory=True, done_at=None).order_by("pk").first()
    if first is not None:
        raise StepsOpen(
            _("This ticket cannot be closed before “%(step)s” is done.")
            % {"step": first.text},
            fix=_("Tick its mandatory steps. Nothing was sent or closed."),
        )


def end_cycle(
    ticket: Ticket, *, at: datetime, by: Person | None, sheet: events.Tagged | None
) -> None:
    """Close the ticket and its open cycle, which keeps what the sheet said.

    Args:
        ticket: locked, and tagged already.
        at: when (UTC).
        by: who closes it; None when it is filed because only machines wrote.
        sheet: the tag in force; None only when nobody closes it.

    Raises:
        StepsOpen, ApprovalAwaited: somebody closes it, as `check_closable`.
    """
    assert (by is None) == (sheet is None), "who closes a ticket fills in the sheet"
    if by is not None:
        check_closable(ticket)
    ticket.state = Ticket.State.SOLVED
    ticket.solved_at = at
    ticket.woke_at = None
    said = {} if sheet is None else _said(ticket)
    Cycle.objects.filter(ticket=ticket, solved_at=None).update(
        solved_at=at, solved_by=by, **said
    )
    solved = events.Solved(sheet)
    journal.record(
        solved.kind,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=about(ticket),
        facts=solved.facts(),
    )


def _said(ticket: Ticket) -> dict[str, object]:
    return {
        "reason_id": ticket.reason_id,
        "truth": ticket.truth,
        "resolution_id": ticket.resolution_id,
    }


def touch(ticket: Ticket) -> None:
    """Note that something of the ticket changed that its own row does not show."""
    Ticket.objects.filter(pk=ticket.pk).update(changed_at=Now())
