"""Write down conversations that were led elsewhere, many at once.

They become tickets, messages and entries of the same kinds as our own, so that figures are
worked out in one way only. Told again, a history is compared with what was written for it
before: what it no longer says is withdrawn, what it says newly is added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import transaction

from firsthand.domain.journal import commands as journal
from firsthand.domain.journal import queries as journal_queries
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.models import Cycle, Message, Ticket
from firsthand.domain.tickets.ports import (
    Asked,
    Assigned,
    Happening,
    History,
    Reopened,
    Replied,
    Reported,
    Solved,
    Tagged,
)
from firsthand.foundation.postgres.bulk import Among, copying_beside, new_keys

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

IMPORT = "import"  # The fact by which imported entries are known: the number of the run.
_OF_MESSAGES = (events.MessageReceived.kind, events.ReplyWritten.kind)
# The order may have become known in between: that alone makes no other message. And a tag
# keeps its reason as it stood: that this was moved or judged anew makes no other tag.
_NOT_COMPARED = frozenset(
    {IMPORT, "order_id", "level1", "level2", "level3", "group", "risk", "l1_resolvable"}
)
_SAID, _OPENING = (Asked, Replied), (Asked, Reopened)
Tags = Mapping[str, events.Tag]
Signature = tuple[str, datetime, int | None, str]


@dataclass
class _Plan:
    """One history on its way into the tables."""

    history: History
    ticket_id: int
    buyer_id: int
    tags: Tags
    is_new: bool
    written: list[Entry] = field(default_factory=list)
    # Whether somebody has worked on the ticket here since.
    is_ours: bool = False

    @cached_property
    def about(self) -> journal.About:
        return journal.About(self.history.store_id, self.buyer_id, self.ticket_id)

    @cached_property
    def cycles(self) -> list[tuple[int, datetime, datetime | None, str]]:
        return list(_cycles(self))


@dataclass
class _New:
    """Something the history says that is not written yet."""

    plan: _Plan
    kind: str
    happening: Happening
    message_id: int | None = None


@transaction.atomic
def write_histories(
    histories: Sequence[History], *, tags: Tags, run: int, at: datetime
) -> list[int | None]:
    """Make each history's ticket say what the history says; return the tickets' ids.

    A known ticket whose history is empty was taken back: what was written for it is
    withdrawn and the ticket goes, unless somebody has worked on it here. Then its id is
    None.

    Args:
        histories: each ticket once.
        tags: our own reasons, by the codes of those histories name; others stay as named.
        run: the number of the import, kept with each entry.
        at: now.
    """
    plans = _planned(histories, tags)
    stale: list[Entry] = []
    new: list[_New] = []
    moved: list[int] = []
    for plan in plans:
        gone, added = _difference(plan)
        stale += gone
        new += [_New(plan, kind, one) for kind, one in added]
        if (gone or added) and not plan.is_new:
            moved.append(plan.ticket_id)
    journal.withdraw(stale, at=at, facts={IMPORT: run})
    Message.objects.filter(
        Among("pk", [one.subject_id for one in stale if one.kind in _OF_MESSAGES])
    ).delete()
    told = [plan for plan in plans if plan.history.story]
    again = _renew_tickets(told)
    # Whatever happened to a ticket moves the time of its last change.
    Ticket.objects.filter(Among("pk", moved)).update(changed_at=at)
    fresh = [plan for plan in told if plan.is_new]
    _write(fresh, again, new, run=run, at=at)
    return _without_removed(plans)


def _write(
    fresh: Sequence[_Plan],
    again: Sequence[_Plan],
    new: Sequence[_New],
    *,
    run: int,
    at: datetime,
) -> None:
    """Add the tickets, their cycles, the messages and the entries."""
    messages = [one for one in new if isinstance(one.happening, _SAID)]
    for one, key in zip(messages, new_keys(Message, len(messages)), strict=True):
        one.message_id = key
    era = journal.current_era()
    with copying_beside() as copy:
        copy(Ticket, _TICKET_COLUMNS, map(_ticket_row, fresh))
        rows = (row for plan in (*fresh, *again) for row in plan.cycles)
        copy(Cycle, _CYCLE_COLUMNS, rows)
        copy(Message, _MESSAGE_COLUMNS, (_message_row(one, at) for one in messages))
        journal.record_many((_draft(one, run) for one in new), era=era, copy=copy)


def _planned(histories: Sequence[History], tags: Tags) -> list[_Plan]:
    known = [one.ticket_id for one in histories if one.ticket_id is not None]
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in journal_queries.of_tickets(known) if known else ():
        entries[entry.ticket_id or 0].append(entry)
    buyers = dict(Ticket.objects.filter(Among("pk", known)).values_list("pk", "buyer_id"))
    keys = iter(new_keys(Ticket, len(histories) - len(known)))
    plans = []
    for one in histories:
        if one.ticket_id is None:
            plans.append(_Plan(one, next(keys), one.buyer_id, tags, is_new=True))
            continue
        found = entries[one.ticket_id]
        plans.append(
            _Plan(
                one,
                one.ticket_id,
                buyers[one.ticket_id],
                tags,
                is_new=False,
                written=[entry for entry in found if IMPORT in entry.facts],
                is_ours=any(IMPORT not in entry.facts for entry in found),
            )
        )
    return plans


def _difference(plan: _Plan) -> tuple[list[Entry], list[tuple[str, Happening]]]:
    """Return which entries the history no longer says, and what it says newly."""
    wanted = [(_KINDS[type(one)], one) for one in plan.history.story]
    if not plan.written:
        return [], wanted
    still = Counter(_signature(*_entry_of(plan, kind, one)) for kind, one in wanted)
    gone = []
    for entry in plan.written:
        signature = _signature(entry.kind, entry.happened_at, entry.actor_id, entry.facts)
        if still[signature]:
            still[signature] -= 1
        else:
            gone.append(entry)
    added = []
    for kind, one in reversed(wanted):
        signature = _signature(*_entry_of(plan, kind, one))
        if still[signature]:
            still[signature] -= 1
            added.append((kind, one))
    return gone, added[::-1]


def _signature(
    kind: str, at: datetime, actor: int | None, facts: Mapping[str, object]
) -> Signature:
    compared = sorted((k, v) for k, v in facts.items() if k not in _NOT_COMPARED)
    return kind, at, actor, repr(compared)


_KINDS: dict[type[Happening], str] = {
    Asked: events.MessageReceived.kind,
    Replied: events.ReplyWritten.kind,
    Assigned: events.ASSIGNED,
    Tagged: events.Tagged.kind,
    Solved: events.Solved.kind,
    Reopened: events.REOPENED,
    Reported: events.HISTORY_REPORTED,
}


def _entry_of(
    plan: _Plan, kind: str, one: Happening
) -> tuple[str, datetime, int | None, dict[str, Any]]:
    """Return kind, moment, actor and facts of the entry that says this."""
    actor: int | None = None
    facts: dict[str, Any] = {}
    match one:
        case Asked():
            facts = events.MessageReceived(
                nature=Message.Nature.QUESTION.value,
                channel=plan.history.channel,
                order_id=plan.history.order_id,
                asins=one.products,
            ).facts()
        case Replied():
            actor, facts = one.by, events.ReplyWritten(one.kind).facts()
        case Assigned():
            counted = one.reassignments
            facts = {"to": one.to} | ({"reassignments": counted} if counted else {})
        case Tagged():
            facts = _tag_facts(plan.tags.get(one.reason[-1]), one.reason)
        case Solved():
            actor = one.by
            facts = {} if one.is_timed else {"is_timed": False}
        case Reported():
            facts = {name: value for name, value in one.facts.items() if value is not None}
        case Reopened():
            pass
    return kind, one.at, actor, facts


def _tag_facts(known: events.Tag | None, codes: Sequence[str]) -> dict[str, Any]:
    """Return what a tag says: our own reason, or one we do not know by its own codes.

    Of that it is not known how it is to be judged: nothing is said of it.
    """
    if known is not None:
        return events.Tagged(known, truth=None, resolution=None).facts()
    level1, level2, level3 = [*codes, None, None][:3]
    return {
        "reason_id": None, "reason": codes[-1],
        "level1": level1, "level2": level2, "level3": level3,
        "group": None, "risk": None, "l1_resolvable": None,
        "truth": None, "resolution": None,
    }  # fmt: skip


_MESSAGE_COLUMNS = (
    "id", "ticket_id", "direction", "author_id", "author_name", "body", "html", "language",
    "nature", "reply_kind", "delivery", "sent_at", "recorded_at", "flag",
)  # fmt: skip


def _draft(one: _New, run: int) -> journal.Draft:
    kind, at, actor, facts = _entry_of(one.plan, one.kind, one.happening)
    return journal.Draft(
        kind=kind,
        subject_id=one.message_id or one.plan.ticket_id,
        at=at,
        actor_id=actor,
        about=one.plan.about,
        facts=facts | {IMPORT: run},
    )


def _message_row(one: _New, at: datetime) -> tuple[Any, ...]:
    story = one.plan.history.story
    first = next(told for told in story if isinstance(told, Asked))
    text = one.plan.history.text if one.happening is first else ""
    head = (one.message_id, one.plan.ticket_id)
    if isinstance(one.happening, Replied):
        how = ("outbound", one.happening.by, "", "", "", "", "", one.happening.kind, "sent")
    else:
        nature = Message.Nature.QUESTION.value
        how = ("inbound", None, "", text, "", "", nature, "", "")
    return (*head, *how, one.happening.at, at, "")


_OPEN, _SOLVED = Ticket.State.OPEN.value, Ticket.State.SOLVED.value
_TICKET_COLUMNS = (
    "id", "store_id", "buyer_id", "order_id", "channel", "state", "subject", "gist",
    "language", "assignee_id", "assigned_at", "opened_at", "solved_at", "last_message_at",
    "unanswered_count", "version", "relay_alias_hash", "relay_case_id", "no_response_link",
    "reply_address", "order_number", "machine_only", "reason_id", "truth",
)  # fmt: skip
# Whose hand closed it stands in the journal: here it would need a sheet of ours.
_CYCLE_COLUMNS = ("ticket_id", "opened_at", "solved_at", "truth")


def _renew_tickets(told: Sequence[_Plan]) -> list[_Plan]:
    """Write down how known tickets stand now; return those whose cycles are to be too."""
    # What somebody did here since stands above what another system said before.
    again = [plan for plan in told if not plan.is_new and not plan.is_ours]
    Ticket.objects.bulk_update(
        [_ticket_again(plan) for plan in again],
        ["state", "solved_at", "opened_at", "last_message_at", "assignee", "assigned_at",
         "order", "order_number", "reason"],
    )  # fmt: skip
    Cycle.objects.filter(Among("ticket_id", [plan.ticket_id for plan in again])).delete()
    return again


def _cycles(plan: _Plan) -> Iterator[tuple[int, datetime, datetime | None, str]]:
    opened: datetime | None = None
    for one in plan.history.story:
        if isinstance(one, _OPENING):
            opened = opened or one.at
        elif isinstance(one, Solved) and opened is not None:
            yield plan.ticket_id, opened, max(one.at, opened), ""
            opened = None
    if opened is not None:
        yield plan.ticket_id, opened, None, ""


def _standing_of(plan: _Plan) -> dict[str, Any]:
    """Return how the ticket stands at the end of its history."""
    last = plan.cycles[-1]
    moves, reasons, said = [], [], []
    for one in plan.history.story:
        if isinstance(one, Assigned):
            moves.append(one)
        elif isinstance(one, Tagged):
            reasons.append(one.reason[-1])
        elif isinstance(one, _SAID):
            said.append(one.at)
    tag = plan.tags.get(reasons[-1]) if reasons else None
    assignee = moves[-1].to if moves else None
    return {
        "state": _OPEN if last[2] is None else _SOLVED,
        "solved_at": last[2],
        "opened_at": min(said),
        "last_message_at": max(said),
        "assignee_id": assignee,
        "assigned_at": moves[-1].at if assignee is not None else None,
        "order_id": plan.history.order_id,
        "order_number": plan.history.order_number,
        "reason_id": tag.reason_id if tag is not None else None,
    }


def _ticket_row(plan: _Plan) -> tuple[Any, ...]:
    told, now = plan.history, _standing_of(plan)
    return (
        plan.ticket_id, told.store_id, plan.buyer_id, now["order_id"], told.channel,
        now["state"], told.subject[:500], rules.gist(told.text), "",
        now["assignee_id"], now["assigned_at"], now["opened_at"], now["solved_at"],
        now["last_message_at"], 0, 1, "", "", "", "", now["order_number"], False,
        now["reason_id"], "",
    )  # fmt: skip


def _ticket_again(plan: _Plan) -> Ticket:
    return Ticket(pk=plan.ticket_id, **_standing_of(plan))


def _without_removed(plans: Sequence[_Plan]) -> list[int | None]:
    """Remove the tickets that were taken back; return the ids of those that stay."""
    gone = [plan.ticket_id for plan in plans if not plan.history.story and not plan.is_ours]
    if gone:
        Cycle.objects.filter(Among("ticket_id", gone)).delete()
        Ticket.objects.filter(Among("pk", gone)).delete()
    removed = set(gone)
    return [None if plan.ticket_id in removed else plan.ticket_id for plan in plans]
