"""Write down conversations that were led elsewhere, many at once.

They become tickets, messages and entries of the same kinds as our own, so that figures are
worked out in one way only. Told again, a history is compared with what was written for it
before: what it no longer says is withdrawn, what it says newly is added.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.db.models import Q

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
from firsthand.foundation.postgres.bulk import Among, as_json, copy_in, new_keys

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
_QUESTION = Message.Nature.QUESTION.value
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

    def __post_init__(self) -> None:
        self.about = journal.About(self.history.store_id, self.buyer_id, self.ticket_id)
        self.cycles = list(_cycles(self))


class _New(NamedTuple):
    """Something the history says that is not written yet."""

    plan: _Plan
    happening: Happening


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
        new += [_New(plan, one) for one in added]
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
    keys = new_keys(Message, len(messages))
    era = journal.current_era()
    copy_in(Ticket, _TICKET_COLUMNS, map(_ticket_row, fresh))
    cycles = (row for plan in (*fresh, *again) for row in plan.cycles)
    copy_in(Cycle, _CYCLE_COLUMNS, cycles)
    rows = (_message_row(*one, at) for one in zip(messages, keys, strict=True))
    copy_in(Message, _MESSAGE_COLUMNS, rows)
    journal.record_many(_drafts(new, keys, run), era=era)


def _planned(histories: Sequence[History], tags: Tags) -> list[_Plan]:
    known = [one.ticket_id for one in histories if one.ticket_id is not None]
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in journal_queries.of_tickets(known) if known else ():
        entries[entry.ticket_id or 0].append(entry)
    buyers = dict(Ticket.objects.filter(Among("pk", known)).values_list("pk", "buyer_id"))
    held = _merged_or_split(known)
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
                is_ours=one.ticket_id in held
                or any(IMPORT not in entry.facts for entry in found),
            )
        )
    return plans


def _merged_or_split(ticket_ids: Sequence[int]) -> set[int]:
    """Return those of these tickets that hold another one, or were divided, here."""
    parts = Ticket.objects.filter(
        Q(Among("merged_into_id", ticket_ids)) | Q(Among("split_from_id", ticket_ids))
    )
    rows = parts.values_list("merged_into_id", "split_from_id")
    return {pk for row in rows for pk in row if pk is not None}


def _difference(plan: _Plan) -> tuple[list[Entry], list[Happening]]:
    """Return which entries the history no longer says, and what it says newly."""
    if not plan.written:
        return [], list(plan.history.story)
    wanted = [(_signature_of(plan, one), one) for one in plan.history.story]
    still = Counter(signature for signature, _ in wanted)
    gone = []
    for entry in plan.written:
        signature = _signature(entry.kind, entry.happened_at, entry.actor_id, entry.facts)
        if still[signature]:
            still[signature] -= 1
        else:
            gone.append(entry)
    added = []
    for signature, one in reversed(wanted):
        if still[signature]:
            still[signature] -= 1
            added.append(one)
    return gone, added[::-1]


def _signature_of(plan: _Plan, one: Happening) -> Signature:
    return _signature(_KINDS[type(one)], one.at, _actor_of(one), _facts_of(plan, one))


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


def _actor_of(one: Happening) -> int | None:
    return one.by if isinstance(one, Replied | Solved) else None


def _facts_of(plan: _Plan, one: Happening) -> dict[str, Any]:
    """Return the facts of the entry that says this, but for the import's number."""
    facts: dict[str, Any] = {}
    match one:
        case Asked(products=asins):
            told = plan.history
            facts = events.MessageReceived(
                _QUESTION, told.channel, told.order_id, asins
            ).facts()
        case Tagged(reason=reason):
            facts = _tag_facts(plan.tags.get(reason[-1]), reason)
        case Solved(is_timed=False):
            facts = {"is_timed": False}
        case Replied(kind=kind):
            facts = events.ReplyWritten(kind).facts()
        case Assigned(to=to, reassignments=counted):
            facts = {"to": to} | ({"reassignments": counted} if counted else {})
        case Reported(facts=stated):
            facts = {name: value for name, value in stated.items() if value is not None}
    return facts


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


