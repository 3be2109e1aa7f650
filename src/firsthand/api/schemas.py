"""What goes in and out as JSON. Times are UTC in ISO 8601; ids are whole numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from firsthand.domain.tickets.models import Message, Ticket

LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]


def storable(text: str) -> str:
    """Refuse what PostgreSQL cannot hold: a zero character, or half a character."""
    if "\0" in text:
        raise ValueError("a zero character")
    text.encode()  # UnicodeEncodeError is a ValueError.
    return text


# No more than a marketplace takes.
Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(storable)]


_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def _not_absurd(moment: datetime) -> datetime:
    """Refuse times that no desk has lived, and with which no calendar reckons."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError("a time between 2000 and 2100")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_not_absurd)]


class Me(Schema):
    """For whom a token acts, and what it may do. `store_ids` null: every store."""

    person_id: int
    name: str
    role: str
    store_ids: list[int] | None
    token_name: str
    scopes: list[str]
    expires_at: datetime


class TicketOut(Schema):
    """One ticket. `version` grows with every message: send it along as `seen_version`.

    `changed_at`: when anything of it changed last: a message, a note, a delivery, its
    state, its assignee, its order.
    """

    id: int
    store_id: int
    buyer_id: int
    order_id: int | None
    order_number: str
    channel: str
    state: Ticket.State
    subject: str
    gist: str
    language: str
    assignee_id: int | None
    opened_at: datetime
    solved_at: datetime | None
    last_message_at: datetime
    unanswered_since: datetime | None
    reply_due_at: datetime | None
    # The team's own clock that runs out first, and which it is; the queue's order is by
    # the earlier of both.
    team_due_at: datetime | None
    team_target: str
    priority: str
    # Out of the queue until then at the latest, and for what: time, morning, delivery or
    # message. `woke_at`: when it came back by itself, until somebody answers.
    snoozed_until: datetime | None
    snoozed_for: str
    woke_at: datetime | None
    unanswered_count: int
    version: int
    changed_at: datetime
    # The tag in force now, as codes; null or empty while nobody has said it.
    reason: str | None
    truth: str
    resolution: str | None
    # Where its messages stand now, and the ticket whose messages began it.
    merged_into_id: int | None
    split_from_id: int | None

    @staticmethod
    def resolve_reason(ticket: Ticket) -> str | None:
        """Return the code of the reason."""
        return ticket.reason.code if ticket.reason else None

    @staticmethod
    def resolve_resolution(ticket: Ticket) -> str | None:
        """Return the code of the resolution."""
        return ticket.resolution.code if ticket.resolution else None


class TicketPage(Schema):
    """Some of the tickets, in order. `next_cursor` null: these were the last."""

    items: list[TicketOut]
    next_cursor: str | None


class AttachmentOut(Schema):
    """One file of a message; its bytes are not given out here."""

    id: int
    name: str
    content_type: str
    size: int


class MessageOut(Schema):
    """One message or note of a thread, as text.

    `undone_at`: when the bulk action that wrote a note was undone; the note stays.
    """

    id: int
    ticket_id: int
    direction: Message.Direction
    author_id: int | None
    author_name: str
    body: str
    language: str
    nature: str
    reply_kind: str
    delivery: str
    sent_at: datetime
    recorded_at: datetime
    no_response_needed_at: datetime | None
    undone_at: datetime | None
    attachments: list[AttachmentOut] = Field(default_factory=list)


Code = Annotated[str, Field(max_length=60), AfterValidator(storable)]


class PriorityIn(Schema):
    """How pressing a ticket is: low, normal, high or urgent."""

    priority: Code


class SheetIn(Schema):
    """What a ticket is about and how it ended, as codes of `/reasons`.

    A ticket is closed with all three. To tag one, the reason is enough; what is empty stays
    as it was. `truth`: whether things were as the buyer said.
    """

    reason: Code = ""
    truth: Ticket.Truth | Literal[""] = ""
    resolution: Code = ""


class ReasonOut(Schema):
    """One reason. `may_be_given`: in use, and nothing finer is; only these go on a ticket.

    `id` and `code` stay for good. `counts_as`: the code of what it was merged into, or its
    own.
    """

    id: int
    code: str
    level: int
    parent: str | None
    labels: dict[str, str]
    group: str
    risk: str
    l1_resolvable: bool
    is_in_use: bool
    may_be_given: bool
    counts_as: str


