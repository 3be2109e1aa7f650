"""What a story is made of: sales, and the conversations some of them lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from firsthand.cli.demo import tags
from firsthand.cli.demo.cast import Market, Reason, Thing
from firsthand.cli.demo.effects import Dimensions
from firsthand.domain.tickets.commands import Sheet

StepKind = Literal[
    "ask", "reply", "note", "assign", "tag", "solve", "reopen", "no_response", "focus",
    "machine", "bounce",
]  # fmt: skip
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer of one market. The address is an alias there, or his own by plain mail."""

    name: str
    address: str
    is_alias: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What somebody writes about: the reason and which of its troubles, and with what."""

    reason: Reason
    topic: int
    thing: Thing
    carrier: str


@dataclass(frozen=True, slots=True)
class Setback:
    """Feedback, a claim or a chargeback; stars only of feedback."""

    kind: str
    at: datetime
    stars: int | None = None


@dataclass(frozen=True, slots=True)
class SentBack:
    """What the buyer sends back: why (a number of the sentences), and when.

    `status`: what the marketplace says was decided, where it is still on its way.
    """

    why: int
    asked_at: datetime
    arrived_at: datetime | None
    status: str = ""


@dataclass(slots=True)
class Sale:
    """One order with its parcel; quantities and sums follow from the thing."""

    market: Market
    number: str
    thing: Thing
    quantity: int
    is_fba: bool
    carrier: str
    tracking: str
    place: str
    buyer: Buyer
    placed_at: datetime
    deliver_by: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled: bool = False
    setback: Setback | None = None
    sent_back: SentBack | None = None

    def told(self) -> dict[str, str]:
        """Return the dimensions an effect can touch it by."""
        return {
            "marketplace": self.market.code,
            "store": self.market.store,
            "language": self.market.language,
            "product": self.thing.sku,
            "family": self.thing.family,
            "carrier": self.carrier,
        }

    def is_late(self, at: datetime) -> bool:
        """Say whether it came after its promise, or has not come and should have."""
        return (self.delivered_at or at) > self.deliver_by


@dataclass(frozen=True, slots=True)
class Step:
    """One thing somebody does on a ticket. `by` is a colleague's key, "" the buyer."""

    kind: StepKind
    at: datetime
    by: str = ""
    to: str = ""  # Who gets the ticket; a colleague's key.
    text: str = ""
    reply_kind: str = ""
    macro: str = ""  # The version a reply was made from, by its name,
    made: str = ""  # and what that said.
    nature: str = ""  # What a program's mail is.
    sheet: Sheet | None = None  # What a reply, too, closes the ticket with.
    until: datetime | None = None  # When somebody turned away from the ticket again.
    has_html: bool = False
    photos: tuple[int, ...] = ()  # Numbers that each make a picture of their own.

    @property
    def is_mail(self) -> bool:
        """Say whether it came in as a mail that became a message of its own."""
        return self.kind in ("ask", "machine")


@dataclass(slots=True)
class Case:
    """One ticket: who wrote about what, and all that followed."""

    market: Market
    buyer: Buyer
    sale: Sale
    reason: Reason
    topic: int
    subject: str
    by_plain_mail: bool
    case_id: str
    fill: dict[str, str]
    steps: list[Step] = field(default_factory=list)

    @property
    def is_notice(self) -> bool:
        """Say whether it is a notice of the marketplace, and no buyer wrote it."""
        return self.steps[0].kind == "machine"

    @property
    def answered_by(self) -> str:
        """Return who wrote the first reply, a colleague's key; "" if nobody did."""
        return next((step.by for step in self.steps if step.kind == "reply"), "")

    def told(self, agent: str = "") -> Dimensions:
        """Return the dimensions an effect can touch it by, in the hands of an agent."""
        reason = tags.reason_of(self.reason, self.topic)
        return self.sale.told() | {"reason": reason, "agent": agent}


@dataclass(frozen=True)
class Story:
    """Everything that happens: conversations by their beginning, and quiet sales."""

    cases: list[Case]
    quiet: list[Sale]
