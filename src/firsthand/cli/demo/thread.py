"""One case as rows: what the commands would have written, worked out in memory.

Each method here mirrors one command of the desk. A test plays the same cases through the
commands and compares: a change there that is not made here fails it.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from html import escape
from uuid import UUID

from firsthand.cli.demo.copying import new
from firsthand.cli.demo.story import Case, Step
from firsthand.domain.macros.models import MacroUse
from firsthand.domain.macros.rules import templates
from firsthand.domain.tickets import events, rules
from firsthand.domain.tickets.models import (
    Assignment,
    Cycle,
    FocusInterval,
    Message,
    Ticket,
)
from firsthand.foundation.keys import keyed_hash

Delivery, Direction, State = Message.Delivery, Message.Direction, Ticket.State


@dataclass
class Pending:
    """A journal entry to be: its subject is the message, or else the ticket."""

    kind: str
    at: datetime
    by: int | None
    facts: dict[str, object] = field(default_factory=dict)
    message: Message | None = None


@dataclass(frozen=True)
class Tags:
    """The reasons as they are loaded and the ids of the resolutions, by code.

    Beside them the ids of the macros' versions, by their names.
    """

    reasons: Mapping[str, events.Tag]
    resolutions: Mapping[str, int]
    macros: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """What a case stands on: ids of the rows that were there before it."""

    store_id: int
    buyer_id: int
    order_id: int | None
    asins: tuple[str, ...]
    people: Mapping[str, int]
    tags: Tags


class Thread:
    """One ticket with all that hangs on it and its journal entries, none of them saved."""

    def __init__(self, case: Case, setting: Setting, dice: random.Random) -> None:
        self.case = case
        self.setting = setting
        self.dice = dice
        self.messages: list[Message] = []
        self.cycles: list[Cycle] = []
        self.looks: list[FocusInterval] = []
        self.assignments: list[Assignment] = []
        self.entries: list[Pending] = []
        self.steps: list[tuple[Step, Message]] = []
        self.made_from = ""  # The name of the macro's version.
        self.uses: list[MacroUse] = []
        self.resolution = ""  # Code of what stands on the ticket.
        self.ticket = self._opened()
        for step in case.steps:
            getattr(self, f"_{step.kind}")(step)

    def _opened(self) -> Ticket:
        case, at = self.case, self.case.steps[0].at
        self.cycles.append(new(Cycle, opened_at=at))
        is_notice = case.steps[0].nature == "notice"
        alias = case.buyer.address if case.buyer.is_alias and not is_notice else ""
        return new(
            Ticket,
            store_id=self.setting.store_id,
            buyer_id=self.setting.buyer_id,
            order_id=self.setting.order_id,
            order_number="" if case.by_plain_mail else case.sale.number,
            channel="email" if case.by_plain_mail else "amazon",
            subject=case.subject,
            language=case.market.language,
            opened_at=at,
            last_message_at=at,
            relay_alias_hash=keyed_hash(alias.lower(), purpose="alias") if alias else "",
            relay_case_id=case.case_id if alias else "",
        )

    def _ask(self, step: Step) -> None:
        ticket = self.ticket
        self._received(step, Message.Nature.QUESTION, self.case.buyer.name)
        ticket.gist = rules.gist(step.text)
        ticket.reply_address = sender_of(self.case)
        if ticket.state == State.SOLVED:
            self._begin_cycle(step.at)

    def _machine(self, step: Step) -> None:
        ticket = self.ticket
        is_first = not self.messages
        name = "Amazon" if step.nature == "notice" else self.case.buyer.name
        self._received(step, step.nature, name)
        if is_first:  # Nobody wrote: it is filed under notices, and closed by nobody.
            ticket.gist = rules.gist(step.text)
            # A marketplace reads no answer to its notices.
            is_notice = step.nature == "notice"
            ticket.reply_address = "" if is_notice else sender_of(self.case)
            ticket.machine_only = True
            ticket.state, ticket.solved_at = State.SOLVED, taken_at(step)
            self.cycles[-1].solved_at = ticket.solved_at
            solved = events.Solved(None)
            self._record(solved.kind, ticket.solved_at, facts=solved.facts())

    def _received(self, step: Step, nature: str, name: str) -> None:
        ticket = self.ticket
        message = new(
            Message,
            direction=Direction.INBOUND,
            author_name=name,
            body=step.text,
            html=as_html(step.text) if step.has_html else "",
            language=self.case.market.language,
            nature=nature,
            sent_at=step.at,
            recorded_at=taken_at(step),
        )
        self._add(message, step)
        event = events.MessageReceived(
            nature=message.nature,
            channel=ticket.channel,
            order_id=ticket.order_id,
            asins=self.setting.asins,
        )
        self._record(event.kind, step.at, message=message, facts=event.facts())
        ticket.last_message_at = max(ticket.last_message_at, step.at)
        self._reset_clock()

    def _bounce(self, step: Step) -> None:
        """Learn that our last answer came back: as if it had never been sent."""
        at = taken_at(step)
        message = next(
            message
            for message in reversed(self.messages)
            if message.direction == Direction.OUTBOUND
        )
        message.delivery = Delivery.BOUNCED
        self.steps.append((step, message))
        self._record(events.REPLY_UNDELIVERED, at, message=message)
        if self.ticket.state == State.SOLVED:
            self._begin_cycle(at)
        self._reset_clock()

    def _reopen(self, step: Step) -> None:
        self._begin_cycle(step.at, by=self.setting.people[step.by])

    def _begin_cycle(self, at: datetime, *, by: int | None = None) -> None:
        ticket = self.ticket
        at = max(at, ticket.solved_at or at)
        ticket.state, ticket.solved_at = State.OPEN, None
        self.cycles.append(new(Cycle, opened_at=at))
        self._record(events.REOPENED, at, by=by)

    def _reply(self, step: Step) -> None:
        ticket, person = self.ticket, self.setting.people[step.by]
        tagged = self._tag(step) if step.sheet else None
        message = new(
            Message,
            direction=Direction.OUTBOUND,
            author_id=person,
            body=step.text,
            language=ticket.language,
            reply_kind=step.reply_kind,
            delivery=Delivery.SENT,
            sent_at=step.at,
            recorded_at=step.at,
            idempotency_key=self._key(),
        )
        self._add(message, step)
        event = events.ReplyWritten(step.reply_kind, self._use(step, person))
        self._record(event.kind, step.at, by=person, message=message, facts=event.facts())
        ticket.last_message_at = max(ticket.last_message_at, step.at)
        if ticket.assignee_id is None:
            ticket.assignee_id, ticket.assigned_at = person, step.at
        self._reset_clock()
        if tagged is not None and ticket.state == State.OPEN:
            self._end(step, tagged)

    def _use(self, step: Step, person: int) -> int | None:
        """Note the macro a reply was made from; return its version."""
        if not step.macro:
            return None
        self.made_from, version_id = step.macro, self.setting.tags.macros[step.macro]
        use = MacroUse(
            version_id=version_id,
            store_id=self.setting.store_id,
            person_id=person,
            language=self.ticket.language,
            at=step.at,
            sent_at=step.at,
            edited_share=templates.edited_share(step.made, step.text),
        )
        self.uses.append(use)
        return version_id

    def forget_macro(self) -> None:
        """Have it answered by hand after all."""
        self.made_from, self.uses = "", []
        for entry in self.entries:
            entry.facts.pop("macro_id", None)

    def _note(self, step: Step) -> None:
        person = self.setting.people[step.by]
        note = new(
            Message,
            direction=Direction.NOTE,
            author_id=person,
            body=step.text,
            sent_at=step.at,
            recorded_at=step.at,
            idempotency_key=self._key(),
        )
        self._add(note, step)
        self._record(events.NOTE_WRITTEN, step.at, by=person, message=note)

    def _assign(self, step: Step) -> None:
        ticket = self.ticket
        by, person = (self.setting.people[each] for each in (step.by, step.to))
        how = Assignment.How.TAKEN if person == by else Assignment.How.GIVEN
        if self.assignments:
            self.assignments[-1].ended_at = step.at
        self.assignments.append(
            Assignment(
                how=how,
                person_id=person,
                came_from_id=ticket.assignee_id,
                by_id=by,
                at=step.at,
            )
        )
        ticket.assignee_id, ticket.assigned_at = person, step.at
        facts: dict[str, object] = {"to": person, "how": how.value}
        self._record(events.ASSIGNED, step.at, by=by, facts=facts)

    def _focus(self, step: Step) -> None:
        assert step.until is not None, "somebody turned away again"
        person = self.setting.people[step.by]
        look = new(
            FocusInterval,
            person_id=person,
            key=self._key(),
            started_at=step.at,
            ended_at=step.until,
        )
        self.looks.append(look)
        seconds = round((step.until - step.at).total_seconds())
        self._record(events.FOCUSED, step.at, by=person, facts={"seconds": seconds})

    def _solve(self, step: Step) -> None:
        self._end(step, self._tag(step))

    def _tag(self, step: Step) -> events.Tagged:
        sheet, tags = step.sheet, self.setting.tags
        assert sheet is not None, "a ticket is tagged and closed with a sheet"
        ticket, person = self.ticket, self.setting.people[step.by]
        before = (ticket.reason_id, ticket.truth, ticket.resolution_id)
        tag = tags.reasons[sheet.reason]
        ticket.reason_id = tag.reason_id
        ticket.truth = sheet.truth or ticket.truth
        self.resolution = sheet.resolution or self.resolution
        ticket.resolution_id = tags.resolutions[self.resolution]
        tagged = events.Tagged(tag, ticket.truth or None, self.resolution or None)
        if before != (ticket.reason_id, ticket.truth, ticket.resolution_id):
            self._record(events.Tagged.kind, step.at, by=person, facts=_facts_of(tagged))
        return tagged

    def _end(self, step: Step, tagged: events.Tagged) -> None:
        person, ticket, cycle = self.setting.people[step.by], self.ticket, self.cycles[-1]
        ticket.state, ticket.solved_at = State.SOLVED, step.at
        cycle.solved_at, cycle.solved_by_id = step.at, person
        cycle.reason_id, cycle.truth = ticket.reason_id, ticket.truth
        cycle.resolution_id = ticket.resolution_id
        facts = _facts_of(events.Solved(tagged))
        self._record(events.Solved.kind, step.at, by=person, facts=facts)

    def _no_response(self, step: Step) -> None:
        since = self.ticket.unanswered_since
        assert since is not None, "the story sets aside a message that waits"
        for message in self.messages:
            if message.nature in rules.NEEDS_ANSWER and message.sent_at >= since:
                message.no_response_needed_at = step.at
                self._record(
                    events.NO_RESPONSE_NEEDED,
                    step.at,
                    by=self.setting.people[step.by],
                    message=message,
                )
        self._reset_clock()

    def _add(self, message: Message, step: Step) -> None:
        self.messages.append(message)
        self.steps.append((step, message))

    def _record(
        self,
        kind: str,
        at: datetime,
        *,
        by: int | None = None,
        message: Message | None = None,
        facts: dict[str, object] | None = None,
    ) -> None:
        self.entries.append(Pending(kind, at, by, facts or {}, message))

    def _reset_clock(self) -> None:
        clock = rules.clock(
            rules.Told(
                at=message.sent_at,
                is_inbound=message.direction == Direction.INBOUND,
                needs_answer=message.nature in rules.NEEDS_ANSWER
                and message.no_response_needed_at is None,
                counts=message.delivery != Delivery.BOUNCED,
            )
            for message in self.messages
            if message.direction != Direction.NOTE
        )
        self.ticket.unanswered_since = clock.since
        self.ticket.reply_due_at = clock.due_at
        self.ticket.unanswered_count = clock.waiting
        self.ticket.version += 1

    def _key(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)


@cache
def _facts_of(event: events.Tagged | events.Solved) -> dict[str, object]:
    """Return the facts of an event, worked out once for all that say the same."""
    return event.facts()


def taken_at(step: Step) -> datetime:
    """Return when a mail was fetched: within the next minute or so."""
    return step.at + timedelta(seconds=20 + step.at.second)


def sender_of(case: Case) -> str:
    """Return the address a case's mails come from; by the relay it names the case."""
    if not case.buyer.is_alias:
        return case.buyer.address
    local, _at, domain = case.buyer.address.partition("@")
    return f"{local}+{case.case_id}@{domain}"


def as_html(text: str) -> str:
    """Return a text as the sanitised HTML of a mail."""
    paragraphs = (escape(part).replace("\n", "<br>") for part in text.split("\n\n"))
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