class ResolutionOut(Schema):
    """One way a ticket may end."""

    code: str
    labels: dict[str, str]
    is_in_use: bool


class ReasonsOut(Schema):
    """All reasons, each before what hangs below it, and all resolutions, in their order."""

    reasons: list[ReasonOut]
    resolutions: list[ResolutionOut]


class PromisedIn(Schema):
    """What is said of one promise of a reply.

    `begins`, `ends`: where in the text, without the spaces around it, its time is named,
    as `promises/read` says; both null: it is promised beside the words. `due_at` null: as
    it is read when the reply leaves. `keep` false: it is none, or is not to count.
    """

    begins: Annotated[int, Field(ge=0, le=100_000)] | None = None
    ends: Annotated[int, Field(ge=1, le=100_000)] | None = None
    due_at: Moment | None = None
    keep: bool = True


class ActedIn(Schema):
    """Which actions of an answer begun by `macros/…/use` are done when the reply leaves."""

    use: Id
    actions: Annotated[list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=30)]


class ReplyIn(Schema):
    """An answer to the buyer. `seen_version` refuses it if something new has come.

    With `and_solve` the ticket is closed too, and `sheet` has to say with what.
    `files`: the ids of files added before, by `reply-files`.
    `send_at`: not now but then, within 14 days. `hold_seconds`: it waits so long that a
    person may take it back; programs need not wait. Either is answered with 202 and the
    held reply.
    `promises`: those of the text that count from the moment the reply leaves; of others it
    is said later. With null nothing is asked; with a list, also an empty one, a promise
    without a time has to be in it.
    `macros`: what is done with it, of macros it was made from; nothing else is.
    """

    body: Text
    kind: Message.ReplyKind = Message.ReplyKind.RESOLUTION
    seen_version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    and_solve: bool = False
    sheet: SheetIn = Field(default_factory=SheetIn)
    send_at: Moment | None = None
    hold_seconds: Annotated[int, Field(ge=0, le=30)] = 0
    files: Annotated[list[Id], Field(max_length=5)] = Field(default_factory=list)
    promises: Annotated[list[PromisedIn], Field(max_length=30)] | None = None
    macros: Annotated[list[ActedIn], Field(max_length=10)] = Field(default_factory=list)


class HeldReplyOut(Schema):
    """A reply that is not sent yet, or was not sent: `state` waiting or stopped.

    `stopped_by`: the code of what refused it. The text of a stopped one is its writer's
    draft again.
    """

    id: int
    ticket_id: int
    person_id: int
    body: str
    kind: str
    asked_at: datetime
    send_at: datetime
    is_scheduled: bool
    state: str
    stopped_by: str


class NoteIn(Schema):
    """A note among ourselves."""

    body: Text


class AssignIn(Schema):
    """Whom to give a ticket to, and who had it when you looked; null means nobody."""

    to: Id | None
    expected: Id | None


class WaitsOut(Schema):
    """What a median leaves out. Seconds; `within`: share answered, by hours."""

    mean: float | None
    p90: float | None
    p90_interval: tuple[float, float] | None
    within: dict[int, float]
    unanswered: int
    km_median: float | None


class FigureOut(Schema):
    """One figure. `value` null: not certain yet, or nothing counted. Show `n` with it.

    A share has `hits`, `misses`, `provisional` and `open`; while it is not certain,
    `lower`, `upper` and `estimate` instead of a value. `group`: dimension to its value;
    empty: the units have none. `exclusions`: units left out, by why. `ages`: of what waits
    at an instant, under 4, 12, 24, 48 and 168 hours, and longer.
    """

    metric: str
    version: str
    unit: str
    group: dict[str, str]
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    hits: int
    misses: int
    provisional: int
    open: int
    interval: tuple[float, float] | None
    mature: bool
    lower: float | None
    upper: float | None
    estimate: float | None
    waits: WaitsOut | None
    ages: list[int] | None
    exclusions: dict[str, int]
    verdict: str
    shown: str
    since: datetime
    until: datetime
    as_of: datetime
    known_at: datetime | None
    tz: str


class RevisionOut(Schema):
    """A value that was certain and changed. `week_of`: the Monday of its week (UTC).

    `why`: entries that came in since and tell of that week's buyers, by their kind;
    "definition" where the metric was defined anew.
    """

    metric: str
    store_id: int
    week_of: date
    old_hits: int
    old_n: int
    new_hits: int
    new_n: int
    why: dict[str, int]
    revised_at: datetime
