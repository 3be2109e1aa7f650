"""How long agents really worked on each ticket, from the stretches they looked at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from operator import itemgetter

from firsthand.domain.metrics.rules.happenings import Key

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Focus:
    """A stretch of time in which an agent had a ticket before them."""

    agent: Key
    ticket: Key
    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end.astimezone(UTC) < self.start.astimezone(UTC):
            raise ValueError(f"work on ticket {self.ticket} ends before it begins")


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
    unsplit = timedelta()
    for agent, own in by_agent.items():
        # Whole microseconds by how many tickets shared them: exact, and without a
        # fraction per moment.
        shared: dict[tuple[Key, int], int] = defaultdict(int)
        for tickets, length in _moments(own):
            for ticket in tickets:
                shared[ticket, len(tickets)] += length // MICROSECOND
        for stretch in own:
            allocated.setdefault((agent, stretch.ticket), Fraction())
            unsplit += stretch.end.astimezone(UTC) - stretch.start.astimezone(UTC)
        for (ticket, sharers), microseconds in shared.items():
            allocated[agent, ticket] += Fraction(microseconds, sharers * 1_000_000)
    return Handling(
        allocated=allocated, unsplit=Fraction(unsplit // MICROSECOND, 1_000_000)
    )


def _moments(stretches: Iterable[Focus]) -> Iterator[tuple[list[Key], timedelta]]:
    """Yield the tickets before one agent, and for how long, from change to change."""
    changes = [
        change
        for stretch in stretches
        for change in (
            (stretch.start.astimezone(UTC), 1, stretch.ticket),
            (stretch.end.astimezone(UTC), -1, stretch.ticket),
        )
    ]
    windows: dict[Key, int] = defaultdict(int)
    since: datetime | None = None
    # The order within a moment does not matter: nothing is yielded before the next one.
    for at, step, ticket in sorted(changes, key=itemgetter(0)):
        if since is not None and at > since and windows:
            yield list(windows), at - since
        since = at
        windows[ticket] += step
        if not windows[ticket]:
            del windows[ticket]
