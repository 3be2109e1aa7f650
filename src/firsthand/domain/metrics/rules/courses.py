"""How tickets went on: who had them, when they were solved, when they came back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from firsthand.domain.metrics.rules.happenings import (
    Asked,
    Assigned,
    Event,
    Key,
    OrderLinked,
    Reopened,
    Solved,
    Tagged,
    without_merged_tickets,
)


@dataclass(kw_only=True)
class Solving:
    """One time a ticket was solved, and how it was opened again."""

    key: int
    at: datetime
    by: Key | None = None
    is_timed: bool = True  # False: nobody knows when, only that it was not before `at`.
    opened_again_at: datetime | None = None
    # The same if it was the buyer who wrote again.
    came_back_at: datetime | None = None


@dataclass(kw_only=True)
class Course:
    """One ticket with a message that needs an answer. What is said of it is the latest."""

    ticket: Key
    reason: str | None = None
    order: Key | None = None
    product: str | None = None
    # Given from one person to another, or as often as another system counted.
    reassignments: int = 0
    solvings: list[Solving] = field(default_factory=list)

    _holder: Key | None = None
    _counted_elsewhere: int = 0
    _handed_on: int = 0

    @property
    def solved_at(self) -> datetime | None:
        """When it was solved for good, as far as is known."""
        last = self.solvings[-1] if self.solvings else None
        return last.at if last and last.opened_again_at is None else None

    def take(self, event: Event) -> None:
        """Read the next event of this ticket."""
        match event:
            case Asked() if not event.is_silent:
                self._asked(event)
            case Reopened():
                self._open_again(event.at)
            case Solved() if not self.solvings or self.solvings[-1].opened_again_at:
                self.solvings.append(
                    Solving(
                        key=event.key,
                        at=event.at,
                        by=event.agent,
                        is_timed=event.is_timed,
                    )
                )
            case Assigned():
                self._assigned(event)
            case Tagged():
                self.reason = event.reason
            case OrderLinked():
                self.order = event.order

    def _asked(self, message: Asked) -> None:
        self._open_again(message.at)
        if self.solvings and self.solvings[-1].opened_again_at == message.at:
            self.solvings[-1].came_back_at = message.at
        self.reason = self.reason or message.reason
        self.order = message.order if self.order is None else self.order
        if self.product is None and message.asins:
            self.product = min(message.asins)

    def _open_again(self, at: datetime) -> None:
        if self.solvings and self.solvings[-1].opened_again_at is None:
            self.solvings[-1].opened_again_at = at

    def _assigned(self, given: Assigned) -> None:
        if given.to is not None:
            self._handed_on += self._holder not in (None, given.to)
            self._holder = given.to
        self._counted_elsewhere = max(self._counted_elsewhere, given.reassignments)
        self.reassignments = max(self._handed_on, self._counted_elsewhere)


def courses(events: Iterable[Event]) -> list[Course]:
    """Return the course of each ticket with a message that needs an answer.

    A ticket solved twice without being opened in between was solved the first time. What
    happened to a ticket before its first message counts as well.
    """
    found: dict[Key, Course] = {}
    asked: set[Key] = set()
    for event in without_merged_tickets(events):
        ticket = getattr(event, "ticket", None)
        if ticket is None:
            continue
        found.setdefault(ticket, Course(ticket=ticket)).take(event)
        if isinstance(event, Asked) and not event.is_silent:
            asked.add(ticket)
    return [course for ticket, course in found.items() if ticket in asked]
