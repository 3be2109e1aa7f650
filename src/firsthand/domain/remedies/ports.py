"""What this area needs from a channel: carry out a remedy, and tell what it has done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Kind(StrEnum):
    """What is done for the buyer."""

    REFUND = "refund"
    RETURNLESS_REFUND = "returnless_refund"
    GOODWILL_CREDIT = "goodwill_credit"  # Own shops only.
    CANCEL = "cancel"
    RESEND = "resend"
    RETURN_AUTHORISATION = "return_authorisation"
    ADDRESS_CHANGE = "address_change"


class Component(StrEnum):
    """Which part of what the buyer paid."""

    PRICE = "price"
    SHIPPING = "shipping"
    TAX = "tax"


@dataclass(frozen=True)
class Capabilities:
    """What a channel lets us rely on; the engine, not the adapter, decides by it.

    Attributes:
        kinds: what it can do at all.
        native_key: the same key and body a second time has no second effect.
        key_life: for how long after the first use; None: for ever. After that the
            channel counts as one without keys.
        read_lag: how long after an effect its listing may still not show it.
        is_definitive: what a listing, read after the lag, does not show did not happen.
        names_effects: what is `Done` is listed under the id it was answered with. Where
            not, that id only proves it (a feed's, say), and the listing, which has ids of
            its own, can only be matched by what it says.
    """

    kinds: frozenset[Kind]
    native_key: bool
    key_life: timedelta | None
    read_lag: timedelta
    is_definitive: bool = False
    names_effects: bool = True


@dataclass(frozen=True)
class Part:
    """Money of one line, or of the order as a whole; or a number of pieces of a line."""

    line_number: int | None  # None: of the order as a whole.
    sku: str
    component: Component
    minor_units: int
    quantity: int = 0


@dataclass(frozen=True)
class Instruction:
    """One remedy as a channel is told to carry it out. The same for every attempt.

    Attributes:
        key: the idempotency key; also the reference to be echoed, where one can be.
        minor_units: what the buyer gets in all; 0 where no money moves.
        details: by kind: an address, a reason code of the channel.
    """

    remedy_id: UUID
    key: str
    kind: Kind
    account: str
    order_number: str
    currency: str
    minor_units: int
    parts: tuple[Part, ...] = ()
    reason: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Done:
    """It has happened, and this is the channel's own id of it."""

    external_id: str


@dataclass(frozen=True)
class Taken:
    """The channel will do it, or not; `handle` is what to ask it by."""

    handle: str


@dataclass(frozen=True)
class Declined:
    """It has not happened and will not: the channel said so, for a reason."""

    why: str


@dataclass(frozen=True)
class NotSent:
    """It provably never reached the channel, or was turned away unread."""

    why: str
    again_after: timedelta | None = None


@dataclass(frozen=True)
class Unclear:
    """Nobody can say whether it has happened."""

    why: str


Answer = Done | Taken | Declined | NotSent | Unclear


@dataclass(frozen=True)
class Seen:
    """One effect the channel lists on an order, whoever caused it.

    Attributes:
        reference: the key given when it was caused, if the channel keeps that.
        line_number: None where the channel does not say, or it is of the whole order.
    """

    external_id: str
    kind: Kind
    currency: str
    minor_units: int
    at: datetime
    reference: str = ""
    line_number: int | None = None


class Unreadable(Exception):
    """The channel could not be asked; nothing is known by that."""


class Channel(Protocol):
    """One account at a marketplace, as far as remedies go. Safe to use in many threads."""

    def capabilities(self) -> Capabilities:
        """Return what it lets us rely on."""
        ...

    def carry_out(self, instruction: Instruction, *, within: timedelta) -> Answer:
        """Tell the channel once; return its answer, in any case before `within` is over.

        Never tries again by itself. Whatever is not plainly an answer is `Unclear`:
        a time-out, a reset, a 5xx, a 200 that cannot be read.
        """
        ...

    def ask(self, handle: str, instruction: Instruction) -> Answer:
        """Return what became of what was `Taken`; `Taken` again while it is not decided."""
        ...

    def listed(self, order_number: str) -> tuple[Seen, ...]:
        """Return every effect on the order, as far as the channel shows it yet.

        Raises:
            Unreadable: it could not be asked.
        """
        ...


class ChannelMissing(Exception):
    """There is no way to reach this account: nothing was sent."""


@dataclass(frozen=True)
class Proposal:
    """A remedy somebody may or may not decide on, with the money of its order.

    Attributes:
        minor_units: what is asked for; 0 where no money moves.
        captured: what the buyer paid, like all amounts here in the order's currency.
        given: what he got back or was promised before this one.
        request_hash: what an approval is bound to.
    """

    key: UUID
    request_hash: str
    kind: Kind
    store_id: int
    order_id: int
    ticket_id: int | None
    currency: str
    minor_units: int
    captured: int
    given: int
    reason: str
    note: str
    requested_by: int
    at: datetime


@dataclass(frozen=True)
class Allowed:
    """Whoever asked may decide this alone."""


@dataclass(frozen=True)
class NeedsApproval:
    """Somebody else has to agree.

    Attributes:
        why: codes of the rules that want it, with commas.
        who: the role that may agree.
    """

    why: str
    who: str


class Authority(Protocol):
    """Who may decide on what. Asked inside the transaction, with the order locked.

    So that two requests on one order are judged one after the other. Limits are locked by
    what answers, after the order, and an order never after a limit.
    """

    def decide(self, proposal: Proposal) -> Allowed | NeedsApproval:
        """Judge a request; what it takes from a budget is taken with it or not at all.

        Raises:
            Refused: nobody may do this, or what was asked for is incomplete.
        """
        ...

    def check_approval(self, proposal: Proposal, *, by: int) -> None:
        """Judge whether this person may agree to it: his own limit applies.

        Raises:
            Refused: he may not.
        """
        ...


# What other areas may select from: remedies, and the parts of each.
GIVEN = """
    SELECT id, key, store_id, ledger_id AS order_id, ticket_id, kind, state, minor_units,
           currency, reason, note, requested_by_id, requested_at, needs_approval,
           approval_why, approved_by_id, approved_at, state_at
      FROM remedies_remedy"""
GIVEN_PARTS = "SELECT remedy_id, sku, minor_units FROM remedies_part"


class Ladder(Protocol):
    """Which role is asked after which."""

    def next_above(self, proposal: Proposal, *, role: str) -> str:
        """Return the role to ask when nobody of `role` answers; empty: there is none."""
        ...