def _drafts(new: Sequence[_New], keys: Sequence[int], run: int) -> Iterator[journal.Draft]:
    """Yield the entries; those of messages are about these keys, one after the other."""
    messages = iter(keys)
    told: dict[Hashable, str] = {}
    for plan, one in new:
        same = _what_it_says(plan, one)
        facts = told.get(same)
        if facts is None:
            facts = as_json(_facts_of(plan, one) | {IMPORT: run})
            if same is not None:
                told[same] = facts
        subject = next(messages) if isinstance(one, _SAID) else plan.ticket_id
        kind, actor = _KINDS[one.__class__], _actor_of(one)
        yield journal.Draft(kind, subject, one.at, plan.about, facts, actor)


def _what_it_says(plan: _Plan, one: Happening) -> Hashable:
    """Return what the facts follow from, of happenings that are often alike."""
    if isinstance(one, Asked):
        return plan.history.channel, plan.history.order_id, one.products
    if isinstance(one, Tagged):
        return one.reason
    return one.is_timed if isinstance(one, Solved) else None


def _message_row(one: _New, key: int, at: datetime) -> tuple[Any, ...]:
    plan, told = one
    head = (key, plan.ticket_id)
    if isinstance(told, Replied):
        how = ("outbound", told.by, "", "", "", "", "", told.kind, "sent")
    else:
        first = next(each for each in plan.history.story if isinstance(each, Asked))
        text = plan.history.text if told is first else ""
        how = ("inbound", None, "", text, "", "", _QUESTION, "", "")
    return (*head, *how, told.at, at, "")


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


class _Standing(NamedTuple):
    """How a ticket stands at the end of its history."""

    state: str
    solved_at: datetime | None
    opened_at: datetime
    last_message_at: datetime
    assignee_id: int | None
    assigned_at: datetime | None
    order_id: int | None
    order_number: str
    reason_id: int | None


def _standing_of(plan: _Plan) -> _Standing:
    move: Assigned | None = None
    tag: events.Tag | None = None
    said = []
    for one in plan.history.story:
        if isinstance(one, _SAID):
            said.append(one.at)
        elif isinstance(one, Tagged):
            tag = plan.tags.get(one.reason[-1])
        elif isinstance(one, Assigned):
            move = one
    solved_at = plan.cycles[-1][2]
    is_assigned = move is not None and move.to is not None
    return _Standing(
        state=_OPEN if solved_at is None else _SOLVED,
        solved_at=solved_at,
        opened_at=min(said),
        last_message_at=max(said),
        assignee_id=move.to if move else None,
        assigned_at=move.at if move and is_assigned else None,
        order_id=plan.history.order_id,
        order_number=plan.history.order_number,
        reason_id=tag.reason_id if tag is not None else None,
    )


def _ticket_row(plan: _Plan) -> tuple[Any, ...]:
    told, now = plan.history, _standing_of(plan)
    return (
        plan.ticket_id, told.store_id, plan.buyer_id, now.order_id, told.channel,
        now.state, told.subject[:500], rules.gist(told.text), "",
        now.assignee_id, now.assigned_at, now.opened_at, now.solved_at,
        now.last_message_at, 0, 1, "", "", "", "", now.order_number, False,
        now.reason_id, "",
    )  # fmt: skip


def _ticket_again(plan: _Plan) -> Ticket:
    return Ticket(pk=plan.ticket_id, **_standing_of(plan)._asdict())


def _without_removed(plans: Sequence[_Plan]) -> list[int | None]:
    """Remove the tickets that were taken back; return the ids of those that stay."""
    gone = [plan.ticket_id for plan in plans if not plan.history.story and not plan.is_ours]
    if gone:
        Cycle.objects.filter(Among("ticket_id", gone)).delete()
        Ticket.objects.filter(Among("pk", gone)).delete()
    removed = set(gone)
    return [None if plan.ticket_id in removed else plan.ticket_id for plan in plans]
