"""Make one ticket of two of one buyer, and part them again. Both numbers stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.orders import queries as orders
from firsthand.domain.people.commands import require
from firsthand.domain.people.queries import Right
from firsthand.domain.tickets import events
from firsthand.domain.tickets.commands import (
    _held,
    _parts,
    _side,
    _snooze,
    _ticket,
    _told,
    reply_files,
)
from firsthand.domain.tickets.models import Cycle, Draft, Merging, Message, Snooze, Ticket
from firsthand.domain.tickets.queries import lineage
from firsthand.foundation.errors import Refused

if TYPE_CHECKING:
    from firsthand.domain.people.models import Person


class AnotherBuyer(Refused):
    code = "tickets.another_buyer"


class AnotherStore(Refused):
    code = "tickets.another_store"


class NeverMerged(Refused):
    code = "tickets.never_merged"


@transaction.atomic
def merge(*, ticket_id: int, into: int, by: Person, at: datetime) -> Ticket:
    """Move all that a ticket holds to another one of the same buyer.

    What is there already stays; the merged number leads to the other from now on, and so
    does all mail that belongs to it. Done twice, or by two at once in opposite directions,
    it is done once.

    Args:
        ticket_id: the ticket to merge; where it was merged before, what it leads to.
        into: the one that stays.
        by: who says that they are one conversation.
        at: when (UTC).

    Returns:
        The ticket that holds both.

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: one of them is not in the stores `by` may see.
        AnotherBuyer: they are of two buyers.
        AnotherStore: they are of two stores, which other people may look after.
    """
    require(by, Right.WORK_TICKETS)
    visible = Ticket.objects.all().visible_to(by).filter(pk__in=[ticket_id, into])
    if len(set(visible.values_list("pk", flat=True))) < len({ticket_id, into}):
        raise Ticket.DoesNotExist
    found = _ticket.locked_roots({ticket_id, into})
    ticket, other = found[ticket_id], found[into]
    if ticket.pk == other.pk:
        return other
    _check(ticket, other)
    return join(ticket, other, by=by, at=at)


def _check(ticket: Ticket, other: Ticket) -> None:
    if not orders.are_one_buyer(ticket.buyer_id, other.buyer_id):
        raise AnotherBuyer(
            _("#%(one)d and #%(other)d are of two buyers. Nothing was merged.")
            % {"one": ticket.pk, "other": other.pk},
            fix=_("If they are one person, join the two buyers first."),
        )
    if ticket.store_id != other.store_id:
        raise AnotherStore(
            _("#%(one)d and #%(other)d are of two stores. Nothing was merged.")
            % {"one": ticket.pk, "other": other.pk},
            fix=_("They are shown together as one case; answer each in its store."),
        )


def join(ticket: Ticket, other: Ticket, *, by: Person | None, at: datetime) -> Ticket:
    """Merge a locked ticket into another locked one; return that."""
    journal.record(
        events.Merged.kind,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts=events.Merged(other.pk).facts(),
    )
    merging = Merging(
        ticket=ticket, into=other, at=at, by=by, was_solved_at=ticket.solved_at
    )
    merging.taken["opened_at"] = other.opened_at.isoformat()
    other.opened_at = min(other.opened_at, ticket.opened_at)
    _take_over(ticket, other, merging)
    for moved in (
        ticket.messages,
        ticket.steps,
        ticket.sides,
        ticket.approvals,
        ticket.promises,
    ):
        moved.update(ticket=other, home=Coalesce("home", F("ticket")))
    _held.follow(ticket, other, at=at)
    reply_files.follow_files(ticket, other)
    _told.follow_too(ticket, other)
    merging.taken["drafts"] = _move_drafts(ticket, other)
    if ticket.state == Ticket.State.OPEN and other.state == Ticket.State.SOLVED:
        merging.opened_other_solved_at = other.solved_at
        _parts.open_quietly(other, at=at)
    if ticket.state == Ticket.State.OPEN and ticket.snoozed_until is None:
        # Half of it was in sight.
        why = Snooze.Woken.MESSAGE if by is None else Snooze.Woken.PERSON
        _snooze.end(other, why, at=at, by=by)
    other.machine_only = other.machine_only and ticket.machine_only
    other.version = max(ticket.version, other.version)
    _parts.renew(other)
    _ticket.keep_team_clocks(other, at=at)
    _put_away(ticket, other, at=at)
    other.save()
    merging.save()
    for one in (ticket, other):
        _side.show(one)
    return other


def is_as_it_came(ticket: Ticket) -> bool:
    """Say whether nobody has written on a ticket, taken, tagged, split or parted it."""
    return not (
        ticket.assignee_id
        or ticket.reason_id
        or ticket.split_from_id
        or ticket.split_off.exists()
        or ticket.drafts.exists()
        or ticket.messages.exclude(direction=Message.Direction.INBOUND).exists()
        or Merging.objects.filter(Q(ticket=ticket) | Q(into=ticket))
        .filter(undone_at__isnull=False)
        .exists()
    )


def _take_over(ticket: Ticket, other: Ticket, merging: Merging) -> None:
    """Let the other have what it lacks, and be answered where the buyer wrote last."""
    if other.assignee_id is None and ticket.assignee_id is not None:
        other.assignee_id, other.assigned_at = ticket.assignee_id, ticket.assigned_at
        merging.taken["assignee"] = ticket.assignee_id
    if other.order_id is None and not other.order_number and ticket.order_number:
        other.order_id, other.order_number = ticket.order_id, ticket.order_number
        merging.taken["order"] = ticket.order_number
    if ticket.reply_address and _parts.asked_last(ticket) > _parts.asked_last(other):
        merging.taken["address"] = True
        merging.address_before = other.reply_address
        merging.link_before = other.no_response_link
        other.reply_address = ticket.reply_address
        other.no_response_link = ticket.no_response_link


def _move_drafts(ticket: Ticket, other: Ticket) -> list[int]:
    """Move what people have begun to write; two drafts of one person become one text."""
    moved = []
    for draft in Draft.objects.filter(ticket=ticket):
        there = Draft.objects.filter(
            ticket=other, person_id=draft.person_id, is_note=draft.is_note
        ).first()
        if there is None:
            draft.ticket = other
            draft.save(update_fields=["ticket"])
            moved.append(draft.pk)
        else:
            there.body, there.stamp = f"{there.body}\n\n{draft.body}", uuid4()
            both = (there.in_own_language, draft.in_own_language)
            there.in_own_language = "\n\n".join(filter(None, both))
            there.save(update_fields=["body", "in_own_language", "stamp"])
            draft.delete()
    return moved


def _put_away(ticket: Ticket, other: Ticket, *, at: datetime) -> None:
    Cycle.objects.filter(ticket=ticket, solved_at=None).update(solved_at=at)
    ticket.state, ticket.solved_at = Ticket.State.MERGED, None
    ticket.merged_into = other
    ticket.unanswered_since = ticket.reply_due_at = None
    ticket.unanswered_count = 0
    ticket.version += 1
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()


@transaction.atomic
def unmerge(*, ticket_id: int, by: Person, at: datetime) -> Ticket:
    """Part a merged ticket from the one it leads to, with all that belongs to it.

    Messages that came since go where their thread says: answers to what was said on the
    merged ticket go with it, what we wrote since stays. There is no time limit; parting
    what is parted changes nothing.

    Returns:
        The ticket, as it was before but for what has come since.

    Raises:
        NotAllowed: the role may not work tickets.
        Ticket.DoesNotExist: there is none in the stores `by` may see.
        NeverMerged: this number was never merged.
    """
    require(by, Right.WORK_TICKETS)
    known = Ticket.objects.all().visible_to(by).get(pk=ticket_id)
    if not known.mergings.exists():
        raise NeverMerged(
            _("#%(number)d was never merged.") % {"number": ticket_id},
            fix=_("Reload the page."),
        )
    ticket, root = _locked_with_root(ticket_id)
    merging = ticket.mergings.filter(undone_at=None).first()
    if merging is None:
        return ticket
    return part(ticket, root, merging, by=by, at=at)


def _locked_with_root(ticket_id: int) -> tuple[Ticket, Ticket]:
    while True:
        root_id = lineage.roots_of([ticket_id])[ticket_id]
        both = Ticket.objects.select_for_update(of=("self",))
        locked = both.filter(pk__in={ticket_id, root_id}).order_by("pk").in_bulk()
        if lineage.roots_of([ticket_id])[ticket_id] == root_id:
            return locked[ticket_id], locked[root_id]


def part(
    ticket: Ticket, root: Ticket, merging: Merging, *, by: Person, at: datetime
) -> Ticket:
    """Undo a merging of a locked ticket, whose messages stand on a locked root."""
    mine = lineage.numbers_of(ticket.pk)
    for there, here in (
        (root.messages, ticket.messages),
        (root.steps, ticket.steps),
        (root.sides, ticket.sides),
        (root.approvals, ticket.approvals),
        (root.promises, ticket.promises),
    ):
        there.filter(home_id__in=mine).update(ticket=ticket)
        here.filter(home=ticket).update(home=None)
    _give_back(ticket, root, merging)
    _bring_back(ticket, merging, by=by, at=at)
    _parts.renew(root)
    _ticket.keep_team_clocks(root, at=at)
    root.save()
    for one in (ticket, root):
        _side.show(one)
    merging.undone_at, merging.undone_by = at, by
    merging.save()
    merges = journal_queries.of_tickets([ticket.pk]).filter(kind=events.Merged.kind)
    journal.withdraw(list(merges), at=at, facts={"undone": True})
    journal.record(
        events.UNMERGED,
        subject_id=ticket.pk,
        at=at,
        by=by,
        about=_ticket.about(ticket),
        facts={"out_of": root.pk},
    )
    return ticket


def _bring_back(ticket: Ticket, merging: Merging, *, by: Person, at: datetime) -> None:
    """Give the merged ticket its state back; if the buyer wrote since, it is open."""
    ticket.merged_into = None
    ticket.state, ticket.solved_at = Ticket.State.SOLVED, merging.was_solved_at
    if merging.was_solved_at is None:
        ticket.state = Ticket.State.OPEN
        last = ticket.cycles.order_by("-pk").first()
        if last is not None:
            Cycle.objects.filter(pk=last.pk).update(solved_at=None)
    _parts.renew(ticket)
    came = ticket.messages.filter(
        direction=Message.Direction.INBOUND,
        sent_at__gte=ticket.unanswered_since or at,
        recorded_at__gt=merging.at,
    )
    if ticket.state == Ticket.State.SOLVED and ticket.unanswered_count and came.exists():
        _ticket.begin_cycle(ticket, at=at, by=by)
    _ticket.keep_team_clocks(ticket, at=at)
    ticket.save()


def _give_back(ticket: Ticket, root: Ticket, merging: Merging) -> None:
    """Take from the other what it had from the merged one, if that still stands.

    Where the other was itself merged since, it stays: it is a gain to nobody to be asked.
    """
    if merging.into_id != root.pk:
        return
    taken = merging.taken
    if root.opened_at == ticket.opened_at:
        root.opened_at = datetime.fromisoformat(taken["opened_at"])
    if taken.get("assignee") is not None and taken["assignee"] == root.assignee_id:
        root.assignee, root.assigned_at = None, None
    if taken.get("order") and taken["order"] == root.order_number:
        root.order, root.order_number = None, ""
    if taken.get("address") and root.reply_address == ticket.reply_address:
        root.reply_address = merging.address_before
        root.no_response_link = merging.link_before
    moved: Sequence[int] = taken.get("drafts", ())
    for draft in Draft.objects.filter(pk__in=moved, ticket=root):
        draft.ticket = ticket
        draft.save(update_fields=["ticket"])
    if merging.opened_other_solved_at is not None and root.state == Ticket.State.OPEN:
        _parts.close_quietly(root, opened_at=merging.at, at=merging.opened_other_solved_at)
