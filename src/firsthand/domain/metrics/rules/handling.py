"""How long agents really worked on each ticket, from the stretches they looked at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from math import lcm
from operator import itemgetter
from typing import TypeVar

from firsthand.domain.metrics.rules.happenings import Key

Ticket = TypeVar("Ticket", bound=Key)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
A_SECOND = 1_000_000  # In microseconds.


@dataclass(frozen=True, kw_only=True)
class Focus:
    """A stretch of time in which an agent had a ticket before them."""

    agent: Key
    ticket: Key
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.length < 0:
            raise ValueError(f"work on ticket {self.ticket} ends before it begins")

    @cached_property
    def begins(self) -> int:
        """Return the start in microseconds since 1970, whatever zone it is written in."""
        return (self.start - EPOCH) // MICROSECOND

    @cached_property
    def length(self) -> int:
        """Return the elapsed microseconds, not those the wall clock seems to show."""
        return (self.end - EPOCH) // MICROSECOND - self.begins


@dataclass(frozen=True, kw_only=True)
class Handling:
    """Where the agents' time went.

    Attributes:
        allocated: seconds by (agent, ticket), exact; what overlaps is split equally, so
            the seconds of an agent add up to the time they were busy.
        unsplit: seconds of all stretches together, overlaps counted again and again:
            shown to explain why it is not the figure.
    """

    allocated: Mapping[tuple[Key, Key], Fraction]
    unsplit: Fraction

    @property
    def busy(self) -> Fraction:
        """Return the seconds in which agents had at least one ticket before them."""
        return sum(self.allocated.values(), Fraction())

    def by_ticket(self) -> dict[Key, Fraction]:
        """Return the seconds each ticket took, whoever worked on it."""
        found: dict[Key, Fraction] = defaultdict(Fraction)
        for (_, ticket), seconds in self.allocated.items():
            found[ticket] += seconds
        return dict(found)

    def average(self, after_contact: Mapping[Key, Fraction]) -> Fraction | None:
        """Return the average handling time of a ticket in seconds; None without any.

        Args:
            after_contact: seconds by ticket spent on it after the contact (notes, tags,
                refunds). A ticket with only those was handled, too.

        Raises:
            ValueError: negative seconds.
        """
        if any(seconds < 0 for seconds in after_contact.values()):
            raise ValueError("nobody works for less than no time")
        handled = self.by_ticket().keys() | after_contact.keys()
        if not handled:
            return None
        return (self.busy + sum(after_contact.values(), Fraction())) / len(handled)


def handling(stretches: Iterable[Focus]) -> Handling:
    """Return where the time of the stretches went, in any order, twice or once.

    While an agent has k tickets before them, each gets a k-th of the time. A ticket that
    is open twice, or reported twice, is before them once. Two agents on one ticket both
    work: each has their own time.
    """
    by_agent: dict[Key, list[Focus]] = defaultdict(list)
    for stretch in stretches:
        by_agent[stretch.agent].append(stretch)
    allocated: dict[tuple[Key, Key], Fraction] = {}
    for agent, own in by_agent.items():
        spans = [(one.begins, one.begins + one.length, one.ticket) for one in own]
        for ticket, seconds in shared_out(spans).items():
            allocated[agent, ticket] = seconds
    unsplit = sum(stretch.length for own in by_agent.values() for stretch in own)
    return Handling(allocated=allocated, unsplit=Fraction(unsplit, A_SECOND))


def shared_out(spans: Collection[tuple[int, int, Ticket]]) -> dict[Ticket, Fraction]:
    """Return how many seconds of one agent each ticket had, exactly.

    What overlaps is split equally, so that the seconds add up to the time the agent was
    busy. A ticket that is there twice at once is there once.

    Args:
        spans: (begin, end, ticket), the times in microseconds, in any order. None ends
            before it begins.
    """
    # Whole microseconds by how many tickets shared them, so that there is one fraction
    # for a ticket and not one for every moment.
    shared: dict[Ticket, dict[int, int]] = {ticket: {} for _begin, _end, ticket in spans}
    for tickets, length in _moments(spans):
        for ticket in tickets:
            by_sharers = shared[ticket]
            by_sharers[len(tickets)] = by_sharers.get(len(tickets), 0) + length
    seconds = {}
    for ticket, by_sharers in shared.items():
        common = lcm(*by_sharers)
        parts = sum(length * (common // k) for k, length in by_sharers.items())
        seconds[ticket] = Fraction(parts, common * A_SECOND)
    return seconds


def _moments(
    spans: Iterable[tuple[int, int, Ticket]],
) -> Iterator[tuple[list[Ticket], int]]:
    """Yield the tickets before one agent, and for how long, from change to change."""
    changes = [
        change
        for begin, end, ticket in spans
        for change in ((begin, 1, ticket), (end, -1, ticket))
    ]
    windows: dict[Ticket, int] = defaultdict(int)
    since = 0
    # The order within a moment does not matter: nothing is yielded before the next one.
    for at, step, ticket in sorted(changes, key=itemgetter(0)):
        if at > since and windows:
            yield list(windows), at - since
        since = at
        windows[ticket] += step
        if not windows[ticket]:
            del windows[ticket]
