"""Issues: chains of contacts of one buyer about one problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from firsthand.domain.metrics.rules.happenings import (
    Asked,
    Escalated,
    Escaped,
    EscapeWay,
    Event,
    Key,
    OrderLinked,
    Replied,
    Solved,
    Tagged,
    without_merged_tickets,
)
from firsthand.domain.metrics.rules.matching import Candidates, topic
from firsthand.domain.metrics.rules.policy import STANDARD, Policy


@dataclass
class Issue:
    """One problem of one buyer, from the first message to the last.

    Grows while the events are read; treat it as finished once `issues()` returned it.
    """

    number: int  # In order of opening, from 0.
    first_ticket: Key
    opening_message: int
    opened_at: datetime
    last_activity_at: datetime
    tickets: set[Key] = field(default_factory=set)
    orders: dict[Key, datetime] = field(default_factory=dict)  # With when it was known.
    asins: set[str] = field(default_factory=set)
    # The first product and order heard of: what cuts by product are made by.
    product: str | None = None
    # The reason in force at the resolution, with the topic it was given under, which is
    # what links; and the latest.
    reason: str | None = None
    topic: str = ""
    reason_now: str | None = None
    messages: list[int] = field(default_factory=list)
    front_line_can_resolve: bool = True

    first_agent: Key | None = None
    first_macro: Key | None = None
    resolved_at: datetime | None = None
    resolver: Key | None = None
    # It was resolved, and nobody knows when: only that it was not before this.
    resolved_after: datetime | None = None
    chased_at: datetime | None = None
    returned_at: datetime | None = None
    escalated_at: datetime | None = None
    escapes: list[tuple[datetime, EscapeWay]] = field(default_factory=list)

    # Since when the buyer waits for anything of substance, and what he got instead.
    waiting_since: datetime | None = None
    kinds_since: set[str] = field(default_factory=set)
    # Who touched it, each with the first time; what one person said in a session is one.
    touched_by: dict[tuple[object, ...], datetime] = field(default_factory=dict)

    @property
    def is_resolved(self) -> bool:
        """Whether it was resolved, no matter whether anybody knows when."""
        return self.resolved_at is not None or self.resolved_after is not None

    @property
    def touches(self) -> int:
        """How many replies of substance; what one person said in a session is one."""
        return len(self.touched_by)

    @property
    def touched_again_at(self) -> datetime | None:
        """When it took a second reply of substance."""
        times = list(self.touched_by.values())
        return times[1] if len(times) > 1 else None

    @property
    def order(self) -> Key | None:
        """The first order it was known to be about."""
        return next(iter(self.orders), None)


def issues(events: Iterable[Event], policy: Policy = STANDARD) -> list[Issue]:
    """Return the issues of one buyer in order of opening.

    A later event never changes what an earlier one was linked to, except a merge, which
    says that two tickets always were one.
    """
    ordered = without_merged_tickets(events)
    reading = _Reading(policy, _session_ends(ordered))
    for event in ordered:
        reading.take(event)
    for event in ordered:
        if isinstance(event, Escaped):
            reading.blame(event)
    return reading.issues


def _session_ends(ordered: list[Event]) -> dict[tuple[Key, Key], int]:
    """Return the last reply of each live session that holds an answer: it resolves."""
    last: dict[tuple[Key, Key], int] = {}
    answered: set[tuple[Key, Key]] = set()
    for event in ordered:
        if isinstance(event, Replied) and event.session is not None:
            session = (event.ticket, event.session)
            last[session] = event.key
            if event.kind == "resolution":
                answered.add(session)
    return {session: key for session, key in last.items() if session in answered}


class _Reading:
    """The issues so far, while the events are read in order."""

    def __init__(self, policy: Policy, session_ends: dict[tuple[Key, Key], int]) -> None:
        self.policy = policy
        self.issues: list[Issue] = []
        self._session_ends = session_ends
        self._candidates = Candidates(policy, self.issues)
        self._of_ticket: dict[Key, Issue] = {}
        self._of_order: dict[Key, list[Issue]] = {}
        self._tags: dict[Key, Tagged] = {}
        self._sessions: set[tuple[Key, Key]] = set()

    def take(self, event: Event) -> None:
        """Read the next event."""
        match event:
            case Asked():
                self._asked(event)
            case Tagged():
                self._tagged(event)
            case Replied() | Solved() | Escalated() | OrderLinked():
                issue = self._of_ticket.get(event.ticket)
                if issue is not None:
                    self._carry_on(issue, event)

    def blame(self, escape: Escaped) -> None:
        """Hold an escape against the issues about its order.

        It counts from the moment that both it and the order were known, so that an order
        found out about afterwards does not change an outcome already settled.
        """
        for issue in self._of_order.get(escape.order, ()):
            if escape.at >= issue.opened_at:
                known_at = max(escape.at, issue.orders[escape.order])
                issue.escapes.append((known_at, escape.way))

    def _asked(self, message: Asked) -> None:
        if message.is_silent:
            return
        reason, about = self._reason_of(message)
        if message.session is not None:
            session = (message.ticket, message.session)
            if session in self._sessions:
                # The same conversation goes on: neither a contact nor a return.
                self._join(self._of_ticket[message.ticket], message, reason, about)
                return
            self._sessions.add(session)
        issue = self._candidates.newest_match(message, about)
        if issue is None:
            issue = self._open(message)
        else:
            self._written_again(issue, message)
        self._join(issue, message, reason, about)

    def _reason_of(self, message: Asked) -> tuple[str | None, str]:
        """Return a message's reason and its topic: its own, or of its ticket's tag."""
        tag = self._tags.get(message.ticket)
        if message.reason or tag is None:
            return message.reason, topic(message.reason)
        return tag.reason, topic(tag.topic or tag.reason)

    def _open(self, message: Asked) -> Issue:
        issue = Issue(
            number=len(self.issues),
            first_ticket=message.ticket,
            opening_message=message.key,
            opened_at=message.at,
            last_activity_at=message.at,
            waiting_since=message.at,
        )
        self.issues.append(issue)
        return issue

    def _written_again(self, issue: Issue, message: Asked) -> None:
        """Judge a further message: a return, a chase, or what we asked for.

        Of an issue resolved nobody knows when it cannot be said which of them it is.
        """
        if issue.resolved_after is not None:
            return
        if issue.resolved_at is not None:
            if issue.returned_at is None and message.at > issue.resolved_at:
                issue.returned_at = message.at
            return
        assert issue.waiting_since is not None
        if issue.kinds_since:
            chased = issue.kinds_since == {"holding"}
            issue.waiting_since = message.at
            issue.kinds_since = set()
        else:
            chased = message.at - issue.waiting_since > self.policy.chase_after
        if chased and issue.chased_at is None:
            issue.chased_at = message.at

    def _join(self, issue: Issue, message: Asked, reason: str | None, about: str) -> None:
        issue.messages.append(message.key)
        issue.last_activity_at = message.at
        issue.tickets.add(message.ticket)
        self._of_ticket[message.ticket] = issue
        issue.asins |= message.asins
        if issue.product is None and message.asins:
            issue.product = min(message.asins)
        self._hear_reason(issue, message, reason, about)
        if not issue.is_resolved and not message.front_line_can_resolve:
            issue.front_line_can_resolve = False
        if message.order is not None:
            self._know_order(issue, message.order, message.at)
        self._candidates.add(
            issue, ticket=message.ticket, order=message.order, asins=message.asins
        )

    def _hear_reason(
        self, issue: Issue, message: Asked, reason: str | None, about: str
    ) -> None:
        """Let an untagged issue take the first reason it hears of.

        An untagged message must not open a second issue by itself, or fresh figures would
        read too high.
        """
        if issue.reason is None and reason is not None:
            issue.reason, issue.topic = reason, about
            tag = self._tags.get(message.ticket)
            if message.reason is None and tag is not None:
                self._class_of(issue, tag)
        issue.reason_now = issue.reason_now or reason

    @staticmethod
    def _class_of(issue: Issue, tag: Tagged) -> None:
        if tag.front_line_can_resolve is not None:
            issue.front_line_can_resolve = tag.front_line_can_resolve

    def _know_order(self, issue: Issue, order: Key, at: datetime) -> None:
        if order not in issue.orders:
            issue.orders[order] = at
            self._of_order.setdefault(order, []).append(issue)

    def _tagged(self, tag: Tagged) -> None:
        self._tags[tag.ticket] = tag
        issue = self._of_ticket.get(tag.ticket)
        if issue is None:
            return
        issue.reason_now = tag.reason
        # The tag in force at the resolution counts; one given later fills a gap only.
        if not issue.is_resolved or issue.reason is None:
            issue.reason, issue.topic = tag.reason, topic(tag.topic or tag.reason)
            self._class_of(issue, tag)
            self._candidates.add(issue, ticket=tag.ticket, order=None, asins=set())

    def _carry_on(
        self, issue: Issue, event: Replied | Solved | Escalated | OrderLinked
    ) -> None:
        match event:
            case Replied():
                self._replied(issue, event)
            case Solved():
                if event.is_timed:
                    self._resolve(issue, event.at, event.agent)
                elif not issue.is_resolved:
                    issue.resolved_after = event.at
            case Escalated():
                issue.escalated_at = issue.escalated_at or event.at
            case OrderLinked():
                self._know_order(issue, event.order, event.at)
                self._candidates.add(
                    issue, ticket=event.ticket, order=event.order, asins=set()
                )

    def _replied(self, issue: Issue, reply: Replied) -> None:
        issue.last_activity_at = reply.at
        if reply.kind != "courtesy":
            if not issue.touched_by:
                issue.first_agent, issue.first_macro = reply.agent, reply.macro
            touch = (
                (reply.key,)
                if reply.session is None
                else (reply.ticket, reply.session, reply.agent)
            )
            issue.touched_by.setdefault(touch, reply.at)
            issue.kinds_since.add(reply.kind)
        if self._resolves(reply):
            self._resolve(issue, reply.at, reply.agent)

    def _resolves(self, reply: Replied) -> bool:
        if reply.session is None:
            return reply.kind == "resolution"
        return self._session_ends.get((reply.ticket, reply.session)) == reply.key

    @staticmethod
    def _resolve(issue: Issue, at: datetime, agent: Key | None) -> None:
        if not issue.is_resolved:
            issue.resolved_at, issue.resolver = at, agent
            issue.last_activity_at = at
