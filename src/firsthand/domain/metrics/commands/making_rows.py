"""Make the rows of one buyer from what the rules find out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import replace as with_
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from firsthand.domain.metrics import rules
from firsthand.domain.metrics.commands.rows import ROW
from firsthand.domain.metrics.models import (
    AuditIssue,
    Contact,
    Course,
    Focus,
    Issue,
    Solving,
)

if TYPE_CHECKING:
    from firsthand.domain.journal.models import Entry

SECOND = timedelta(seconds=1)
# How long we wait for the buyer to come back: the headline's window, and the long one.
WEEK, MONTH = 7, 30
AUDIT = with_(rules.STANDARD, scope=rules.Scope.ANY_ORDER)


class Received(NamedTuple):
    """What the rules need not know about a message."""

    store_id: int
    recorded_at: datetime
    channel: str


@dataclass
class About:
    """Where messages came in, by their ids, and the store of other entries, by theirs."""

    received: dict[int, Received] = field(default_factory=dict)
    stores: dict[int, int] = field(default_factory=dict)

    @staticmethod
    def of(entries: Iterable[Entry]) -> About:
        """Return what these entries say of it."""
        about = About()
        for entry in entries:
            if entry.store_id is None:
                continue
            if entry.kind == "tickets.message_received":
                facts = entry.facts if isinstance(entry.facts, dict) else {}
                about.received[entry.subject_id] = Received(
                    entry.store_id, entry.recorded_at, str(facts.get("channel") or "")
                )
            else:
                about.stores[entry.pk] = entry.store_id
        return about


class _Buyer:
    """All that the rules say about one buyer."""

    def __init__(self, buyer_id: int, events: list[rules.Event], about: About) -> None:
        self.buyer_id, self.events, self.about = buyer_id, events, about
        self.issues = rules.issues(events)
        self.contacts = rules.contacts(events)
        self.courses = {course.ticket: course for course in rules.courses(events)}
        self.issue_of = {key: issue for issue in self.issues for key in issue.messages}

    @cached_property
    def first_of_ticket(self) -> dict[rules.Key, rules.Contact]:
        """The contact each ticket began with."""
        first: dict[rules.Key, rules.Contact] = {}
        for contact in self.contacts:
            first.setdefault(contact.ticket, contact)
        return first


def rows_of(
    buyer_id: int, events: list[rules.Event], about: About
) -> Iterator[tuple[Any, ...]]:
    """Yield the facts about one buyer: rows of every table.

    Args:
        buyer_id: who.
        events: all that happened to the buyer.
        about: where the messages came in.
    """
    buyer = _Buyer(buyer_id, events, about)
    yield from _issues(buyer)
    yield from _contacts(buyer)
    for row in rules.first_replies(events):
        yield _course(buyer, row)
    for course in buyer.courses.values():
        yield from _solvings(buyer, course)
    for event in rules.without_merged_tickets(events):
        if isinstance(event, rules.Focused):
            yield _focus(buyer, event)


def _issues(buyer: _Buyer) -> Iterator[tuple[Any, ...]]:
    sizes = Counter(buyer.issue_of[one.first_message].number for one in buyer.contacts)
    for issue in buyer.issues:
        received = buyer.about.received[issue.opening_message]
        yield ROW[Issue](
            **_outcomes(issue, buyer.buyer_id, received.store_id),
            recorded_at=received.recorded_at,
            channel=received.channel,
            order_id=issue.order,
            product=issue.product or "",
            reason=issue.reason or "",
            reason_now=issue.reason_now or "",
            front_line_can_resolve=issue.front_line_can_resolve,
            resolver_id=issue.resolver,
            returned_at=issue.returned_at,
            escalated_at=issue.escalated_at,
            escaped_at=min((at for at, _ in issue.escapes), default=None),
            first_macro_id=issue.first_macro,
            touches=issue.touches,
            touched_again_at=issue.touched_again_at,
            contacts=sizes[issue.number],
        )
    for issue in rules.issues(buyer.events, AUDIT):
        store_id = buyer.about.received[issue.opening_message].store_id
        yield ROW[AuditIssue](**_outcomes(issue, buyer.buyer_id, store_id))


def _outcomes(issue: rules.Issue, buyer_id: int, store_id: int) -> dict[str, object]:
    """Return what issues of both scopes have."""
    week, month = (rules.failure(issue, days) for days in (WEEK, MONTH))
    return {
        "opening_message_id": issue.opening_message,
        "buyer_id": buyer_id,
        "store_id": store_id,
        "first_ticket_id": issue.first_ticket,
        "opened_at": issue.opened_at,
        "resolved_at": issue.resolved_at,
        "failed_at": week[0] if week else None,
        "fail_why": week[1] if week else "",
        "settles_at": rules.settles_at(issue, WEEK),
        "failed_30_at": month[0] if month else None,
        "fail_30_why": month[1] if month else "",
        "settles_30_at": rules.settles_at(issue, MONTH),
        "first_agent_id": issue.first_agent,
    }


def _contacts(buyer: _Buyer) -> Iterator[tuple[Any, ...]]:
    met: Counter[int] = Counter()
    for contact in buyer.contacts:
        issue = buyer.issue_of[contact.first_message]
        received = buyer.about.received[contact.first_message]
        course = buyer.courses[contact.ticket]
        met[issue.number] += 1
        yield ROW[Contact](
            first_message_id=contact.first_message,
            issue_id=issue.opening_message,
            buyer_id=buyer.buyer_id,
            store_id=received.store_id,
            ticket_id=contact.ticket,
            started_at=contact.started_at,
            recorded_at=received.recorded_at,
            number=met[issue.number],
            channel=received.channel,
            order_id=course.order if course.order is not None else issue.order,
            product=course.product or issue.product or "",
            reason=course.reason or "",
            answered_at=contact.answered_at,
            answered_by_id=contact.answered_by,
            wait_seconds=_seconds(contact.started_at, contact.answered_at),
            assigned_at=contact.assigned_at,
            is_answer_known=contact.is_answer_known,
        )


def _course(buyer: _Buyer, row: rules.FirstReply) -> Any:  # noqa: ANN401 -- a row
    course = buyer.courses[row.ticket]
    received = buyer.about.received[buyer.first_of_ticket[row.ticket].first_message]
    last = course.solvings[-1] if course.solved_at else None
    return ROW[Course](
        ticket_id=row.ticket,
        buyer_id=buyer.buyer_id,
        store_id=received.store_id,
        asked_at=row.asked_at,
        recorded_at=received.recorded_at,
        channel=received.channel,
        order_id=course.order,
        product=course.product or "",
        reason=course.reason or "",
        answered_at=row.answered_at,
        wait_seconds=_seconds(row.asked_at, row.answered_at),
        answered_by_id=row.answered_by,
        assigned_at=row.assigned_at,
        is_answer_known=row.is_answer_known,
        solved_at=last.at if last else None,
        solved_by_id=last.by if last else None,
        times_opened_again=sum(one.opened_again_at is not None for one in course.solvings),
        reassignments=course.reassignments,
    )


def _solvings(buyer: _Buyer, course: rules.Course) -> Iterator[tuple[Any, ...]]:
    first = buyer.first_of_ticket[course.ticket]
    for solving in course.solvings:
        yield ROW[Solving](
            entry_id=solving.key,
            buyer_id=buyer.buyer_id,
            store_id=buyer.about.received[first.first_message].store_id,
            ticket_id=course.ticket,
            asked_at=first.started_at,
            solved_at=solving.at,
            solved_by_id=solving.by,
            is_timed=solving.is_timed,
            opened_again_at=solving.opened_again_at,
            came_back_at=solving.came_back_at,
            reason=course.reason or "",
        )


def _focus(buyer: _Buyer, event: rules.Focused) -> Any:  # noqa: ANN401 -- a row
    return ROW[Focus](
        entry_id=event.key,
        buyer_id=buyer.buyer_id,
        store_id=buyer.about.stores[event.key],
        ticket_id=event.ticket,
        agent_id=event.agent,
        started_at=event.at,
        seconds=event.seconds,
    )


def _seconds(since: datetime, until: datetime | None) -> int | None:
    return None if until is None else (until - since) // SECOND
