"""What can happen to one buyer, as far as the figures care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

Key = int | str
Nature = Literal["question", "info_supplied", "thanks_only", "auto_reply", "spam", "notice"]
ReplyKind = Literal["resolution", "info_request", "holding", "courtesy"]
EscapeWay = Literal["claim", "chargeback", "feedback"]

# Messages that need no answer: they open no issue and are nobody's contact.
SILENT: frozenset[str] = frozenset({"thanks_only", "auto_reply", "spam", "notice"})


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something at a moment. `key` tells apart what happened in the same moment."""

    at: datetime
    key: int


@dataclass(frozen=True, kw_only=True)
class Asked(Happening):
    """The buyer wrote or spoke."""

    ticket: Key
    order: Key | None = None
    asins: frozenset[str] = field(default_factory=frozenset)
    reason: str | None = None  # "L1.L2.L3"
    nature: Nature = "question"
    no_response_needed: bool = False
    session: Key | None = None  # Set on live channels: one session is one contact.
    # False: the front line cannot settle it, so net figures leave it out.
    front_line_can_resolve: bool = True

    @property
    def is_silent(self) -> bool:
        """Say whether nobody needs to answer it."""
        return self.no_response_needed or self.nature in SILENT


@dataclass(frozen=True, kw_only=True)
class Replied(Happening):
    """A person of ours answered; automatic texts and messages we start are not replies."""

    ticket: Key
    agent: Key | None = None
    kind: ReplyKind = "resolution"
    macro: Key | None = None
    session: Key | None = None


@dataclass(frozen=True, kw_only=True)
class Solved(Happening):
    """Somebody set the ticket to solved.

    Where only that is known and not when, `is_timed` is false: it was not before `at`.
    """

    ticket: Key
    agent: Key | None = None
    is_timed: bool = True


@dataclass(frozen=True, kw_only=True)
class Merged(Happening):
    """One ticket was folded into another."""

    ticket: Key
    into: Key


@dataclass(frozen=True, kw_only=True)
class Escalated(Happening):
    """The ticket was escalated or transferred."""

    ticket: Key


@dataclass(frozen=True, kw_only=True)
class Tagged(Happening):
    """The ticket was given a reason, its first or a better one."""

    ticket: Key
    reason: str
    # The code it was linked by when it was given: its second level then, or its first if
    # it had no second. None: as the reason's own code says. A reason may be moved later.
    topic: str | None = None
    # Whether the front line can settle what has this reason; None: it is not said.
    front_line_can_resolve: bool | None = None


@dataclass(frozen=True, kw_only=True)
class OrderLinked(Happening):
    """It became known which order the ticket is about."""

    ticket: Key
    order: Key


@dataclass(frozen=True, kw_only=True)
class Escaped(Happening):
    """The buyer went past us: a claim not denied, a chargeback, one or two stars."""

    order: Key
    way: EscapeWay


@dataclass(frozen=True, kw_only=True)
class Reopened(Happening):
    """Somebody of ours opened a solved ticket again. A buyer's message does so itself."""

    ticket: Key


@dataclass(frozen=True, kw_only=True)
class Assigned(Happening):
    """The ticket was given to somebody, or to nobody."""

    ticket: Key
    to: Key | None = None
    # How often it had changed hands by then, where another system counted.
    reassignments: int = 0


@dataclass(frozen=True, kw_only=True)
class Focused(Happening):
    """Somebody of ours had the ticket before him for so long, from this moment on."""

    ticket: Key
    agent: Key
    seconds: int


Event = (
    Asked
    | Replied
    | Solved
    | Merged
    | Escalated
    | Tagged
    | OrderLinked
    | Escaped
    | Reopened
    | Assigned
    | Focused
)

# In the same moment the buyer is taken to have written before we answered, because a
# message in the moment of the answer is not a return.
_RANK: dict[type[Happening], int] = {
    Merged: 0,
    Tagged: 1,
    OrderLinked: 2,
    Asked: 3,
    Reopened: 4,
    Assigned: 5,
    Escalated: 6,
    Replied: 7,
    Solved: 8,
    Escaped: 9,
    Focused: 10,
}


def in_order(events: Iterable[Event]) -> list[Event]:
    """Return the events as they happened, each once, however they arrived."""
    unique = {(type(event), event.key): event for event in events}
    return sorted(
        unique.values(), key=lambda event: (event.at, _RANK[type(event)], event.key)
    )


def without_merged_tickets(events: Iterable[Event]) -> list[Event]:
    """Return the events in order with every merged ticket called by its survivor's name.

    A merge says that the two always were one conversation, so it reaches back. Closing the
    merged ticket in the moment of the merge is part of merging and solves nothing; what
    happens to it later happens to the survivor.
    """
    ordered = in_order(events)
    merges = [event for event in ordered if isinstance(event, Merged)]
    if not merges:
        return ordered
    into: dict[Key, Merged] = {}
    for merge in merges:
        if _survivor(merge.into, into) != merge.ticket:
            into.setdefault(merge.ticket, merge)
    renamed: list[Event] = []
    for event in ordered:
        if isinstance(event, Merged):
            continue
        if isinstance(event, Escaped) or event.ticket not in into:
            renamed.append(event)
        elif not (isinstance(event, Solved) and event.at == into[event.ticket].at):
            renamed.append(replace(event, ticket=_survivor(event.ticket, into)))
    return renamed


def _survivor(ticket: Key, into: dict[Key, Merged]) -> Key:
    while ticket in into:
        ticket = into[ticket].into
    return ticket
