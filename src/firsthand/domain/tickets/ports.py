"""What tickets need of others: the history of a conversation, and a say in what leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID


@dataclass(frozen=True)
class Asked:
    """The buyer wrote."""

    at: datetime
    products: tuple[str, ...] = ()


@dataclass(frozen=True)
class Replied:
    """Somebody answered; `kind` is a `Message.ReplyKind`."""

    at: datetime
    by: int | None
    kind: str


@dataclass(frozen=True)
class Assigned:
    """Somebody, or nobody, was to work on it from then on.

    Attributes:
        reassignments: how often it had changed hands in all, if the other system counts.
    """

    at: datetime
    to: int | None
    reassignments: int = 0


@dataclass(frozen=True)
class Tagged:
    """It was said what it is about: the codes of the reason's levels, the deepest last."""

    at: datetime
    reason: tuple[str, ...]


@dataclass(frozen=True)
class Solved:
    """It was closed. Where only that is known and not when, `is_timed` is false."""

    at: datetime
    by: int | None
    is_timed: bool = True


@dataclass(frozen=True)
class Reopened:
    """It was opened again."""

    at: datetime


@dataclass(frozen=True)
class Reported:
    """What the other system says of the case as a whole, which its lines need not show."""

    at: datetime
    facts: Mapping[str, object]


Happening = Asked | Replied | Assigned | Tagged | Solved | Reopened | Reported


class History(NamedTuple):
    """All that is known of one conversation elsewhere, in order of what happened.

    Attributes:
        ticket_id: what it became before; None for a new one.
        buyer_id: who wrote; not asked where the ticket is known.
        text: the first message's words, where they are known.
    """

    ticket_id: int | None
    store_id: int
    buyer_id: int
    order_id: int | None
    order_number: str
    channel: str
    story: tuple[Happening, ...] = ()
    subject: str = ""
    text: str = ""


@dataclass(frozen=True)
class Leaving:
    """A text to a buyer that is to leave.

    Attributes:
        attached_for: what each of its files is for, a `ReplyFile.Purpose`.
        is_final: it leaves in this transaction; else it is only asked whether it may.
    """

    ticket_id: int
    person_id: int
    text: str
    at: datetime
    attached_for: tuple[str, ...] = ()
    is_final: bool = True


class ReplyGuard(Protocol):
    """Has a say in what leaves."""

    def __call__(self, leaving: Leaving) -> int | None:
        """Return the version of the macro the text was made from; None: of none.

        Raises:
            Refused: it may not leave so.
        """
        ...


class ReplyFollower(Protocol):
    """Does what belongs to a reply, in the transaction that writes it."""

    def __call__(self, *, message_id: int, key: UUID) -> None:
        """Take notice of a reply; `key` is the one it was asked for with."""
        ...
